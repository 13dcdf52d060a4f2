import { expect, test } from "vitest";
import type { DatasetCase, GateResult } from "../../improve/index.ts";
import { caseResult, type SaidOfPart } from "./case-result.ts";
import { gatedCases, showsGain } from "./gate-cases.ts";

const said = (verdicts: Readonly<Record<string, SaidOfPart["label"]>>) =>
  new Map(
    Object.entries(verdicts).map(([name, label]) => [
      name,
      [{ part: "t0", label, complaint: `not ${name}` }],
    ]),
  );
const isTarget = (name: string): boolean => name === "polite";

test("of a case that the target fails only its complaint is told", () => {
  expect(caseResult(said({ polite: "fail", short: "fail" }), isTarget, "")).toEqual({
    score: 0,
    passed: false,
    complaints: [{ text: "not polite", criterion: "polite" }],
  });
});

test("what the target says nothing of is not to be mended, and shows what breaks", () => {
  const other = caseResult(said({ short: "fail", plain: "pass", polite: "not-applicable" }), isTarget, "");
  expect(other).toMatchObject({ score: 0.5, passed: true });
  expect(caseResult(said({ polite: "unknown" }), isTarget, "no verdict")).toEqual({ missing: "no verdict" });
});

/** Cases that were so with the base and are so with the candidate. */
function gain(mended: number, broken: number, same = 4): boolean {
  const changes = [...Array(mended).fill("fp"), ...Array(broken).fill("pf"), ...Array(same).fill("ff")];
  const cases = changes.map((_, i) => ({ id: `c${i}` }) as DatasetCase);
  const results = changes.flatMap((change: string, i): GateResult[] =>
    (["base", "candidate"] as const).map((side, at) => ({
      ...{ case: `c${i}`, side, trial: 0 },
      verdicts: { polite: change[at] === "p" ? "pass" : "fail" },
    })),
  );
  return showsGain(gatedCases(cases, results), { kind: "evaluator", id: "polite", name: "polite" }, 0.05);
}

test("a gain is shown by more cases mended than broken than chance mends", () => {
  expect([gain(5, 0), gain(4, 0), gain(7, 1), gain(5, 1), gain(0, 0)]).toEqual([
    true,
    false,
    true,
    false,
    false,
  ]);
});
