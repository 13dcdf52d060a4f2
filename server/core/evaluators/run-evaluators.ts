import { setMaxListeners } from "node:events";
import { checkpoint, type LongWork, readAhead } from "../base/index.ts";
import type { Evaluation, Label, Sample } from "../store/index.ts";
import { EvaluationBatch } from "./evaluation-batch.ts";
import { type Evaluator, mayCost } from "./evaluator.ts";
import { RunProgress } from "./run-progress.ts";
import type { EvaluationServices } from "./services.ts";

export interface EvaluationRun extends LongWork {
  readonly evaluators: readonly Evaluator[];
  readonly samples: AsyncIterable<readonly Sample[]> | Iterable<readonly Sample[]>;
  readonly services: EvaluationServices;
  /**
   * Told of finished evaluations, in the order of samples and evaluators within each call, one call after the other. Judging goes on
   * meanwhile, and what is finished gathers, up to 20,000 evaluations: a slow writer slows the run down.
   */
  readonly onEvaluations: (finished: readonly Evaluation[]) => void | Promise<void>;
  /** Told that a batch of samples is done, after all its evaluations were; batches in order. */
  readonly onDone?: (samples: readonly Sample[]) => void | Promise<void>;
  /** Leaves out pairs: samples of other prompts, what an earlier run has judged. Scopes are matched here anyway. */
  readonly wanted?: (evaluator: Evaluator, sample: Sample) => boolean;
  /** Number of conversations, for progress, where known. */
  readonly total?: number;
  /** Evaluations under way at once, default 16. Whom they wait for, as a model, has limits of its own. */
  readonly concurrency?: number;
  /** Where checks wait for others, finished evaluations are told at least so often: what was paid for is not lost. */
  readonly tellEveryMs?: number;
}

export interface RunTally {
  readonly samples: number;
  /** By evaluator name, how many samples got each label. */
  readonly labels: ReadonlyMap<string, Readonly<Record<Label, number>>>;
}

/**
 * Judges every sample by every evaluator of its scope. While a batch is judged the next one is read and the last one told. Rejects with
 * the signal's reason as soon as that is there, whatever checks still wait for; what was finished is told before. With what `onEvaluations`
 * or `onDone` throws as soon.
 */
export async function runEvaluators(run: EvaluationRun): Promise<RunTally> {
  const labels = new Map(run.evaluators.map(({ name }) => [name, noLabels()]));
  const progress = new RunProgress(run);
  const telling = new Telling();
  const gathered = new Gathered(run, progress);
  // Where nothing can be written any more, going on would pay for what is lost.
  const signal = AbortSignal.any([telling.failing, ...(run.signal ? [run.signal] : [])]);
  // Each check under way listens to it.
  setMaxListeners(0, signal);
  let samplesDone = 0;
  try {
    for await (const samples of readAhead(run.samples)) {
      const batch = new EvaluationBatch(
        { ...run, signal },
        samples,
        ({ evaluator, label }) => labels.get(evaluator)![label]++,
      );
      const tell = async (): Promise<void> => {
        const finished = batch.untold();
        if (finished.length > 0) await run.onEvaluations(finished);
      };
      const timer = setInterval(() => {
        progress.within(samples, batch.share);
        if (!telling.isIdle) return;
        telling.add(gathered.tell);
        telling.add(tell);
      }, run.tellEveryMs ?? tellEveryMs(run));
      try {
        await batch.judge();
      } catch (error) {
        telling.add(gathered.tell);
        telling.add(tell);
        throw error;
      } finally {
        clearInterval(timer);
      }
      samplesDone += samples.length;
      gathered.add(samples, batch.untold());
      // While the last ones are written the next gather: a write costs more for what is there than for what is new.
      if (gathered.isFull) await telling.over();
      if (telling.isIdle) telling.add(gathered.tell);
      await checkpoint(signal);
    }
    await telling.over();
    telling.add(gathered.tell);
  } finally {
    await telling.over();
  }
  run.signal?.throwIfAborted();
  return { samples: samplesDone, labels };
}

/** A kill takes what was not told: of what is paid for as little as a store that is written to as often can save. */
const tellEveryMs = ({ evaluators }: EvaluationRun): number => (evaluators.some(mayCost) ? 250 : 1_000);

const noLabels = (): Record<Label, number> => ({ pass: 0, fail: 0, unknown: 0, "not-applicable": 0 });

/** Evaluations that are told together with the next ones, which bounds the memory that they take. */
const MOST_GATHERED = 20_000;

/** Batches that are judged and wait to be told. */
class Gathered {
  private evaluations: Evaluation[] = [];
  private batches: (readonly Sample[])[] = [];

  constructor(
    private readonly run: EvaluationRun,
    private readonly progress: RunProgress,
  ) {}

  get isFull(): boolean {
    return this.evaluations.length >= MOST_GATHERED;
  }

  add(samples: readonly Sample[], finished: readonly Evaluation[]): void {
    this.batches.push(samples);
    for (const one of finished) this.evaluations.push(one);
  }

  tell = async (): Promise<void> => {
    const { evaluations, batches } = this;
    [this.evaluations, this.batches] = [[], []];
    if (evaluations.length > 0) await this.run.onEvaluations(evaluations);
    for (const samples of batches) {
      await this.run.onDone?.(samples);
      this.progress.done(samples);
    }
  };
}

/** Tells one thing after the other. What went wrong is thrown by `over`; it is the reason of `failing` at once. */
class Telling {
  isIdle = true;
  private current: Promise<void> = Promise.resolve();
  private failed: { readonly error: unknown } | undefined;
  private readonly failure = new AbortController();

  get failing(): AbortSignal {
    return this.failure.signal;
  }

  add(tell: () => Promise<void>): void {
    this.isIdle = false;
    const told = this.current
      .then(() => (this.failed ? undefined : tell()))
      .catch((error: unknown) => {
        this.failed ??= { error };
        this.failure.abort(error);
      })
      .then(() => {
        this.isIdle = this.current === told;
      });
    this.current = told;
  }

  async over(): Promise<void> {
    await this.current;
    if (this.failed) throw this.failed.error;
  }
}
