import { constants, setPriority } from "node:os";
import { type LongWork, messageOf, type Progress, UserError } from "./base/index.ts";
import { waitingServices } from "./host/capturing/inbox.ts";
import { stateFolder } from "./host/capturing/state-folder.ts";
import type { ProbeRequest } from "./host/doctor-probe.ts";
import type { Host, Workspace } from "./host/host.ts";
import {
  type FromHost,
  type HostMethod,
  type ToHost,
  type WireError,
  workPlace,
} from "./host/host-messages.ts";
import { LookTimes } from "./host/judging/look-times.ts";
import { LentEditor } from "./host/lent-editor.ts";
import { openHost } from "./host/open-host.ts";
import { modelAccess } from "./models/index.ts";
import type { Snapshot } from "./review/index.ts";
import { inspectStore } from "./store/index.ts";

// The process behind `spawnHost`: one workspace, one store, calls as they come. It ends with its parent.

/** How often the store is asked whether another process wrote to it, milliseconds. */
const watchEveryMs = 2_000;

let workspace: Workspace | undefined;
/** The editor in front, where there is one. */
let editor: LentEditor | undefined;
let opening: Promise<Host> | undefined;
const running = new Map<number, AbortController>();
/** How long the last snapshot took, and the state of the store that it shows. */
let snapshotMs = 0;
let shown: string | undefined;
const lookTimes = new LookTimes();
/** Judging that nobody asked for; whatever somebody asks for goes first. */
let unasked: AbortController | undefined;

const send = (message: FromHost): void => {
  if (process.connected) process.send!(message);
};

/** Opened by the first call that needs it; a failure is told to that call, and the next one tries again. */
function host(): Promise<Host> {
  opening ??= openHost(workspace!, modelAccess(editor)).catch((error) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

async function run(message: Extract<ToHost, { kind: "call" }>): Promise<void> {
  const { id, method, args } = message;
  const controller = new AbortController();
  const started = performance.now();
  running.set(id, controller);
  const place = workPlace(method);
  if (place !== undefined) unasked?.abort();
  try {
    const work = {
      signal: controller.signal,
      progress: throttled<Parameters<Progress>[0]>((step) => send({ kind: "progress", id, step })),
    };
    const value = await call(method, place === undefined ? args : withWork(args, place, work));
    if (method === "snapshot") {
      [snapshotMs, shown] = [performance.now() - started, (value as Snapshot).revision];
      lookTimes.due();
    }
    send({ kind: "result", id, value });
  } catch (error) {
    send({ kind: "failure", id, error: wireError(error) });
  } finally {
    running.delete(id);
  }
}

/** What was left out before it stays left out. */
const withWork = (args: readonly unknown[], place: number, work: LongWork): unknown[] => [
  ...Array.from({ length: place }, (_, index) => args[index]),
  work,
];

async function call(method: HostMethod, args: readonly unknown[]): Promise<unknown> {
  // It is about this machine: a workspace that has no store must not get one for that.
  if (method === "waitingServices") return waitingServices(stateFolder());
  const opened = await host();
  return (opened[method] as (...args: readonly unknown[]) => Promise<unknown>).apply(opened, [...args]);
}

/** Ten steps a second are as many as anybody sees. */
function throttled<T>(act: (value: T) => void): (value: T) => void {
  let last = 0;
  return (value) => {
    if (performance.now() - last < 100) return;
    last = performance.now();
    act(value);
  };
}

const wireError = (error: unknown): WireError => ({
  name: error instanceof Error ? error.name : "Error",
  message: messageOf(error),
  ...(error instanceof UserError && { code: error.code, hint: error.hint }),
  ...(error instanceof Error && { stack: error.stack }),
});

/**
 * Tells that the store is not what the last snapshot was made from. Not while something runs: long work answers by itself. The watch
 * waits longer where figures take long to make, so that steady writing elsewhere cannot keep this process busy with nothing else.
 */
async function watch(): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(watchEveryMs, 3 * snapshotMs)).unref());
    if (shown === undefined || running.size > 0) continue;
    const revision = await opening?.then((open) => open.revision()).catch(() => undefined);
    if (revision !== undefined && revision !== shown && running.size === 0)
      send({ kind: "changed", revision });
    else if (running.size > 0) continue;
    // Verdicts first: what is due but now and then would never come after what is due at every look.
    else if (lookTimes.isTime(performance.now())) await judgeUnasked();
    else if (performance.now() >= suspectsNotBeforeMs) await findSuspects();
  }
}

/** Looking for suspects may take a tenth of the time: while conversations come in steadily there is always something new to look at. */
const suspectsShare = 10;
let suspectsNotBeforeMs = 0;

/** Where it goes wrong figures are shown without suspects, and a diagnosis that is asked for says why. */
async function findSuspects(): Promise<void> {
  const from = performance.now();
  const open = await opening;
  await open?.refreshSuspects().catch(() => undefined);
  const now = performance.now();
  suspectsNotBeforeMs = now + Math.max(watchEveryMs, suspectsShare * (now - from));
}

/** Judges what came in, as far as the configuration lets it. What goes wrong is said when somebody asks for it. */
async function judgeUnasked(): Promise<void> {
  lookTimes.begin();
  unasked = new AbortController();
  const from = performance.now();
  let againInMs: number | undefined;
  try {
    const open = await opening;
    const summary = await open?.evaluateOnly({ isContinuous: true }, { signal: unasked.signal });
    againInMs = summary?.againInMs;
  } catch (error) {
    // What somebody asked for went first; it need not have judged the same.
    if (unasked.signal.aborted) lookTimes.due();
    else process.stderr.write(`Not judged: ${messageOf(error)}\n`);
  } finally {
    unasked = undefined;
    lookTimes.end(from, performance.now(), againInMs);
  }
}

async function close(): Promise<void> {
  for (const controller of running.values()) controller.abort();
  unasked?.abort();
  await opening?.then((open) => open.close()).catch(() => undefined);
  process.exit(0);
}

/** The editor goes first: threads that the database starts later inherit this. */
function yieldToTheEditor(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Some systems forbid it; then work competes as it would have.
  }
}

yieldToTheEditor();
process.on("message", (message: ToHost | ProbeRequest) => {
  if (message.kind === "inspect") void inspectStore(message.uri).then((found) => process.send!(found));
  else if (message.kind === "open") {
    workspace = message.workspace;
    if (message.hasEditor) editor = new LentEditor(send);
  } else if (message.kind === "editorReply") editor?.receive(message);
  else if (message.kind === "call") void run(message);
  else if (message.kind === "cancel") running.get(message.id)?.abort();
  else void close();
});
process.on("disconnect", () => process.exit(0));
void watch();
