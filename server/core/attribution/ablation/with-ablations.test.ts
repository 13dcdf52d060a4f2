import { describe, expect, it } from "vitest";
import type { PromptDiagnosis, Suspect } from "../diagnosis/diagnosis.ts";
import { ablationEffect } from "./ablation-effect.ts";
import { type LineAblation, readAblations } from "./line-ablation.ts";
import { withAblations } from "./with-ablations.ts";

const suspect = (change: Partial<Suspect> = {}): Suspect => ({
  ...{ blame: "wrong", probability: 0.4, key: "k", evaluators: ["polite"], failing: 9, exercised: 20 },
  ...{
    otherwise: { failing: 0, n: 10 },
    effect: { difference: 0.4, low: 0.2, high: 0.6 },
    why: ["Was there."],
    evidence: [],
  },
  ...change,
});
const diagnosis = (...suspects: Suspect[]): PromptDiagnosis => ({
  ...{
    file: "a",
    name: "a",
    version: "v",
    samples: 30,
    failures: 9,
    conversations: 30,
    causes: [],
    suspects,
    mechanisms: [],
    interactions: [],
  },
});
/** Of 20 samples that stand alone, ten of which fail. */
const dropped = (gained: number, lost = 0, change: Partial<LineAblation> = {}): LineAblation => {
  const clusters = Array.from({ length: 20 }, (_, i) => ({
    ...{ n: 1, before: i < 10 ? 0 : 1, gained: i < gained ? 1 : 0, lost: i >= 20 - lost ? 1 : 0 },
  }));
  const counted = {
    key: "k",
    operator: "drop" as const,
    version: "v",
    agent: "a",
    atMs: 0,
    conversations: 20,
    compared: 20,
  };
  const [read] = readAblations([
    { ...counted, sameAnswers: 0, uncompared: 0, effects: [ablationEffect("polite", clusters)] },
  ]);
  return { ...read!, ...change };
};

describe("a diagnosis with ablations", () => {
  it("raises a suspect whose loss mends failures, and says that it is confirmed", () => {
    const [one] = withAblations(diagnosis(suspect()), [dropped(9)]).suspects;
    expect(one!.probability).toBeCloseTo((0.4 * 20) / (0.4 * 20 + 0.6));
    expect(one!.why).toEqual([
      "Confirmed by ablation: without the line 9 of 10 failing samples pass, and 0 of 10 passing ones fail. Before that it was 40 %.",
      "Was there.",
    ]);
    expect(one!.ablation).toEqual({ operator: "drop", verdict: "confirmed", before: 0.4, isConfirmed: true });
  });

  it("lowers one whose loss mends nothing, and puts another before it", () => {
    const { suspects } = withAblations(diagnosis(suspect(), suspect({ key: "other", probability: 0.2 })), [
      dropped(0),
    ]);
    expect(suspects.map(({ key }) => key)).toEqual(["other", "k"]);
    expect(suspects[1]!.probability).toBeLessThan(0.1);
    expect(suspects[1]!.why[0]).toMatch(/^By ablation: without the line 0 of 10/);
  });

  it("a line that may be ignored loses nothing by that, and is wrong where its loss mends failures", () => {
    const ignored = suspect({ blame: "ignored" });
    const [still] = withAblations(diagnosis(ignored), [dropped(0)]).suspects;
    expect([still!.blame, still!.probability]).toEqual(["ignored", 0.4]);
    expect(still!.why[0]).toMatch(/it is not followed, or not to blame\.$/);
    const [wrong] = withAblations(diagnosis(ignored), [dropped(9)]).suspects;
    expect(wrong!.blame).toBe("wrong");
  });

  it("what another version showed, or another evaluator, says nothing", () => {
    const before = diagnosis(suspect());
    expect(withAblations(before, [dropped(9, 0, { version: "old" })])).toEqual(before);
    const other = diagnosis(suspect({ evaluators: ["brief"] }));
    expect(withAblations(other, [dropped(9)])).toEqual(other);
  });
});
