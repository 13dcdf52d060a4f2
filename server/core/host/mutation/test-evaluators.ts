import type { LongWork } from "../../base/index.ts";
import {
  type EvaluationServices,
  type Evaluator,
  type JudgeTally,
  type MutationReport,
  mayCost,
  type Tested,
  type TrustLimits,
  testEvaluator,
  trustOf,
} from "../../evaluators/index.ts";
import type { Store } from "../../store/index.ts";
import { evaluatorCalled } from "../evaluate-options.ts";
import type { PromptFile } from "../prompt-files.ts";
import { seed } from "../refresh-behaviors.ts";
import { otherSamples, passedSamples } from "./draw-samples.ts";
import { coveredTexts, keepTest, keptTest, testId } from "./kept-tests.ts";

/** What came of the mutation test of one evaluator. `declared` ones read a recorded figure and are not tested. */
export interface TestedEvaluator {
  readonly evaluator: string;
  readonly trust: Tested["trust"] | "declared";
  readonly says: string;
  readonly report?: MutationReport;
}

export interface TestSummary {
  readonly evaluators: readonly TestedEvaluator[];
  /** What judges were asked; absent where none was. */
  readonly judges?: readonly JudgeTally[];
}

/** Mutants of one operator: fewer where each may cost. */
const perOperator = 20;
const perOperatorPaid = 6;

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
 * Tests evaluators by name, or all, on samples of the store that they pass, and keeps each report as it comes. Those that may cost are
 * tested by one process at a time, and beside no evaluation that may. Throws `evaluator-unknown`, and the signal's reason when cancelled.
 */
export async function testEvaluators(names: readonly string[], options: TestOptions): Promise<TestSummary> {
  const { store, services, signal } = options;
  const wanted =
    names.length === 0 ? options.evaluators : names.map((name) => evaluatorCalled(name, options.evaluators));
  const tested: TestedEvaluator[] = [];
  for (const evaluator of wanted) {
    const test = (): Promise<TestedEvaluator> => testOne(evaluator, options);
    tested.push(await (mayCost(evaluator) ? store.alone("judging", test, signal) : test()));
  }
  const judges = "refused" in services.judge ? [] : services.judge.tallies();
  return { evaluators: tested, ...(judges.length > 0 && { judges }) };
}

async function testOne(evaluator: Evaluator, options: TestOptions): Promise<TestedEvaluator> {
  const { name, trust } = evaluator;
  if (trust === "declared")
    return { evaluator: name, trust, says: "reads a recorded figure, so there is nothing to test" };
  const { store, files, services, limits, signal, progress } = options;
  const isMeant = (id: string): boolean => options.isMeant(name, id);
  const samples = await passedSamples(store, evaluator, { seed, isMeant, signal });
  const instructions = coveredTexts(evaluator, files);
  const report = await testEvaluator({
    ...{ evaluator, samples, instructions, services, seed, signal, progress },
    others: await otherSamples(store, evaluator, seed),
    perOperator: mayCost(evaluator) ? perOperatorPaid : perOperator,
  });
  const conversationIds = [
    ...new Set([...report.survivors, ...report.falseAlarms].flatMap((one) => one.conversationIds)),
  ].sort();
  const id = testId(evaluator, instructions);
  await keepTest(store, id, { report, conversationIds }, options.nowMs);
  const kept = report.isIncomplete ? await keptTest(store, id) : undefined;
  const inForce = { evaluator: name, report, ...pickTrust(trustOf(kept ?? report, limits)) };
  return kept && !kept.isIncomplete
    ? { ...inForce, says: `${inForce.says}; it could not be tested again: ${report.untested}` }
    : inForce;
}

const pickTrust = ({ trust, says }: Tested): Pick<TestedEvaluator, "trust" | "says"> => ({ trust, says });
