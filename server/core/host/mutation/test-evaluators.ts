import { type LongWork, UserError } from "../../base/index.ts";
import {
  didYouMean,
  type EvaluationServices,
  type Evaluator,
  type MutationReport,
  type Tested,
  type TrustLimits,
  testEvaluator,
  trustOf,
} from "../../evaluators/index.ts";
import type { Store } from "../../store/index.ts";
import type { PromptFile } from "../prompt-files.ts";
import { seed } from "../refresh-behaviors.ts";
import { otherSamples, passedSamples } from "./draw-samples.ts";
import { coveredTexts, keepTest, testId } from "./kept-tests.ts";

/** What came of the mutation test of one evaluator. `declared` ones read a recorded figure and are not tested. */
export interface TestedEvaluator {
  readonly evaluator: string;
  readonly trust: Tested["trust"] | "declared";
  readonly says: string;
  readonly report?: MutationReport;
}

/** Mutants of one operator: fewer where each costs a call of a model. */
const perOperator = 20;
const perOperatorByModel = 6;

export interface TestOptions extends LongWork {
  readonly store: Store;
  readonly evaluators: readonly Evaluator[];
  readonly files: readonly PromptFile[];
  readonly services: EvaluationServices;
  readonly limits: TrustLimits;
  /** Whether an evaluator, by its name, is meant for a conversation. */
  readonly isMeant: (evaluator: string, conversationId: string) => boolean;
  readonly nowMs: number;
}

/**
 * Tests evaluators by name, or all, on samples of the store that they pass, and keeps each report as it comes. Throws `evaluator-unknown`,
 * and the signal's reason when cancelled.
 */
export async function testEvaluators(
  names: readonly string[],
  options: TestOptions,
): Promise<readonly TestedEvaluator[]> {
  const tested: TestedEvaluator[] = [];
  for (const evaluator of wanted(names, options.evaluators)) tested.push(await testOne(evaluator, options));
  return tested;
}

async function testOne(evaluator: Evaluator, options: TestOptions): Promise<TestedEvaluator> {
  const { name, trust } = evaluator;
  if (trust === "declared")
    return { evaluator: name, trust, says: "reads a recorded figure, so there is nothing to test" };
  const { store, files, services, signal, progress } = options;
  const isMeant = (id: string): boolean => options.isMeant(name, id);
  const samples = await passedSamples(store, evaluator, { seed, isMeant, signal });
  const instructions = coveredTexts(evaluator, files);
  const report = await testEvaluator({
    ...{ evaluator, samples, instructions, services, seed, signal, progress },
    others: await otherSamples(store, evaluator, seed),
    perOperator: asksModel(evaluator) ? perOperatorByModel : perOperator,
  });
  const conversationIds = [
    ...new Set([...report.survivors, ...report.falseAlarms].flatMap((one) => one.conversationIds)),
  ].sort();
  await keepTest(store, testId(evaluator, instructions), { report, conversationIds }, options.nowMs);
  return { evaluator: name, report, ...pickTrust(trustOf(report, options.limits)) };
}

const pickTrust = ({ trust, says }: Tested): Pick<TestedEvaluator, "trust" | "says"> => ({ trust, says });

const judges =
  /^(?:not-)?(?:llm-rubric|g-eval|pi|similar|classifier|moderation|grounding|(?:model-graded-)?(?:closedqa|factuality)|(?:answer|conversation)-relevance|context-\w+|trajectory:goal-success)$/;

const asksModel = ({ definition }: Evaluator): boolean =>
  [...definition.when, ...definition.assert].some(({ type }) => judges.test(type));

function wanted(names: readonly string[], evaluators: readonly Evaluator[]): readonly Evaluator[] {
  if (names.length === 0) return evaluators;
  return names.map((name) => {
    const found = evaluators.find((one) => one.name === name);
    if (found) return found;
    const known = evaluators.map((one) => one.name);
    const near = didYouMean(name, known);
    throw new UserError(
      "evaluator-unknown",
      `There is no evaluator ${JSON.stringify(name)}.`,
      near ? `Did you mean ${near}?` : `There are: ${known.join(", ")}`,
    );
  });
}
