import { describe, expect, it } from "vitest";
import { normalDraw, seededRandom } from "./random.ts";
import {
  belowThresholdP,
  benjaminiHochberg,
  binomialBelowP,
  type Cluster,
  clusteredRate,
  conditionalBenjaminiHochberg,
  fisherAboveP,
  intraclassCorrelation,
  wilsonInterval,
} from "./statistics.ts";

describe("hand-worked cases", () => {
  it("Wilson: 7 of 10", () => {
    const { low, high } = wilsonInterval(0.7, 10);
    expect(low).toBeCloseTo(0.3968, 3);
    expect(high).toBeCloseTo(0.8922, 3);
  });
  it("Fisher's exact test: 3 of 3 against 0 of 3, 7 of 10 against 2 of 10, and nothing to compare", () => {
    expect(fisherAboveP({ k: 3, n: 3 }, { k: 0, n: 3 })).toBeCloseTo(0.05, 10);
    // (36 x 165 + 9 x 55 + 11) of 184,756 ways.
    expect(fisherAboveP({ k: 7, n: 10 }, { k: 2, n: 10 })).toBeCloseTo(0.0349, 3);
    expect(fisherAboveP({ k: 3, n: 3 }, { k: 0, n: 0 })).toBe(1);
    expect(fisherAboveP({ k: 0, n: 9 }, { k: 5, n: 9 })).toBe(1);
  });
  it("binomial tail: at most 2 of 10 at one half, and its ends", () => {
    expect(binomialBelowP({ k: 2, n: 10 }, 0.5)).toBeCloseTo(0.0547, 4);
    expect(binomialBelowP({ k: 0, n: 8 }, 0.8)).toBeCloseTo(0.2 ** 8, 10);
    expect([binomialBelowP({ k: 3, n: 3 }, 0.9), binomialBelowP({ k: 0, n: 3 }, 1)]).toEqual([1, 0]);
  });
  it("one-sided binomial: 2 of 10 against one half", () => {
    const rate = clusteredRate(Array.from({ length: 10 }, (_, i) => ({ passes: i < 2 ? 1 : 0, n: 1 })));
    expect(belowThresholdP(rate, 0.5)).toBeCloseTo(0.0547, 4);
  });
  it("Benjamini-Hochberg", () => {
    expect(benjaminiHochberg([0.01, 0.04, 0.03, 0.5])).toEqual([true, false, false, false]);
    expect(benjaminiHochberg([0.01, 0.02, 0.03, 0.04])).toEqual([true, true, true, true]);
    expect(benjaminiHochberg([])).toEqual([]);
  });
  it("conditional Benjamini-Hochberg: what is far on the good side hides nothing", () => {
    const pValues = [0.02, 0.8, 0.9, 0.95];
    expect(conditionalBenjaminiHochberg(pValues)).toEqual([true, false, false, false]);
    expect(benjaminiHochberg(pValues)).toEqual([false, false, false, false]);
    expect(conditionalBenjaminiHochberg([0.03, 0.8])).toEqual([false, false]);
    expect(conditionalBenjaminiHochberg([0.03])).toEqual([true]);
    expect(conditionalBenjaminiHochberg([])).toEqual([]);
  });
  it("correlation: clusters that agree within give 1, a balanced mix gives 0", () => {
    expect(
      intraclassCorrelation([
        { passes: 4, n: 4 },
        { passes: 0, n: 4 },
        { passes: 4, n: 4 },
      ]),
    ).toBe(1);
    expect(
      intraclassCorrelation([
        { passes: 2, n: 4 },
        { passes: 2, n: 4 },
      ]),
    ).toBe(0);
  });
  it("verdicts that stand alone give the plain Wilson interval", () => {
    const rate = clusteredRate(Array.from({ length: 50 }, (_, i) => ({ passes: i < 31 ? 1 : 0, n: 1 })));
    const plain = wilsonInterval(0.62, 50);
    expect(rate.low).toBeCloseTo(plain.low, 6);
    expect(rate.high).toBeCloseTo(plain.high, 6);
  });
  it("no verdicts: the interval is everything", () => {
    expect(clusteredRate([])).toMatchObject({ n: 0, low: 0, high: 1 });
  });
});

