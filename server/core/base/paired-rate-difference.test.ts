import { describe, expect, it } from "vitest";
import { pairedRateDifference, type TwoSided } from "./paired-rate-difference.ts";
import { normalDraw, seededRandom } from "./random.ts";

const none = { passes: 0, n: 0 };
const alone = (own: readonly [number, number], other: readonly [number, number]): TwoSided[] => [
  ...Array.from({ length: own[1] }, (_, i) => ({ own: { passes: i < own[0] ? 1 : 0, n: 1 }, other: none })),
  ...Array.from({ length: other[1] }, (_, i) => ({
    own: none,
    other: { passes: i < other[0] ? 1 : 0, n: 1 },
  })),
];
/** `times` tasks that passed or failed under the one and under the other. */
const pairs = (times: number, own: number, other: number): TwoSided[] =>
  Array.from({ length: times }, () => ({ own: { passes: own, n: 1 }, other: { passes: other, n: 1 } }));

describe("hand-worked cases", () => {
  it("Newcombe's example of two groups: 56 of 70 against 48 of 80", () => {
    const { difference, low, high, p } = pairedRateDifference(alone([56, 70], [48, 80]))!;
    expect([difference, low, high].map((x) => x.toFixed(4))).toEqual(["0.2000", "0.0524", "0.3339"]);
    expect(p).toBeGreaterThan(0.008);
    expect(p).toBeLessThan(0.014);
  });
  it("pairs are McNemar's: 20 for, 5 against, of 100", () => {
    const clusters = [...pairs(20, 1, 0), ...pairs(5, 0, 1), ...pairs(50, 1, 1), ...pairs(25, 0, 0)];
    const { difference, low, high, p } = pairedRateDifference(clusters)!;
    expect(difference).toBeCloseTo(0.15, 10);
    // z = 15 / sqrt(25) = 3; with 99 degrees of freedom 0.0034.
    expect(p).toBeCloseTo(0.0035, 3);
    expect(low).toBeGreaterThan(0.04);
    expect(high).toBeLessThan(0.26);
  });
  it("nothing to compare with, and nothing that differs", () => {
    expect(pairedRateDifference(alone([3, 5], [0, 0]))).toBeUndefined();
    expect(pairedRateDifference(alone([5, 5], [9, 9]))).toMatchObject({ difference: 0, p: 1 });
    expect(pairedRateDifference([{ own: { passes: 4, n: 4 }, other: { passes: 0, n: 4 } }])).toMatchObject({
      p: 1,
    });
  });
});

interface Study {
  readonly clusters: number;
  readonly own: number;
  readonly other: number;
  readonly trials: number;
  /** How alike verdicts of one cluster are: standard deviation of its share, on the normal scale. */
  readonly spread: number;
  readonly paired: boolean;
}

/** Verdicts by a probit model with one draw for each cluster; the true rates come from a large draw of the same. */
function study({ clusters, own, other, trials, spread, paired }: Study, seed: number): TwoSided[] {
  const random = seededRandom(seed * 7919 + 17);
  const scale = Math.sqrt(1 + spread ** 2);
  const draws = (rate: number, shared: number): TwoSided["own"] => {
    let passes = 0;
    for (let i = 0; i < trials; i++) if (normalDraw(random) + shared < quantiles[rate]! * scale) passes++;
    return { passes, n: trials };
  };
  return Array.from({ length: clusters }, (_, i) => {
    const shared = normalDraw(random) * spread;
    if (paired) return { own: draws(own, shared), other: draws(other, shared) };
    return i % 2 === 0
      ? { own: draws(own, shared), other: none }
      : { own: none, other: draws(other, shared) };
  });
}

/** Normal quantiles of the rates in use. */
const quantiles: Readonly<Record<number, number>> = { 0.5: 0, 0.6: 0.253347, 0.8: 0.841621, 0.9: 1.281552 };

const studies: readonly (readonly [string, Study])[] = [
  ["alone, 60 against 60", { clusters: 120, own: 0.8, other: 0.6, trials: 1, spread: 0, paired: false }],
  ["alone, high rates", { clusters: 80, own: 0.9, other: 0.8, trials: 1, spread: 0, paired: false }],
  ["pairs of one task", { clusters: 100, own: 0.8, other: 0.6, trials: 1, spread: 1.2, paired: true }],
  ["four trials, 25 tasks each", { clusters: 50, own: 0.6, other: 0.5, trials: 4, spread: 1, paired: false }],
  [
    "four trials of the same 50 tasks",
    { clusters: 50, own: 0.8, other: 0.6, trials: 4, spread: 1, paired: true },
  ],
  ["a dozen tasks", { clusters: 12, own: 0.6, other: 0.5, trials: 6, spread: 0.7, paired: true }],
];

describe("simulated truth", () => {
  it.each(studies)("%s: intervals hold the difference in 93 to 98 %", (_, of) => {
    let held = 0;
    for (let run = 0; run < 2000; run++) {
      const { low, high } = pairedRateDifference(study(of, run))!;
      if (low <= of.own - of.other && of.own - of.other <= high) held++;
    }
    expect(held / 2000).toBeGreaterThan(0.93);
    expect(held / 2000).toBeLessThan(0.985);
  });
  it.each(studies)("%s: where nothing differs, 5 % at most seem to", (_, of) => {
    let found = 0;
    for (let run = 0; run < 2000; run++)
      if (pairedRateDifference(study({ ...of, own: of.other }, run))!.p <= 0.05) found++;
    // Two standard errors of the simulation above 5 %.
    expect(found / 2000).toBeLessThan(0.06);
  });
});
