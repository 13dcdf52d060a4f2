import { checkpoint, messageOf, untilAborted } from "../base/index.ts";
import type { Evaluation, Sample } from "../store/index.ts";
import { evaluate } from "./evaluate.ts";
import type { Evaluator } from "./evaluator.ts";
import { visible } from "./evidence.ts";
import type { EvaluationRun } from "./run-evaluators.ts";

/** How long judging may keep the event loop before others get their turn. */
const SLICE_MS = 8;
const CONCURRENCY = 16;

/** The samples of one batch and the evaluators that judge them, several pairs at once; results keep the order of the pairs. */
export class EvaluationBatch {
  private readonly pairs: readonly (readonly [Evaluator, Sample])[];
  private readonly results: (Evaluation | undefined)[];
  private next = 0;
  private finished = 0;
  private isStopped = false;
  private sliceFrom = performance.now();
  private breath: Promise<void> | undefined;

  constructor(
    private readonly run: EvaluationRun,
    samples: readonly Sample[],
    private readonly onEvaluation: (evaluation: Evaluation) => void,
  ) {
    const { evaluators, wanted } = run;
    this.pairs = samples.flatMap((sample) =>
      evaluators
        .filter((one) => one.scope === sample.scope && wanted?.(one, sample) !== false)
        .map((one) => [one, sample] as const),
    );
    this.results = new Array(this.pairs.length);
  }

  /** How much of it is judged, 0 to 1. */
  get share(): number {
    return this.pairs.length === 0 ? 1 : this.finished / this.pairs.length;
  }

  /** Rejects with the signal's reason only, and then at once. */
  async judge(): Promise<void> {
    const { concurrency = CONCURRENCY, signal } = this.run;
    const lanes = Array.from({ length: Math.min(concurrency, this.pairs.length) }, () => this.lane());
    try {
      await untilAborted(Promise.all(lanes), signal);
    } finally {
      this.isStopped = true;
    }
  }

  /** Evaluations that are finished and were not given before, in order. */
  untold(): Evaluation[] {
    const ready: Evaluation[] = [];
    this.results.forEach((result, at) => {
      if (!result) return;
      ready.push(result);
      this.results[at] = undefined;
    });
    return ready;
  }

  private async lane(): Promise<void> {
    while (this.next < this.pairs.length && !this.isStopped) {
      const at = this.next++;
      const [evaluator, sample] = this.pairs[at]!;
      const evaluation = await this.judgePair(evaluator, sample);
      if (this.isStopped) return;
      this.results[at] = evaluation;
      this.finished++;
      this.onEvaluation(evaluation);
      if (performance.now() - this.sliceFrom >= SLICE_MS) await this.breathe();
    }
  }

  /** One bad evaluator, as one bad sample, never stops the rest. */
  private async judgePair(evaluator: Evaluator, sample: Sample): Promise<Evaluation> {
    const { services, signal } = this.run;
    try {
      return await evaluate(evaluator, sample, services, signal);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      return {
        ...{ evaluator: evaluator.name, evaluatorKey: evaluator.key },
        ...{ sampleId: sample.id, conversationId: sample.conversationId },
        label: "unknown",
        explanation: `The evaluator could not judge this sample (${visible(messageOf(error))}).`,
      };
    }
  }

  /** All lanes wait for the same turn of the event loop. */
  private async breathe(): Promise<void> {
    this.breath ??= checkpoint(this.run.signal).finally(() => {
      this.sliceFrom = performance.now();
      this.breath = undefined;
    });
    await this.breath;
  }
}
