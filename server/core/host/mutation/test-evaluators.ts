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
  testWritten,
  trustOf,
  type WrittenReport,
  writtenForm,
} from "../../evaluators/index.ts";
import type { Store } from "../../store/index.ts";
import { evaluatorCalled } from "../evaluate-options.ts";
import type { PromptFile } from "../prompt-files.ts";
import { seed } from "../refresh-behaviors.ts";
import { otherSamples, passedSamples } from "./draw-samples.ts";
import { coveredTexts, keepTest, keptTest, testId } from "./kept-tests.ts";
import type { Writer, WritingPlan } from "./writing-plan.ts";

/** What came of the mutation test of one evaluator. `declared` ones read a recorded figure and are not tested. */
export interface TestedEvaluator {
  readonly evaluator: string;
  readonly trust: Tested["trust"] | "declared";
  readonly says: string;
  readonly report?: MutationReport;
}

/** Which evaluators are tested, all where none is named, and whether a model is asked to write answers as well. */
export interface TestQuery {
  readonly evaluators?: readonly string[];
  readonly model?: boolean;
  /** Calls that may be made at most, of all models together. */
  readonly calls?: number;
}

export interface TestSummary {
  readonly evaluators: readonly TestedEvaluator[];
  /** Absent where no chat model is named, or one was asked. */
  readonly plan?: WritingPlan;
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
  /** Who writes answers; absent where nobody asked for that. */
  readonly writer?: Writer | undefined;
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
    const costs = mayCost(evaluator) || options.writer !== undefined;
    tested.push(await (costs ? store.alone("judging", test, signal) : test()));
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
  const id = testId(evaluator, instructions);
  const before = await keptTest(store, id);
  const test = { evaluator, samples, instructions, services, seed, signal, progress };
  // Who wants a model's answers beside a test that holds does not pay for that test again.
  const isTested = options.writer !== undefined && before !== undefined && !before.isIncomplete;
  const byOperators = isTested
    ? before
    : await testEvaluator({
        ...test,
        others: await otherSamples(store, evaluator, seed),
        perOperator: mayCost(evaluator) ? perOperatorPaid : perOperator,
      });
  const fresh = options.writer && (await testWritten({ ...test, ...options.writer }));
  const written = latest(fresh, before?.written);
  const report: MutationReport = { ...byOperators, ...(written && { written }) };
  const quoting = [report, ...(written ? [written] : [])];
  const conversationIds = [
    ...new Set(
      quoting.flatMap(({ survivors, falseAlarms }) =>
        [...survivors, ...falseAlarms].flatMap((one) => one.conversationIds),
      ),
    ),
  ].sort();
  await keepTest(store, id, { report, conversationIds }, options.nowMs);
  const kept = report.isIncomplete ? await keptTest(store, id) : undefined;
  const inForce = { evaluator: name, report, ...pickTrust(trustOf(kept ?? report, limits)) };
  return kept && !kept.isIncomplete
    ? { ...inForce, says: `${inForce.says}; it could not be tested again: ${report.untested}` }
    : inForce;
}

/** One that was broken off takes no other's place; one of another version of the question holds no longer. */
function latest(
  fresh: WrittenReport | undefined,
  before: WrittenReport | undefined,
): WrittenReport | undefined {
  const held = before?.version === writtenForm.version ? before : undefined;
  return fresh && (fresh.stopped === undefined || held === undefined) ? fresh : held;
}

const pickTrust = ({ trust, says }: Tested): Pick<TestedEvaluator, "trust" | "says"> => ({ trust, says });
