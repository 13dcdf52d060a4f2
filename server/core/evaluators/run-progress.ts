import type { LongWork } from "../base/index.ts";
import type { Sample } from "../store/index.ts";

/** How often people are told at most. */
const EVERY_MS = 100;

/** Says how far a run is, in conversations, and how many of them a second since it began. */
export class RunProgress {
  private finished = 0;
  private toldAt = Number.NEGATIVE_INFINITY;
  private readonly startedAt = performance.now();

  constructor(private readonly run: LongWork & { readonly total?: number }) {}

  /** Part of a batch is judged: `share` of it, 0 to 1. */
  within(samples: readonly Sample[], share: number): void {
    if (performance.now() - this.toldAt >= EVERY_MS)
      this.tell(this.finished + Math.floor(share * conversationsIn(samples)));
  }

  done(samples: readonly Sample[]): void {
    this.finished += conversationsIn(samples);
    this.tell(this.finished);
  }

  private tell(done: number): void {
    this.toldAt = performance.now();
    const seconds = (this.toldAt - this.startedAt) / 1000;
    this.run.progress?.({
      ...{ stage: "evaluating", done, total: this.run.total },
      ...(seconds > 0.5 && { perSecond: done / seconds }),
    });
  }
}

const conversationsIn = (samples: readonly Sample[]): number =>
  new Set(samples.map(({ conversationId }) => conversationId)).size;
