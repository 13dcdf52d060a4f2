import { readdir, readFile, readlink } from "node:fs/promises";
import { createServer } from "node:net";
import { messageOf } from "../base/index.ts";
import { plural } from "../review/index.ts";
import { receiverStatus } from "./capturing/running-receiver.ts";
import { stateFolder } from "./capturing/state-folder.ts";
import type { Config } from "./config.ts";
import type { DoctorCheck } from "./doctor.ts";

/** Whether the receiver of this machine runs, and where it does not whether it could: it needs both ports. */
export async function captureChecks({ capture }: Config): Promise<DoctorCheck[]> {
  const status = await receiverStatus(stateFolder());
  if (status) {
    const { version, httpPort, grpcPort, services } = status;
    const says = `The receiver (${version}) listens: OTLP over HTTP on ${httpPort}, over gRPC on ${grpcPort}; ${plural(services.length, "service")} sent something.`;
    return [{ area: "capture", code: "capture.receiver", status: "ok", says }];
  }
  const { http, grpc, services } = capture;
  return Promise.all(
    [
      { port: http, setting: "http", name: "HTTP" },
      { port: grpc, setting: "grpc", name: "gRPC" },
    ].map(async ({ port, setting, name }): Promise<DoctorCheck> => {
      const found = { area: "capture", code: `capture.port.${port}` } as const;
      const taken = await portTaken(port);
      if (!taken) return { ...found, status: "ok", says: `Port ${port} (OTLP over ${name}) is free.` };
      const who = await listenerOf(port);
      return {
        ...found,
        // It is in the way only where somebody waits for traces.
        status: services.length > 0 ? "warning" : "ok",
        says: `Port ${port} (OTLP over ${name}) is in use${who ? ` by ${who}` : ""} (${taken}); the receiver does not run.`,
        next: `Stop that program, or give the receiver another port: capture.${setting} in homeostat.yaml.`,
      };
    }),
  );
}

const portTaken = (port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? messageOf(error)));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(undefined)));
  });

/** The name of the process that listens on a port, where Linux tells it. */
async function listenerOf(port: number): Promise<string | undefined> {
  if (process.platform !== "linux") return undefined;
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((file) => readFile(file, "utf8").catch(() => "")),
  );
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const sockets = tables
    .flatMap((table) => table.split("\n").map((line) => line.trim().split(/\s+/)))
    .filter(([, local, , state]) => local?.endsWith(wanted) && state === "0A")
    .map((fields) => `socket:[${fields[9]}]`);
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name)))
    for (const descriptor of await readdir(`/proc/${pid}/fd`).catch(() => []))
      if (sockets.includes(await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => "")))
        return (await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "")).trim() || undefined;
  return undefined;
}
