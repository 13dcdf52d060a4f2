import { type ChildProcess, fork } from "node:child_process";
import { JournalWriter } from "../../server/core/capture/index.ts";
import { journalFolder } from "../../server/core/host/capturing/state-folder.ts";
import { dist } from "./built.ts";
import { agentSpans, traceProto } from "./otlp-requests.ts";

export interface FoldKill {
  readonly round: number;
  readonly phase: string;
}

export interface FoldKillOptions {
  readonly home: string;
  readonly service: string;
  /** How often it is killed in each of these phases. */
  readonly wanted: Readonly<Record<string, number>>;
  readonly random: () => number;
  readonly onKill?: (kill: FoldKill) => void;
}

/**
 * Kills the process that folds in the middle of what it says it is doing, again and again, while the journal grows; then lets it come to
 * the end. Gives the ids of all spans that were put into the journal: all of them were acknowledged.
 */
export async function foldKillLoop({ home, service, wanted, random, onKill }: FoldKillOptions) {
  const journal = await JournalWriter.open(journalFolder(home));
  const ids: string[] = [];
  const kills: FoldKill[] = [];
  const grow = async (): Promise<void> => {
    // Conversations recur, so that they grow while they are being folded.
    const spans = agentSpans(3 + Math.floor(random() * 8), service, String(Math.floor(random() * 30)));
    ids.push(...spans.map((span) => `${span.spanContext().traceId}:${span.spanContext().spanId}`));
    const bytes = traceProto(spans);
    await journal.append({ signal: "traces", encoding: "proto", receivedMs: Date.now(), bytes });
    // A retried export of it.
    if (random() < 0.1)
      await journal.append({ signal: "traces", encoding: "proto", receivedMs: Date.now(), bytes });
  };
  for (const [phase, times] of Object.entries(wanted))
    for (let n = 0; n < times; n++) {
      for (let i = 0; i < 3; i++) await grow();
      const child = startFold(home);
      const ended = new Promise((resolve) => child.once("exit", resolve));
      await inPhase(child, phase, grow);
      await new Promise((resolve) => setTimeout(resolve, random() * 40));
      child.kill("SIGKILL");
      await ended;
      const kill = { round: kills.length, phase };
      kills.push(kill);
      onKill?.(kill);
    }
  await journal.close();
  const child = startFold(home);
  await inPhase(child, "idle");
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.send({ kind: "close" });
  await ended;
  return { ids, kills };
}

const startFold = (home: string): ChildProcess =>
  fork(dist.fold, [home, "1"], { stdio: ["ignore", "inherit", "inherit", "ipc"] });

/** Resolves when it says that it is in this phase; meanwhile there is more and more to do for it. */
async function inPhase(child: ChildProcess, wanted: string, grow?: () => Promise<void>): Promise<void> {
  let isThere = false;
  child.on("message", ({ kind, phase }: { readonly kind: string; readonly phase?: string }) => {
    if (kind === "phase" && phase === wanted) isThere = true;
  });
  const until = performance.now() + 90_000;
  for (let grown = 0; !isThere; grown++) {
    if (performance.now() > until) throw new Error(`it was never ${wanted}`);
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    // Enough to be in the middle of something, and not so much that it takes minutes to fold.
    if (grow && grown < 40) await grow();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
