import { expect, test } from "vitest";
import type { AgreementReport, RaterAgreement } from "../../core/index.ts";
import { viewOfReport } from "./agreement.ts";

const rate = { passes: 34, n: 50, rate: 0.68, low: 0.54, high: 0.79, effectiveN: 50 };
const words = "The answer is friendly, and it offers help where none was asked for. ".repeat(8);
const rater = (evaluator: string): RaterAgreement =>
  ({
    ...{ evaluator, kind: "evaluator", isOnWhole: false, rate, precision: rate, recall: rate },
    table: { bothFail: 16, onlyFirstFails: 5, onlySecondFails: 11, bothPass: 18 },
    ...{ unknown: { evaluator: 0, reference: 0, split: 0 }, notJudged: 0, older: 0, disagreeing: 100 },
    disagreements: Array.from({ length: 50 }, (_, i) => ({
      ...{ conversationId: `c${i}`, evaluationId: `e${i}`, opening: words, explanation: words },
      ...{ evaluator: "pass", reference: "fail", references: [{ who: "Ada", label: "fail", why: words }] },
    })),
    olderLabels: { total: 0, first: [] },
  }) as unknown as RaterAgreement;
const report = {
  ...{ against: "labels", positive: "fail", without: [] },
  evaluators: Array.from({ length: 20 }, (_, i) => rater(`judge ${i}`)),
  labels: { total: 50, people: ["Ada"], lost: [], problems: [] },
} as unknown as AgreementReport;

test("of many flipped samples the first of either way are told, and how many more there are", async () => {
  const ids = (of: string) => Array.from({ length: 50 }, (_, i) => `${of}${i}#t1`);
  const flips = {
    ...{ n: 300, same: 200, passesToFails: 70, failsToPasses: 30 },
    ...{ passToFail: ids("a"), failToPass: ids("b").slice(0, 30) },
  };
  const changed = { ...report, evaluators: [{ ...rater("judge"), change: { flips } }] };
  const { change } = (await viewOfReport(changed)).evaluators[0]!;
  expect(change!.flipped.filter(({ to }) => to === "fail")).toHaveLength(25);
  expect(change!.flipped.filter(({ to }) => to === "pass")).toHaveLength(25);
  expect(change!.flipped[0]).toEqual({ conversationId: "a0", part: "turn 2", to: "fail" });
  expect(change!.moreFlipped).toBe(50);
});

test("many evaluators are told in their order, and others have their turn in between", async () => {
  let turns = 0;
  let isDone = false;
  const count = (): void => {
    turns++;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  const view = await viewOfReport(report);
  isDone = true;
  expect(view.evaluators.map(({ evaluator }) => evaluator)).toEqual(
    report.evaluators.map(({ evaluator }) => evaluator),
  );
  expect(turns).toBeGreaterThanOrEqual(20);
});
