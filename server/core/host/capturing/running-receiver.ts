import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { UserError } from "../../base/index.ts";
import {
  homeFolder,
  type ReceiverStats,
  type RunningReceiver,
  readReceiverFile,
} from "../../capture/index.ts";

/** A receiver that answers, and what it tells of itself. */
export interface ReceiverStatus extends ReceiverStats {
  readonly fold?: { readonly problems?: readonly string[]; readonly [name: string]: unknown };
}

const answerWithinMs = 3_000;
const startWithinMs = 20_000;
const stopWithinMs = 15_000;

/** The receiver of this machine's user, asked how it is; undefined where none answers. */
export async function receiverStatus(home: string): Promise<ReceiverStatus | undefined> {
  const running = await readReceiverFile(homeFolder(home));
  if (!running) return undefined;
  try {
    const response = await ask(running, "GET", "/homeostat/status");
    return response.ok ? ((await response.json()) as ReceiverStatus) : undefined;
  } catch {
    return undefined;
  }
}

const ask = (
  { httpPort, address, controlToken }: RunningReceiver,
  method: string,
  path: string,
): Promise<Response> =>
  fetch(`http://${reachable(address)}:${httpPort}${path}`, {
    method,
    headers: { "x-homeostat-token": controlToken },
    signal: AbortSignal.timeout(answerWithinMs),
  });

/** Where this machine reaches a receiver: one that listens on all addresses has those of this machine as well. */
function reachable(address = "127.0.0.1"): string {
  if (address === "0.0.0.0" || address === "::") return "127.0.0.1";
  return address.includes(":") ? `[${address}]` : address;
}

export interface StartOptions {
  readonly home: string;
  /** Path of the built receiver.cjs. */
  readonly entry: string;
  readonly version: string;
  readonly http: number;
  readonly grpc: number;
  readonly more?: readonly string[];
}

/**
 * A receiver that runs when this returns: the one that did already, else a new one that outlives this process. One of another version is
 * replaced; its journal is the next one's. Throws what hinders it from starting: `port-taken`, `receiver-failed`.
 */
export async function ensureReceiver(options: StartOptions): Promise<ReceiverStatus> {
  const { home, version } = options;
  const running = await receiverStatus(home);
  if (running?.version === version) return running;
  if (running) await stopReceiver(home);
  await spawnReceiver(options).catch(async (error: unknown) => {
    // Two windows may have the same idea at the same moment: then one of them is right.
    const other = await waitForStatus(home, 5_000);
    if (!other) throw error;
  });
  const started = await waitForStatus(home, startWithinMs);
  if (started) return started;
  throw new UserError(
    "receiver-failed",
    "The receiver was started and does not answer.",
    "What it says of itself stands in receiver.log in its folder; homeostat doctor names that folder.",
  );
}

async function waitForStatus(home: string, withinMs: number): Promise<ReceiverStatus | undefined> {
  const until = performance.now() + withinMs;
  for (;;) {
    const status = await receiverStatus(home);
    if (status || performance.now() > until) return status;
    await setTimeout(150);
  }
}

async function spawnReceiver({ home, entry, http, grpc, more = [] }: StartOptions): Promise<void> {
  const child = spawn(
    process.execPath,
    [entry, "--home", home, "--http", String(http), "--grpc", String(grpc), ...more],
    {
      detached: true,
      windowsHide: true,
      stdio: ["ignore", "pipe", "ignore"],
      // In the editor this is Electron, which is Node where it is told so.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    },
  );
  try {
    const said = await firstLine(child);
    if (said.kind === "failed")
      throw new UserError(
        said.code ?? "receiver-failed",
        said.message ?? "The receiver did not start.",
        said.hint,
      );
  } finally {
    child.stdout?.destroy();
    child.unref();
  }
}

interface Said {
  readonly kind?: string;
  readonly code?: string;
  readonly message?: string;
  readonly hint?: string;
}

/** What the receiver says first: that it is ready, or why it is not. */
function firstLine(child: ChildProcess): Promise<Said> {
  return new Promise((resolve, reject) => {
    let text = "";
    const fail = (why: string) => () => reject(new UserError("receiver-failed", `The receiver ${why}.`));
    const timer = globalThis.setTimeout(fail("said nothing for too long"), startWithinMs);
    child.once("error", (error) => reject(new UserError("receiver-failed", error.message)));
    child.once("exit", fail("ended before it was ready"));
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf("\n");
      if (end < 0) return;
      clearTimeout(timer);
      try {
        resolve(JSON.parse(text.slice(0, end)) as Said);
      } catch {
        fail("said something that is not understood")();
      }
    });
  });
}

/** Asks the receiver to end, and waits until it has; false where none runs. */
export async function stopReceiver(home: string): Promise<boolean> {
  const running = await readReceiverFile(homeFolder(home));
  if (!running || !(await receiverStatus(home))) return false;
  await ask(running, "POST", "/homeostat/stop").catch(() => undefined);
  const until = performance.now() + stopWithinMs;
  while (performance.now() < until) {
    if (!isRunning(running.pid)) return true;
    await setTimeout(100);
  }
  throw new UserError(
    "receiver-busy",
    `The receiver (process ${running.pid}) did not end within ${stopWithinMs / 1000} seconds.`,
    "It may be writing to a slow disk: try again in a moment.",
  );
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
