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
import type { Sample } from "../../store/index.ts";

const mostExcerpts = 3;
/** Of what passes, so many are broken, each in so many ways: proposals are tried many at a time. */
const mutated = 12;
const perOperator = 3;
const seed = 1;

/** Counts as the figure of the line will, over samples of conversations that held it. */
export async function measureCheck(
  evaluator: Evaluator,
  instruction: Pick<Instruction, "text" | "triggers">,
  { samples, exercise }: { readonly samples: readonly Sample[]; readonly exercise: ExerciseModel },
  services: EvaluationServices,
  { signal }: LongWork = {},
): Promise<ProposalFigure> {
  const counts = { pass: 0, fail: 0, unknown: 0, "not-applicable": 0 };
  const failing: ProposalExcerpt[] = [];
  const passing: Sample[] = [];
  for (const [i, sample] of samples.entries()) {
    if (sample.scope !== evaluator.scope) continue;
    const { label, explanation, messageIndex } = await evaluate(evaluator, sample, services, signal);
    const isExercised =
      instruction.triggers.length === 0 ||
      evaluator.definition.when.length > 0 ||
      exercise.exercised(
        instruction.triggers,
        sample.conversationId,
        sample.scope === "turn" ? sample.index : undefined,
      ) >= exerciseThreshold;
    const own = isExercised ? label : "not-applicable";
    counts[own]++;
    if (own === "pass") passing.push(sample);
    if (own === "fail")
      failing.push({
        conversationId: sample.conversationId,
        explanation,
        ...(messageIndex !== undefined && { messageIndex }),
      });
    if (i % 200 === 0) await checkpoint(signal);
  }
  const report = await testEvaluator({
    ...{ evaluator, services, perOperator, seed, signal },
    samples: spread(passing, mutated),
    others: spread(
      samples.filter(({ scope }) => scope === evaluator.scope),
      mutated,
    ),
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
  };
}

/** So many of a list, at even distances, the first among them. */
function spread<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]!);
}
