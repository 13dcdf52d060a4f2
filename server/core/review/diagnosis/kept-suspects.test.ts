import { expect, it } from "vitest";
import type { Suspect } from "../../attribution/index.ts";
import { keptSuspects, suspectOf } from "./kept-suspects.ts";
import { isSaid } from "./suspects-on-lines.ts";

const suspect: Suspect = {
  ...{ key: "k", blame: "ignored", probability: 0.6, evaluators: ["e"], failing: 18, exercised: 25 },
  otherwise: { failing: 3, n: 210 },
  effect: { difference: 0.71, low: -0.04, high: 0.86, counted: { low: 0.51, high: 0.84 } },
  ...{ why: [], evidence: [] },
};

it("a line that is said by its samples as counted is said from the baseline as well", () => {
  const [kept] = keptSuspects([suspect]);
  expect(kept!.effect).toEqual(suspect.effect);
  const thresholds = { error: 0, warning: 0, minSamples: 10 };
  expect(isSaid(suspect, { thresholds })).toBe(true);
  expect(isSaid(suspectOf(kept!), { thresholds })).toBe(true);
});
