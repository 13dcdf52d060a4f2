import { messageOf } from "../../base/index.ts";
import type { ScriptBatch, ScriptJob, ScriptOutcome, ScriptReply } from "./script.ts";

/** A process that runs scripts, as its owner sees it. */
export interface ScriptChild {
  send(batch: ScriptBatch): void;
  kill(): void;
}

export interface ChildEvents {
  readonly onReply: (reply: ScriptReply) => void;
  /** The process is over, or could not be reached: why, as `it ended its process (code 0)`. Told once. */
  readonly onEnd: (reason: string) => void;
}

export interface ScriptProcessOptions {
  /** What runs there, as messages say it: `javascript`. */
  readonly language: string;
  readonly timeoutMs: number;
  readonly startTimeoutMs?: number;
  readonly open: (events: ChildEvents) => ScriptChild;
}

interface Call {
  readonly job: ScriptJob;
  /** It was in a batch that did not end, so it may be what kept it from ending. */
  isSuspect: boolean;
  /** It was cancelled. */
  isOver: boolean;
  readonly settle: (outcome: ScriptOutcome) => void;
}

/** Calls sent together: enough to make the way there cheap, few enough that one which hangs delays few. */
const mostTogether = 64;

/**
 * Runs code of the configuration in one long-lived child process. It keeps out mistakes (endless loops, full memory, an `exit`), not malice:
 * it is for trusted workspaces only, and the code may read files. Calls that come at the same time go there together and run one after
 * another; a child that overran is killed, the calls of its batch run again one by one, and only the one that overruns by itself is stopped.
 */
export class ScriptProcess {
  private child: ScriptChild | undefined;
  private onReply: ((reply: ScriptReply) => void) | undefined;
  private onEnd: ((reason: string) => void) | undefined;
  private onAbort: ((call: Call) => void) | undefined;
  private readonly waiting: Call[] = [];
  private working: Promise<void> | undefined;
  private nextId = 0;
  /** The child was started before `renew`. */
  private isOld = false;
  /** Set when the child cannot even start, so that twenty thousand samples do not try again one by one; `renew` tries again. */
  private broken: string | undefined;
  private isClosed = false;

  constructor(private readonly options: ScriptProcessOptions) {}

  /** Never rejects but with the signal's reason. */
  run(job: ScriptJob, signal?: AbortSignal): Promise<ScriptOutcome> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: ScriptOutcome): void => {
        signal?.removeEventListener("abort", stop);
        resolve(outcome);
      };
      const call: Call = { job, isSuspect: false, isOver: false, settle };
      const stop = (): void => {
        call.isOver = true;
        reject(signal!.reason);
        this.onAbort?.(call);
      };
      if (signal?.aborted) return stop();
      signal?.addEventListener("abort", stop, { once: true });
      this.waiting.push(call);
      this.working ??= this.work();
    });
  }

  /** Starts the child while there is something else to wait for; the first calls find it ready. */
  warm(): void {
    if (!this.child && !this.broken) this.working ??= this.start().then(() => this.work());
  }

  /** The next batch begins with a new child, which reads files of code anew. One that could not be started may be there by now. */
  renew(): void {
    this.isOld = true;
    if (!this.isClosed) this.broken = undefined;
  }

  /** Ends the child; calls under way are answered as stopped. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.broken = "the sandbox was closed";
    this.drop();
    this.onEnd?.(this.broken);
    await this.working;
  }

  private async work(): Promise<void> {
    // What is called in this turn of the loop goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const batch = this.take();
      if (batch.length === 0) continue;
      const left = this.broken ? batch : await this.runBatch(batch);
      if (this.broken) for (const { settle } of left) settle({ stopped: this.broken, isAway: true });
      else this.waiting.unshift(...left);
    }
    this.working = undefined;
  }

  /** The next calls that go together; who was suspected goes alone. */
  private take(): Call[] {
    const batch: Call[] = [];
    while (batch.length < mostTogether && this.waiting[0]) {
      const call = this.waiting[0];
      if (batch.length > 0 && call.isSuspect) break;
      this.waiting.shift();
      if (!call.isOver) batch.push(call);
      if (call.isSuspect) break;
    }
    return batch;
  }

  /** Runs a batch and answers its calls; gives those that have to run again. */
  private async runBatch(batch: readonly Call[]): Promise<readonly Call[]> {
    const { timeoutMs } = this.options;
    const child = await this.start();
    if (!child) return batch;
    const id = this.nextId++;
    // Some were cancelled while the child started.
    const left = new Set(batch.filter(({ isOver }) => !isOver));
    if (left.size < batch.length) return [...left];
    const send = (): void => child.send({ id, jobs: batch.map(({ job }) => job), timeoutMs });
    const reason = await this.answered(batch, left, { id, send });
    if (reason === undefined) return [];
    this.drop();
    if (reason === "aborted") return [...left];
    if (batch.length === 1) {
      for (const { settle } of left) settle({ stopped: reason });
      return [];
    }
    for (const call of left) call.isSuspect = true;
    return [...left];
  }

  /** Sends, and waits for all replies; gives undefined, or why they did not all come. */
  private answered(
    batch: readonly Call[],
    left: Set<Call>,
    { id, send }: { readonly id: number; readonly send: () => void },
  ): Promise<string | undefined> {
    const { timeoutMs } = this.options;
    return new Promise((resolve) => {
      const late = (): void => end(`it took longer than ${timeoutMs} ms`);
      let timer = setTimeout(late, timeoutMs);
      const end = (reason?: string): void => {
        clearTimeout(timer);
        this.onReply = this.onEnd = this.onAbort = undefined;
        resolve(reason);
      };
      this.onEnd = end;
      this.onAbort = (call) => left.delete(call) && end("aborted");
      this.onReply = (reply) => {
        // Late answers of an earlier batch that was given up carry another id.
        if (reply.id !== id) return;
        for (const [i, result] of reply.results.entries()) {
          const call = batch[reply.from + i];
          if (call && left.delete(call)) call.settle(result);
        }
        if (left.size === 0) return end();
        clearTimeout(timer);
        timer = setTimeout(late, timeoutMs);
      };
      try {
        send();
      } catch (error) {
        end(`what it is given cannot be sent (${messageOf(error)})`);
      }
    });
  }

  /** The child, started where there is none; undefined where it cannot be, which `broken` then explains. */
  private async start(): Promise<ScriptChild | undefined> {
    if (this.isOld) this.drop();
    this.isOld = false;
    if (this.child) return this.child;
    const reason = await new Promise<string | undefined>((resolve) => {
      const timer = setTimeout(() => end("late"), this.options.startTimeoutMs ?? 15_000);
      const end = (why?: string): void => {
        clearTimeout(timer);
        this.onReply = this.onEnd = undefined;
        resolve(why);
      };
      this.onEnd = end;
      this.onReply = ({ id, broken }) => id === -1 && end(broken);
      // Events of a child that was dropped concern nobody.
      const child: ScriptChild = this.options.open({
        onReply: (reply) => this.child === child && this.onReply?.(reply),
        onEnd: (why) => {
          if (this.child !== child) return;
          this.child = undefined;
          this.onEnd?.(why);
        },
      });
      this.child = child;
    });
    if (reason === undefined) return this.child;
    this.drop();
    this.broken ??= `the process for \`${this.options.language}\` checks could not be started${reason.startsWith("there is no ") ? `: ${reason}` : ""}`;
    return undefined;
  }

  private drop(): void {
    this.child?.kill();
    this.child = undefined;
  }
}
