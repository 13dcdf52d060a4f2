import { expect, test } from "vitest";
import { clusteredRate } from "../../base/index.ts";
import type { RaterAgreement } from "./agreement-report.ts";
import { agreementText, definitionChangeText } from "./agreement-text.ts";

const unrated = (evaluator: string, split: number): RaterAgreement => ({
  ...{ evaluator, kind: "evaluator", isOnWhole: true, rated: 0, older: 0, notJudged: 0, disagreeing: 0 },
  ...{ rate: clusteredRate([]), precision: clusteredRate([]), recall: clusteredRate([]), disagreements: [] },
  table: { bothFail: 0, onlyFirstFails: 0, onlySecondFails: 0, bothPass: 0 },
  unknown: { evaluator: 0, reference: 0, split },
  olderLabels: { total: 0, first: [] },
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

test("where too few tasks repeat for an interval that is said in its place", () => {
  const one = {
    ...unrated("solved", 0),
    rated: 4,
    rate: clusteredRate([{ passes: 3, n: 4 }]),
    kappa: { value: 0.5 },
  };
  const text = agreementText(
    {
      ...{ against: "labels", positive: "fail", without: [], evaluators: [one] },
      labels: { total: 4, people: ["Ada"], lost: [], problems: [] },
    },
    5,
  );
  expect(text).toMatch(/solved +4 +3\/4 75 % +0\.50 \(too few to say how sure\)/);
});

test("what is said of several evaluators alike is said once", () => {
  const rated = (evaluator: string): RaterAgreement => ({
    ...unrated(evaluator, 0),
    rated: 4,
    rate: clusteredRate([{ passes: 3, n: 4 }]),
  });
  const text = agreementText(
    {
      ...{ against: "labels", positive: "fail", without: [], evaluators: [rated("short"), rated("polite")] },
      labels: { total: 4, people: ["Ada"], lost: [], problems: [] },
    },
    5,
  );
  expect(text).toContain("\nshort, polite: no label goes by its criterion");
});

test("where nothing is recorded to compare with, it says how to label", () => {
  const report = {
    ...({ against: "outcome", positive: "fail", without: [], evaluators: [unrated("short", 0)] } as const),
    labels: { total: 0, people: [], lost: [], problems: [] },
  };
  expect(agreementText(report, 5)).toMatch(/homeostat label CONVERSATION pass/);
  expect(agreementText(report, 5)).not.toContain("Kappa");
  const labelled = { ...report, labels: { ...report.labels, total: 3 } };
  expect(agreementText(labelled, 5)).toContain("homeostat agreement --against labels");
});

test("a definition that changed is told with what flipped", () => {
  const flips = { n: 6, same: 2, passToFail: [], failToPass: [], passesToFails: 3, failsToPasses: 1 };
  expect(definitionChangeText({ atMs: Date.UTC(2026, 2, 3), flips })).toBe(
    "its definition changed on 2026-03-03: of 6 samples judged under both 4 flipped, 3 to fail and 1 to pass",
  );
  expect(definitionChangeText({})).toBe("its definition changed; nothing was judged under both");
});
