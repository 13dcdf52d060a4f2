import { expect, test } from "vitest";
import { clusteredRate } from "../../base/index.ts";
import type { RaterAgreement } from "./agreement-report.ts";
import { agreementText } from "./agreement-text.ts";

const unrated = (evaluator: string, split: number): RaterAgreement => ({
  ...{ evaluator, kind: "evaluator", isOnWhole: true, rated: 0, older: 0, notJudged: 0, disagreeing: 0 },
  ...{ rate: clusteredRate([]), precision: clusteredRate([]), recall: clusteredRate([]), disagreements: [] },
  table: { bothFail: 0, onlyFirstFails: 0, onlySecondFails: 0, bothPass: 0 },
  unknown: { evaluator: 0, reference: 0, split },
});

test("evaluators that have nothing to compare for the same reason are told together", () => {
  const text = agreementText(
    {
      ...{ against: "labels", positive: "fail", without: [] },
      evaluators: [unrated("short", 1), unrated("polite", 0), unrated("solved", 1)],
      labels: { total: 2, people: ["Bea", "Ada"], lost: [], problems: [] },
    },
    5,
  );
  expect(text.split("\n\n").slice(1)).toEqual([
    "Nothing to compare; not counted: 1 on which people differ: short, solved.",
    "Nothing to compare: polite.",
  ]);
});