/** Share of `runs` simulated studies whose interval holds the true rate. */
function coverage(runs: number, study: (seed: number) => { clusters: Cluster[]; truth: number }): number {
  let held = 0;
  for (let run = 0; run < runs; run++) {
    const { clusters, truth } = study(run);
    const { low, high } = clusteredRate(clusters);
    if (low <= truth && truth <= high) held++;
  }
  return held / runs;
}

/** Beta-binomial clusters: each cluster draws its own rate, correlation = 1 / (a + b + 1). */
function betaDraw(a: number, b: number, random: () => number): number {
  const x = gammaDraw(a, random);
  return x / (x + gammaDraw(b, random));
}

/** Marsaglia and Tsang (2000), with their boost for shapes below one. */
function gammaDraw(shape: number, random: () => number): number {
  if (shape < 1) return gammaDraw(shape + 1, random) * random() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalDraw(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

function clustered(
  groups: number,
  size: () => number,
  truth: number,
  icc: number,
  random: () => number,
): Cluster[] {
  const total = 1 / icc - 1;
  return Array.from({ length: groups }, () => {
    const own = betaDraw(truth * total, (1 - truth) * total, random);
    const n = size();
    let passes = 0;
    for (let i = 0; i < n; i++) if (random() < own) passes++;
    return { passes, n };
  });
}

describe("intervals against simulated truth: 93 to 97 % cover", () => {
  const within = (value: number): void => {
    expect(value).toBeGreaterThanOrEqual(0.93);
    expect(value).toBeLessThanOrEqual(0.97);
  };
  it.each([
    [50, 0.5],
    [100, 0.7],
    [200, 0.42],
    [200, 0.9],
  ])("independent: n = %i, rate %f", (n, truth) => {
    const value = coverage(3000, (seed) => {
      const random = seededRandom(seed + n * 7919);
      return {
        truth,
        clusters: Array.from({ length: n }, () => ({ passes: random() < truth ? 1 : 0, n: 1 })),
      };
    });
    within(value);
  });
  it.each([
    [50, 4, 0.42, 0.4],
    [50, 4, 0.7, 0.2],
    [100, 4, 0.8, 0.4],
    [30, 8, 0.5, 0.1],
  ])("repeated trials: %i tasks x %i, rate %f, correlation %f", (groups, size, truth, icc) => {
    const value = coverage(3000, (seed) => ({
      truth,
      clusters: clustered(groups, () => size, truth, icc, seededRandom(seed * 31 + groups)),
    }));
    within(value);
  });
  it.each([
    [60, 0.5, 0.3],
    [80, 0.75, 0.2],
  ])(
    "turns of conversations of unequal length: %i conversations, rate %f, correlation %f",
    (groups, truth, icc) => {
      const value = coverage(3000, (seed) => {
        const random = seededRandom(seed * 17 + groups);
        return { truth, clusters: clustered(groups, () => 1 + Math.floor(random() * 8), truth, icc, random) };
      });
      within(value);
    },
  );
  it("perfectly repeated verdicts are worth one each", () => {
    const value = coverage(3000, (seed) => {
      const random = seededRandom(seed + 5);
      return {
        truth: 0.6,
        clusters: Array.from({ length: 50 }, () => ({ passes: random() < 0.6 ? 4 : 0, n: 4 })),
      };
    });
    within(value);
  });
});

it.each([0.5, 0.8])(
  "rates that are all exactly %d fall below it by chance in less than one case of twenty",
  (threshold) => {
    const random = seededRandom(17);
    const runs = 1_000;
    let alarms = 0;
    for (let run = 0; run < runs; run++) {
      // What all lines share: their verdicts are of the same conversations.
      const shared = Array.from({ length: 60 }, () => random());
      const pValues = Array.from({ length: 40 }, () => {
        const n = 10 + Math.floor(random() * 50);
        const passes = shared
          .slice(0, n)
          .filter((own) => (random() < 0.3 ? own : random()) < threshold).length;
        return belowThresholdP({ passes, n, rate: passes / n, low: 0, high: 1, effectiveN: n }, threshold);
      });
      if (conditionalBenjaminiHochberg(pValues).some(Boolean)) alarms++;
    }
    expect(alarms / runs).toBeLessThan(0.05);
  },
);
