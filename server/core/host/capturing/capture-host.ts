import { storeIsThere } from "../../store/index.ts";
import { configPath, loadSettings } from "../config.ts";
import type { Workspace } from "../host.ts";
import { claimService } from "./claim-service.ts";
import { type WaitingService, waitingServices } from "./inbox.ts";
import { ensureReceiver, type ReceiverStatus, receiverStatus, stopReceiver } from "./running-receiver.ts";
import { inboxUri, stateFolder } from "./state-folder.ts";
import { Claims, registerWorkspace } from "./workspace-registry.ts";

/** A service that has sent something, or waits in the inbox. */
export interface CapturedService {
  readonly name: string;
  readonly spans: number;
  readonly logs: number;
  readonly lastMs: number;
  /** What its spans have told so far. */
  readonly content: boolean;
  readonly conversation: boolean;
  readonly prompt: boolean;
  /** The workspace that has it; absent = the inbox. */
  readonly root?: string;
  /** Conversations that wait in the inbox. */
  readonly waiting: number;
}

/** What people ask of capture: whether it runs, what arrived and where it went. */
export interface CaptureStatus {
  readonly running: boolean;
  readonly pid?: number;
  readonly version?: string;
  readonly startedMs?: number;
  readonly http?: number;
  readonly grpc?: number;
  /** What it listens on; 127.0.0.1 is this machine alone. */
  readonly address?: string;
  /** Who sent last comes first. */
  readonly services: readonly CapturedService[];
  /** Bytes of the journal that are not folded yet. */
  readonly waitingBytes: number;
  readonly redacted: Readonly<Record<string, number>>;
  /** One sentence each. */
  readonly problems: readonly string[];
}

export interface CaptureOptions {
  /** Path of the built receiver.cjs. */
  readonly entry: string;
  readonly version: string;
  readonly home?: string;
  readonly waiting?: Waiting;
}

/** Says what waits in the inbox, for those in whose process no database may be opened. */
export type Waiting = () => Promise<readonly WaitingService[]>;

/** Starts the receiver where none runs, and makes the workspace known to it. Throws why it does not start. */
export async function startCapture(
  workspace: Workspace,
  { entry, version, home = stateFolder(), waiting }: CaptureOptions,
  more: readonly string[] = [],
): Promise<CaptureStatus> {
  const { capture } = await loadSettings(configPath(workspace.root, workspace.configFile), workspace);
  if (workspace.trusted) await registerWorkspace(home, workspace);
  const { http, grpc } = capture;
  await ensureReceiver({ home, entry, version, http, grpc, more });
  return captureStatus(home, waiting);
}

export const stopCapture = (home = stateFolder()): Promise<boolean> => stopReceiver(home);

export async function captureStatus(
  home = stateFolder(),
  waitingIn: Waiting = () => waitingServices(home),
): Promise<CaptureStatus> {
  const [status, waiting] = await Promise.all([
    receiverStatus(home),
    // Most machines have no inbox: nobody is to start a process to hear that.
    storeIsThere(inboxUri(home)).then((isThere) => (isThere ? waitingIn().catch(() => []) : [])),
  ]);
  const claims = new Claims(home);
  await claims.refresh().catch(() => false);
  return {
    running: status !== undefined,
    ...(status && {
      pid: status.pid,
      version: status.version,
      startedMs: status.startedMs,
      http: status.httpPort,
      grpc: status.grpcPort,
      address: status.address,
    }),
    services: servicesOf(status, waiting, claims),
    waitingBytes: status?.backlogBytes ?? 0,
    redacted: status?.redacted ?? {},
    problems: problemsOf(status),
  };
}

function servicesOf(
  status: ReceiverStatus | undefined,
  waiting: readonly WaitingService[],
  claims: Claims,
): readonly CapturedService[] {
  const inInbox = new Map(waiting.map((one) => [one.service, one]));
  const sent = (status?.services ?? []).map(({ service, ...tally }): CapturedService => {
    const root = claims.of(service)?.root;
    return {
      ...tally,
      name: service,
      ...(root !== undefined && { root }),
      waiting: inInbox.get(service)?.conversations ?? 0,
    };
  });
  const known = new Set(sent.map(({ name }) => name));
  const older = waiting
    .filter(({ service }) => !known.has(service))
    .map(({ service, conversations, lastMs = 0 }): CapturedService => {
      const root = claims.of(service)?.root;
      return {
        ...{ name: service, spans: 0, logs: 0, lastMs, waiting: conversations },
        ...{ content: true, conversation: true, prompt: true },
        ...(root !== undefined && { root }),
      };
    });
  return [...sent, ...older];
}

function problemsOf(status: ReceiverStatus | undefined): readonly string[] {
  if (!status) return [];
  const { trouble, exposure, problems, fold } = status;
  return [
    ...(exposure === undefined ? [] : [exposure]),
    ...(trouble ? [[trouble.message, trouble.hint].filter(Boolean).join(" ")] : []),
    ...problems.map(({ message, count }) => (count > 1 ? `${message} (${count} times)` : message)),
    ...(fold?.problems ?? []),
  ].slice(0, 20);
}

/** Makes a service this workspace's; gives the file that says so now. */
export const claim = (workspace: Workspace, service: string, home = stateFolder()): Promise<string> =>
  claimService(home, workspace, service);
