import { checkpoint, type LongWork } from "../base/index.ts";
import type { Evaluation, Label, Sample } from "../store/index.ts";
import { evaluate } from "./evaluate.ts";
import type { Evaluator } from "./evaluator.ts";
import type { EvaluationServices } from "./services.ts";

/** How long a batch may keep the event loop before others get their turn. */
const SLICE_MS = 8;

export interface EvaluationRun extends LongWork {
  readonly evaluators: readonly Evaluator[];
  readonly samples: AsyncIterable<readonly Sample[]> | Iterable<readonly Sample[]>;
  readonly services: EvaluationServices;
  /** Told about each batch of samples once it is judged, in order; awaited, so a slow writer slows the run down. */
  readonly onEvaluations: (batch: readonly Evaluation[]) => void | Promise<void>;
  /** Leaves out pairs: samples of other prompts, what an earlier run has judged. Scopes are matched here anyway. */
  readonly wanted?: (evaluator: Evaluator, sample: Sample) => boolean;
  /** Number of samples, for progress, where known. */
  readonly total?: number;
}

export interface RunTally {
  readonly samples: number;
  /** By evaluator name, how many samples got each label. */
  readonly labels: ReadonlyMap<string, Readonly<Record<Label, number>>>;
}

/** Judges every sample by every evaluator of its scope. Rejects with the signal's reason when cancelled; finished batches were told. */
export async function runEvaluators(run: EvaluationRun): Promise<RunTally> {
  const labels = new Map(run.evaluators.map(({ name }) => [name, noLabels()]));
  let done = 0;
  let since = performance.now();
  for await (const samples of run.samples) {
    const batch: Evaluation[] = [];
    for (const sample of samples) {
      for (const evaluator of run.evaluators) {
        if (evaluator.scope !== sample.scope || run.wanted?.(evaluator, sample) === false) continue;
        const evaluation = await evaluate(evaluator, sample, run.services, run.signal);
        batch.push(evaluation);
        const tally = labels.get(evaluator.name)!;
        tally[evaluation.label]++;
        if (performance.now() - since < SLICE_MS) continue;
        await checkpoint(run.signal);
        since = performance.now();
      }
    }
    done += samples.length;
    if (batch.length > 0) await run.onEvaluations(batch);
    run.progress?.({ stage: "evaluating", done, total: run.total });
    await checkpoint(run.signal);
    since = performance.now();
  }
  return { samples: done, labels };
}

const noLabels = (): Record<Label, number> => ({ pass: 0, fail: 0, unknown: 0, "not-applicable": 0 });
