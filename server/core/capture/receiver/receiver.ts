import { randomBytes } from "node:crypto";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isIP } from "node:net";
import type { Server as GrpcServer } from "@grpc/grpc-js";
import { type JournalOptions, JournalWriter } from "../journal/journal-writer.ts";
import type { JournalPosition } from "../journal/segments.ts";
import { type Access, exposure } from "./guard.ts";
import { httpServer } from "./http-receiver.ts";
import { Intake, type Redact } from "./intake.ts";
import { defaultLimits, type ReceiverLimits } from "./limits.ts";
import { portTaken } from "./port-taken.ts";
import { rememberJournaled } from "./remember-journaled.ts";
import type { ReceiverProblem, ServiceTally, TallySums } from "./tallies.ts";

export interface ReceiverOptions {
  /** The folder of the journal. */
  readonly journal: string;
  /** 0 lets the system choose. */
  readonly httpPort: number;
  readonly grpcPort: number;
  /** An address to listen on instead of this machine's own, as 0.0.0.0. */
  readonly host?: string;
  readonly allowedHosts?: readonly string[];
  readonly allowedOrigins?: readonly string[];
  readonly bearerToken?: string;
  readonly controlToken?: string;
  readonly redact?: Redact;
  readonly limits?: Partial<ReceiverLimits>;
  readonly journalOptions?: JournalOptions;
  readonly version?: string;
  readonly onAppended?: () => void;
  /** Somebody who may asked for the end. */
  readonly onStop?: () => void;
  /** More to tell with the status, as how far the folding is. */
  readonly moreStatus?: () => Readonly<Record<string, unknown>>;
}

/** What GET /homeostat/status answers. */
export interface ReceiverStats extends TallySums {
  readonly pid: number;
  readonly version: string;
  readonly startedMs: number;
  readonly httpPort: number;
  readonly grpcPort: number;
  /** The address it listens on: of this machine alone 127.0.0.1. */
  readonly address: string;
  /** That other machines may send and need to show nothing. */
  readonly exposure?: string;
  readonly backlogBytes: number;
  /** Why nothing can be written now. */
  readonly trouble?: { readonly code: string; readonly message: string; readonly hint?: string };
  readonly services: readonly ServiceTally[];
  readonly problems: readonly ReceiverProblem[];
}

export interface Receiver {
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly address: string;
  readonly exposure?: string;
  readonly controlToken: string;
  stats(): ReceiverStats;
  noteFolded(position: JournalPosition): void;
  /** Takes no more, waits for what is being taken, and flushes the journal. */
  close(): Promise<void>;
}

const loopback = ["127.0.0.1", "::1"];
/** Requests that are still running get so long when the receiver stops. Milliseconds. */
const closeMs = 5_000;

/** Opens the journal and listens. Ports that are taken are told with who has them. */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const controlToken = options.controlToken ?? randomBytes(24).toString("base64url");
  const access: Access = {
    hosts: options.allowedHosts ?? [],
    origins: options.allowedOrigins ?? [],
    isOpen: options.host !== undefined && !isLoopback(options.host),
    ...(options.bearerToken !== undefined && { bearerToken: options.bearerToken }),
  };
  const journal = await JournalWriter.open(options.journal, options.journalOptions);
  const intake = new Intake({
    journal,
    limits: { ...defaultLimits, ...options.limits },
    redact: options.redact ?? ((_signal, _encoding, bytes) => ({ bytes, counts: {} })),
    ...(options.onAppended && { onAppended: options.onAppended }),
  });
  await rememberJournaled(options.journal, intake.recent);
  const version = options.version ?? "";
  const startedMs = Date.now();
  const where = (): Pick<Receiver, "httpPort" | "grpcPort" | "address" | "exposure"> => {
    const { httpPort, grpcPort, address } = listening;
    const exposed = exposure(access, address);
    return { httpPort, grpcPort, address, ...(exposed !== undefined && { exposure: exposed }) };
  };
  const stats = (): ReceiverStats => ({
    ...intake.tallies.sums(),
    pid: process.pid,
    version,
    startedMs,
    ...where(),
    backlogBytes: journal.backlogBytes,
    ...(journal.lastTrouble && {
      trouble: (({ code, message, hint }) => ({ code, message, ...(hint !== undefined && { hint }) }))(
        journal.lastTrouble,
      ),
    }),
    services: intake.tallies.serviceTallies(),
    problems: intake.tallies.recentProblems(),
  });
  const newHttp = (): HttpServer =>
    httpServer({
      intake,
      access,
      controlToken,
      version,
      status: () => ({ ...stats(), ...options.moreStatus?.() }),
      stop: () => options.onStop?.(),
    });
  const listening = await listen(options, newHttp, (grpc) => grpc.grpcServer(intake, access)).catch(
    async (error) => {
      await journal.close();
      throw error;
    },
  );
  return {
    ...where(),
    controlToken,
    stats,
    noteFolded: (position) => journal.noteFolded(position),
    close: async () => {
      intake.isStopping = true;
      await Promise.all([...listening.http.map(closeHttp), ...listening.grpc.map(closeGrpc)]);
      await journal.close();
    },
  };
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));

interface Listening {
  readonly http: readonly HttpServer[];
  readonly grpc: readonly GrpcServer[];
  readonly httpPort: number;
  readonly grpcPort: number;
  /** Of the first of them, as a number. */
  readonly address: string;
}

/** Loaded by who receives: gRPC is large, and every program that could receive would start later by it. */
type Grpc = typeof import("./grpc-receiver.ts");

/** "localhost" is two addresses, and exporters try either; where a machine has no IPv6 one of them is enough. */
async function listen(
  options: ReceiverOptions,
  newHttp: () => HttpServer,
  newGrpc: (grpc: Grpc) => GrpcServer,
): Promise<Listening> {
  const addresses = options.host === undefined ? loopback : [options.host];
  const http: HttpServer[] = [];
  const grpc: GrpcServer[] = [];
  let { httpPort, grpcPort } = options;
  const loaded: Grpc = await import("./grpc-receiver.ts");
  try {
    for (const address of addresses) {
      const isSpare = http.length > 0;
      const server = newHttp();
      const port = await httpBound(server, address, httpPort).catch((error) =>
        isSpare && isNoSuchAddress(error) ? undefined : portTaken("HTTP", address, httpPort, error),
      );
      if (port === undefined) continue;
      http.push(server);
      httpPort = port;
      const second = newGrpc(loaded);
      const shown = isIP(address) === 6 ? `[${address}]` : address;
      grpcPort = await loaded
        .bound(second, `${shown}:${grpcPort}`)
        .catch((error) => portTaken("gRPC", address, grpcPort, error));
      grpc.push(second);
    }
  } catch (error) {
    for (const server of http) server.close();
    for (const server of grpc) server.forceShutdown();
    throw error;
  }
  return { http, grpc, httpPort, grpcPort, address: addressOf(http[0]!).address };
}

const isNoSuchAddress = (error: NodeJS.ErrnoException): boolean =>
  error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT";

const httpBound = (server: HttpServer, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      resolve(addressOf(server).port);
    });
  });

const addressOf = (server: HttpServer): AddressInfo => server.address() as AddressInfo;

function closeHttp(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), closeMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function closeGrpc(server: GrpcServer): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, closeMs);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
