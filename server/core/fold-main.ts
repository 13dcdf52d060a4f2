import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { messageOf } from "./base/index.ts";
import { beginAnew } from "./capture/index.ts";
import { Fold } from "./host/capturing/fold.ts";
import { PackThread } from "./host/capturing/pack-thread.ts";
import { stateFolder } from "./host/capturing/state-folder.ts";

// The process that folds the journal into stores, a child of the receiver. It ends with its parent, and may be killed at any moment.

// usage: node fold.cjs [HOME [COMMITS UNTIL A STORE IS TIDIED UP]]
const home = process.argv[2] ?? stateFolder();
const optimizeAfter = Number(process.argv[3]);
/** A database and its caches in memory are too much for a process that has nothing to do. */
const restAfterMs = 180_000;
/** The database keeps some of what it has asked for; where a backlog is long, that adds up. */
const mostMemory = { bytes: 900 * 2 ** 20, notBeforeMs: 45_000 };
const controller = new AbortController();
/** Settles when what was told has left this process. */
let told = Promise.resolve();
const tell = (message: object): void => {
  if (process.connected) told = new Promise((sent) => process.send!(message, () => sent()));
};

const thread = new PackThread(join(import.meta.dirname, "pack-worker.cjs"));
const fold = new Fold({
  home,
  restAfterMs,
  mostMemory,
  ...(optimizeAfter > 0 && { optimizeAfter }),
  pack: thread.pack,
  signal: controller.signal,
  onStep: (step) => tell({ kind: "folded", ...step }),
  onProblem: (message) => tell({ kind: "problem", message }),
  onPhase: (phase) => tell({ kind: "phase", phase }),
});

try {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
  // Some systems forbid it; then it competes with the editor as an equal.
}
process.on("message", (message: { readonly kind?: string }) => {
  if (message.kind === "appended") fold.nudge();
  else if (message.kind === "close") controller.abort();
});
process.on("disconnect", () => controller.abort());
process.on("SIGTERM", () => controller.abort());
async function exitWith(code: number): Promise<never> {
  await told;
  process.exit(code);
}
fold.run().then(
  (end) => exitWith(end === "large" ? beginAnew : 0),
  (error: unknown) => {
    tell({ kind: "problem", message: messageOf(error) });
    process.stderr.write(`${error instanceof Error ? error.stack : messageOf(error)}\n`);
    return exitWith(1);
  },
);
