import type { LongWork } from "../base/index.ts";

/** The work of a host that writes or takes long. Once it is closed, what is under way is stopped, and nothing begins any more. */
export class UnderWay {
  private readonly all = new Set<Promise<unknown>>();
  private readonly closing = new AbortController();

  /** Acts until its caller or `close` stops it; `act` says when it has ended. */
  async run<T>(work: LongWork, act: (work: LongWork) => Promise<T>): Promise<T> {
    const signal = AbortSignal.any([this.closing.signal, ...(work.signal ? [work.signal] : [])]);
    signal.throwIfAborted();
    const acting = act({ ...work, signal });
    this.all.add(acting);
    try {
      return await acting;
    } finally {
      this.all.delete(acting);
    }
  }

  /** Resolves once all of it has ended: what is being written by then is written to its end. */
  async close(): Promise<void> {
    this.closing.abort();
    while (this.all.size > 0) await Promise.allSettled(this.all);
  }
}
