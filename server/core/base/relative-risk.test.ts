import { describe, expect, it } from "vitest";
import { seededRandom } from "./random.ts";
import { equalRatesP, type Proportion, relativeRisk } from "./relative-risk.ts";

describe("hand-worked cases", () => {
  it("Koopman: 36 of 40 against 16 of 80", () => {
    const { ratio, low, high } = relativeRisk({ hits: 36, n: 40 }, { hits: 16, n: 80 });
    expect(ratio).toBeCloseTo(4.5, 10);
    expect(low).toBeCloseTo(2.94, 2);
    expect(high).toBeCloseTo(7.152, 2);
  });
  it("where a cell is empty the interval is open on that side", () => {
    expect(relativeRisk({ hits: 0, n: 10 }, { hits: 5, n: 10 })).toMatchObject({ ratio: 0, low: 0 });
    const open = relativeRisk({ hits: 5, n: 10 }, { hits: 0, n: 10 });
    expect(open.ratio).toBeUndefined();
    expect(open.high).toBeUndefined();
    expect(open.low).toBeGreaterThan(1);
    for (const none of [
      relativeRisk({ hits: 0, n: 9 }, { hits: 0, n: 9 }),
      relativeRisk({ hits: 0, n: 0 }, { hits: 3, n: 9 }),
    ])
      expect(none).toEqual({ low: 0 });
  });
  it("all of both", () => {
    const { ratio, low, high } = relativeRisk({ hits: 8, n: 8 }, { hits: 8, n: 8 });
    expect(ratio).toBe(1);
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(1);
  });
  it("Fisher: 3 of 4 against 1 of 4", () => {
    expect(equalRatesP({ hits: 3, n: 4 }, { hits: 1, n: 4 })).toBeCloseTo(34 / 70, 10);
    expect(equalRatesP({ hits: 1, n: 4 }, { hits: 3, n: 4 })).toBeCloseTo(34 / 70, 10);
    expect(equalRatesP({ hits: 0, n: 5 }, { hits: 0, n: 5 })).toBe(1);
    expect(equalRatesP({ hits: 900, n: 1000 }, { hits: 100, n: 100_000 })).toBeLessThan(1e-100);
  });
});

describe("simulated truth", () => {
  const runs = 3_000;
  const draw = (random: () => number, n: number, rate: number): Proportion => {
    let hits = 0;
    for (let i = 0; i < n; i++) if (random() < rate) hits++;
    return { hits, n };
  };
  it.each([
    [200, 0.2, 2_000, 0.05, 0.93],
    [40, 0.1, 400, 0.1, 0.93],
    [15, 0.4, 60, 0.1, 0.93],
    [12, 0.25, 1_000, 0.02, 0.93],
    // So few of both can only give a handful of intervals.
    [8, 0.5, 8, 0.5, 0.91],
  ])("the interval holds the true ratio: %d at %d, %d at %d", (n, rate, restN, restRate, floor) => {
    const random = seededRandom(n * 7 + restN);
    let held = 0;
    for (let run = 0; run < runs; run++) {
      const { low, high = Number.POSITIVE_INFINITY } = relativeRisk(
        draw(random, n, rate),
        draw(random, restN, restRate),
      );
      const truth = rate / restRate;
      if (low <= truth && truth <= high) held++;
    }
    expect(held / runs).toBeGreaterThan(floor);
    expect(held / runs).toBeLessThan(0.99);
  });
  it("the test refuses what is equal in no more than 5 %", () => {
    const random = seededRandom(5);
    let refused = 0;
    for (let run = 0; run < runs; run++)
      if (equalRatesP(draw(random, 30, 0.2), draw(random, 300, 0.2)) < 0.05) refused++;
    expect(refused / runs).toBeLessThanOrEqual(0.05);
  });
});
