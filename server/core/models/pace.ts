import { setTimeout } from "node:timers/promises";

const minuteMs = 60_000;

export interface PaceLimits {
  /** Calls at a time. */
  readonly concurrency: number;
  /** Calls begun within any minute; absent = no limit. */
  readonly perMinute?: number | undefined;
}

/** Lets calls to one model begin: so many at a time, so many a minute, in the order in which they came. */
export class Pace {
  private under = 0;
  private readonly waiting: (() => void)[] = [];
  /** When the calls of the last minute began, oldest first. Milliseconds. */
  private began: number[] = [];

  constructor(private readonly limits: PaceLimits) {}

  /** Runs a call in its turn. Throws what it throws, or the signal's reason while it waits. */
  async run<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.turn(signal);
    try {
      await this.minute(signal);
      return await call();
    } finally {
      this.under--;
      this.waiting.shift()?.();
    }
  }

  private async turn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    while (this.under >= this.limits.concurrency) await this.free(signal);
    this.under++;
  }

  /** Resolves when a call has ended, or rejects with the signal's reason. */
  private free(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal?.removeEventListener("abort", stop);
        resolve();
      };
      const stop = (): void => {
        this.waiting.splice(this.waiting.indexOf(go), 1);
        reject(signal!.reason);
      };
      this.waiting.push(go);
      signal?.addEventListener("abort", stop, { once: true });
    });
  }

  private async minute(signal: AbortSignal | undefined): Promise<void> {
    const { perMinute } = this.limits;
    if (perMinute === undefined) return;
    for (;;) {
      const now = Date.now();
      this.began = this.began.filter((at) => now - at < minuteMs);
      if (this.began.length < perMinute) break;
      await setTimeout(this.began[0]! + minuteMs - now, undefined, { ...(signal && { signal }) }).catch(() =>
        signal?.throwIfAborted(),
      );
    }
    this.began.push(Date.now());
  }
}
