import { messageOf } from "../../base/index.ts";
import type { ScriptJob, ScriptOutcome, ScriptReply } from "./script.ts";
import type { ScriptChild, ScriptProcessOptions } from "./script-process.ts";

interface Call {
  readonly job: ScriptJob;
  readonly settle: (outcome: ScriptOutcome) => void;
}

/**
 * Runs calls of code that cost something or have effects, as of providers, in one long-lived child process. Each is made once, whatever comes
 * of it. Those that come while others are under way go there at once: JavaScript that waits lets them by, other languages take them in turn.
 */
export class CallProcess {
  private child: ScriptChild | undefined;
  private isReady = false;
  private readonly calls = new Map<number, Call>();
  private nextId = 0;
  private isClosed = false;

  constructor(private readonly options: Omit<ScriptProcessOptions, "startTimeoutMs">) {}

  /** Never rejects but with the signal's reason. */
  run(job: ScriptJob, signal?: AbortSignal): Promise<ScriptOutcome> {
    const { timeoutMs } = this.options;
    if (this.isClosed) return Promise.resolve({ stopped: "its process was closed" });
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const id = this.nextId++;
      const over = (act: () => void): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
        this.calls.delete(id);
        act();
      };
      const abort = (): void => giveUp(() => reject(signal!.reason));
      const late = (): void => giveUp(() => resolve({ stopped: `it took longer than ${timeoutMs} ms` }));
      // The process may be at it still; it is ended once nobody else waits for it.
      const giveUp = (act: () => void): void => {
        over(act);
        if (this.calls.size === 0) this.drop();
      };
      const timer = setTimeout(late, timeoutMs);
      signal?.addEventListener("abort", abort, { once: true });
      this.calls.set(id, { job, settle: (outcome) => over(() => resolve(outcome)) });
      if (!this.child) this.open();
      else if (this.isReady) this.send(id, job);
    });
  }

  /** Starts the child while there is something else to wait for; the first calls find it ready. */
  warm(): void {
    if (!this.child && !this.isClosed) this.open();
  }

  /** Ends the child; calls under way are answered as stopped. */
  close(): void {
    this.isClosed = true;
    this.drop();
    this.end("its process was closed");
  }

  private open(): void {
    this.isReady = false;
    // Events of a child that was dropped concern nobody.
    const child: ScriptChild = this.options.open({
      onReply: (reply) => this.child === child && this.onReply(reply),
      onEnd: (why) => {
        if (this.child !== child) return;
        this.child = undefined;
        this.end(why);
      },
    });
    this.child = child;
  }

  private onReply({ id, results, broken }: ScriptReply): void {
    if (id !== -1) {
      const [result] = results;
      if (result) this.calls.get(id)?.settle(result);
    } else if (broken !== undefined) {
      this.drop();
      this.end(broken);
    } else {
      this.isReady = true;
      for (const [waiting, { job }] of this.calls) this.send(waiting, job);
    }
  }

  private send(id: number, job: ScriptJob): void {
    try {
      this.child!.send({ id, jobs: [job], timeoutMs: this.options.timeoutMs });
    } catch (error) {
      this.calls.get(id)?.settle({ stopped: `what it is given cannot be sent (${messageOf(error)})` });
    }
  }

  private end(why: string): void {
    for (const { settle } of [...this.calls.values()]) settle({ stopped: why });
  }

  private drop(): void {
    const { child } = this;
    this.child = undefined;
    child?.kill();
  }
}
