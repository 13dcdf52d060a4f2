import { setMaxListeners } from "node:events";
import { type ExerciseModel, exerciseThreshold } from "../../attribution/index.ts";
import { checkpoint, type LongWork } from "../../base/index.ts";
import {
  defaultTrust,
  type EvaluationServices,
  type Evaluator,
  evaluate,
  testEvaluator,
  trustOf,
} from "../../evaluators/index.ts";
import type { Instruction } from "../../prompt/index.ts";
import type { ProposalExcerpt, ProposalFigure } from "../../review/index.ts";
import type { Evaluation, Label, Sample } from "../../store/index.ts";

const mostExcerpts = 3;
const seed = 1;
/** At a time: a judge has a pace of its own. */
const atOnce = 16;

/** How much is done to find out what a proposal is worth. */
export interface Effort {
  /** It is run on so many samples at most, of those that put the line to work; absent = on all. */
  readonly tried?: number;
  /** Of what passes, so many are broken, each in so many ways. */
  readonly mutated: number;
  readonly perOperator: number;
}

/** Checks cost nothing, but many are tried at a time. */
export const freeEffort: Effort = { mutated: 12, perOperator: 3 };
/** Each verdict of a judge is a call; of broken answers as many as in every other test of a judge. */
export const paidEffort: Effort = { tried: 12, mutated: 6, perOperator: 6 };

export interface Measuring {
  readonly samples: readonly Sample[];
  readonly exercise: ExerciseModel;
  readonly effort: Effort;
  /** Told of each verdict, as it counts. */
  readonly onVerdict?: (sample: Sample, label: Label) => void;
}

/** Counts as the figure of the line will, over samples of conversations that held it. */
export async function measureCheck(
  evaluator: Evaluator,
  instruction: Pick<Instruction, "text" | "triggers">,
  { samples, exercise, effort, onVerdict }: Measuring,
  services: EvaluationServices,
  { signal, progress }: LongWork = {},
): Promise<ProposalFigure> {
  const { tried, mutated, perOperator } = effort;
  const own = samples.filter(({ scope }) => scope === evaluator.scope);
  const exercised = new Set(
    own.filter((sample) => isExercised(evaluator, instruction, sample, exercise)).map(({ id }) => id),
  );
  const run = tried === undefined ? own : drawn(own, exercised, evaluator, tried);
  const either = signal && AbortSignal.any([signal]);
  if (either) setMaxListeners(2 * atOnce, either);
  const counts: Record<Label, number> = { pass: 0, fail: 0, unknown: 0, "not-applicable": 0 };
  const failing: ProposalExcerpt[] = [];
  const passing: Sample[] = [];
  for (let at = 0; at < run.length; at += atOnce) {
    if (tried !== undefined) progress?.({ stage: `trying ${evaluator.name}`, done: at, total: run.length });
    const some = run.slice(at, at + atOnce);
    const verdicts = await allOf(some.map((sample) => evaluate(evaluator, sample, services, either)));
    for (const [i, sample] of some.entries()) {
      const verdict = verdicts[i]!;
      const label =
        exercised.has(sample.id) || evaluator.definition.when.length > 0 ? verdict.label : "not-applicable";
      counts[label]++;
      onVerdict?.(sample, label);
      if (label === "pass") passing.push(sample);
      if (label === "fail") failing.push(excerptOf(verdict));
    }
    await checkpoint(signal);
  }
  const report = await testEvaluator({
    ...{
      evaluator,
      services,
      perOperator,
      seed,
      signal,
      progress: tried === undefined ? undefined : progress,
    },
    samples: spread(passing, mutated),
    others: spread(own, Math.max(mutated, freeEffort.mutated)),
    instructions: [instruction.text],
  });
  const { trust, says } = trustOf(report, defaultTrust);
  return {
    n: counts.pass + counts.fail,
    failed: counts.fail,
    unknown: counts.unknown,
    notApplicable: counts["not-applicable"],
    failing: spread(failing, mostExcerpts),
    tested: { trust, says },
    ...(tried !== undefined && { ofAll: evaluator.definition.when.length > 0 ? own.length : exercised.size }),
  };
}

/** Like `Promise.all`, but where one throws the others end first: an answer that was paid for is kept before the host closes. */
async function allOf<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/** The samples that put the line to work; where only the evaluator knows which do, some of the others beside them. */
function drawn(
  samples: readonly Sample[],
  exercised: ReadonlySet<string>,
  { definition }: Evaluator,
  most: number,
): Sample[] {
  const at = samples.filter(({ id }) => exercised.has(id));
  const others = definition.when.length > 0 ? samples.filter(({ id }) => !exercised.has(id)) : [];
  const fromOthers = Math.min(others.length, Math.max(most - at.length, Math.floor(most / 3)));
  return [...spread(at, most - fromOthers), ...spread(others, fromOthers)];
}

const isExercised = (
  { scope }: Evaluator,
  { triggers }: Pick<Instruction, "triggers">,
  { conversationId, index }: Sample,
  exercise: ExerciseModel,
): boolean =>
  triggers.length === 0 ||
  exercise.exercised(triggers, conversationId, scope === "turn" ? index : undefined) >= exerciseThreshold;

const excerptOf = ({ conversationId, explanation, messageIndex }: Evaluation): ProposalExcerpt => ({
  conversationId,
  explanation,
  ...(messageIndex !== undefined && { messageIndex }),
});

/** So many of a list, at even distances, the first among them. */
export function spread<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]!);
}
