import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import type { JournalPosition } from "../journal/segments.ts";

/** What the process that folds the journal into stores is told. */
export type ToFold = { readonly kind: "appended" } | { readonly kind: "close" };
/** What it tells: how far it is, what it is at, and what went wrong, in a sentence. */
export type FromFold =
  | {
      readonly kind: "folded";
      readonly position: JournalPosition;
      readonly records: number;
      readonly conversations: number;
    }
  | { readonly kind: "phase"; readonly phase: string }
  | { readonly kind: "problem"; readonly message: string };

/** How the folding is, for the status. */
export interface FoldStatus {
  readonly pid?: number;
  readonly restarts: number;
  readonly phase?: string;
  readonly records: number;
  readonly conversations: number;
  /** The last thing that went wrong. */
  readonly problem?: { readonly message: string; readonly atMs: number };
}

export interface FoldProcessOptions {
  /** Path of the built fold.cjs; where it is not there, nothing is folded, only kept. */
  readonly entry: string;
  readonly home: string;
  readonly onFolded: (position: JournalPosition) => void;
  readonly log: (line: string) => void;
}

/** The code of a process that ends to be begun anew at once. */
export const beginAnew = 10;

/** glibc keeps a heap for every thread that asks for memory, and the database has many: a third of all that the process would take. */
export const foldEnvironment = { MALLOC_ARENA_MAX: "2" } as const;

/** Telling each of a hundred requests a second would cost more than it brings. Milliseconds. */
const hintEveryMs = 100;
const firstPauseMs = 500;
const longestPauseMs = 60_000;
/** A process that ran so long was in order; what comes then is a new trouble. */
const healthyMs = 60_000;
const stopMs = 15_000;
/** What was appended so shortly before it went to rest it may have missed. */
const lateMs = 10_000;
/** What is too old goes also where nothing comes. */
const wakeAfterMs = 86_400_000;

/**
 * The process beside the receiver that folds. It ends when there was nothing to do for some minutes, and is started again when there is.
 * One that fails is started again at growing distances.
 */
export class FoldProcess {
  private child: ChildProcess | undefined;
  private hint: NodeJS.Timeout | undefined;
  private restart: NodeJS.Timeout | undefined;
  private pauseMs = firstPauseMs;
  private isStopping = false;
  private newsMs = 0;
  private told: FoldStatus = { restarts: 0, records: 0, conversations: 0 };

  constructor(private readonly options: FoldProcessOptions) {}

  start(): void {
    if (!existsSync(this.options.entry)) {
      this.options.log("nothing folds: there is no fold.cjs");
      return;
    }
    const startedMs = Date.now();
    const child = fork(this.options.entry, [this.options.home], {
      env: { ...foldEnvironment, ...process.env, HOMEOSTAT_HOME: this.options.home },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.child = child;
    for (const stream of [child.stdout!, child.stderr!])
      createInterface({ input: stream }).on("line", (line) => this.options.log(`fold: ${line}`));
    child.on("message", (message: FromFold) => this.hear(message));
    child.on("error", (error) => this.options.log(`fold: ${error.message}`));
    child.on("exit", (code, signal) => {
      this.child = undefined;
      if (this.isStopping) return;
      if (code === 0) return this.rest();
      if (code === beginAnew) return this.start();
      if (Date.now() - startedMs > healthyMs) this.pauseMs = firstPauseMs;
      this.options.log(`fold ended (${signal ?? code}); again in ${this.pauseMs} ms`);
      this.told = { ...this.told, restarts: this.told.restarts + 1 };
      this.restart = setTimeout(() => this.start(), this.pauseMs);
      this.pauseMs = Math.min(longestPauseMs, this.pauseMs * 2);
    });
  }

  private rest(): void {
    this.told = { ...this.told, phase: "resting" };
    if (Date.now() - this.newsMs < lateMs) this.start();
    else this.restart = setTimeout(() => this.start(), wakeAfterMs).unref();
  }

  /** Something was appended to the journal, or is claimed by others than before. */
  nudge(): void {
    this.newsMs = Date.now();
    if (this.told.phase === "resting" && !this.child) {
      clearTimeout(this.restart);
      this.start();
    }
    this.hint ??= setTimeout(() => {
      this.hint = undefined;
      this.send({ kind: "appended" });
    }, hintEveryMs);
  }

  status(): FoldStatus {
    const pid = this.child?.pid;
    return { ...this.told, ...(pid !== undefined && { pid }) };
  }

  /** Lets it finish what it is writing. What is not folded yet stays in the journal for the next time. */
  async stop(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.hint);
    clearTimeout(this.restart);
    const { child } = this;
    if (!child) return;
    const ended = new Promise<void>((done) => child.once("exit", () => done()));
    this.send({ kind: "close" });
    const timer = setTimeout(() => child.kill("SIGKILL"), stopMs);
    await ended;
    clearTimeout(timer);
  }

  private hear(message: FromFold): void {
    if (message.kind === "phase") this.told = { ...this.told, phase: message.phase };
    else if (message.kind === "problem") {
      this.told = { ...this.told, problem: { message: message.message, atMs: Date.now() } };
      this.options.log(`fold: ${message.message}`);
    } else if (message.kind === "folded") {
      const { records, conversations } = this.told;
      this.told = {
        ...this.told,
        records: records + message.records,
        conversations: conversations + message.conversations,
      };
      this.options.onFolded(message.position);
    }
  }

  private send(message: ToFold): void {
    if (this.child?.connected) this.child.send(message, () => undefined);
  }
}
