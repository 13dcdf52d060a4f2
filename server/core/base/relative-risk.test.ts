import { describe, expect, it } from "vitest";
import { seededRandom } from "./random.ts";
import { relativeRisk } from "./relative-risk.ts";
import { type Count, equalRatesP } from "./statistics.ts";

describe("hand-worked cases", () => {
  it("Koopman: 36 of 40 against 16 of 80", () => {
    const { ratio, low, high } = relativeRisk({ k: 36, n: 40 }, { k: 16, n: 80 });
    expect(ratio).toBeCloseTo(4.5, 10);
    expect(low).toBeCloseTo(2.94, 2);
    expect(high).toBeCloseTo(7.152, 2);
  });
  it("where a cell is empty the interval is open on that side", () => {
    expect(relativeRisk({ k: 0, n: 10 }, { k: 5, n: 10 })).toMatchObject({ ratio: 0, low: 0 });
    const open = relativeRisk({ k: 5, n: 10 }, { k: 0, n: 10 });
    expect(open.ratio).toBeUndefined();
    expect(open.high).toBeUndefined();
    expect(open.low).toBeGreaterThan(1);
    for (const none of [
      relativeRisk({ k: 0, n: 9 }, { k: 0, n: 9 }),
      relativeRisk({ k: 0, n: 0 }, { k: 3, n: 9 }),
    ])
      expect(none).toEqual({ low: 0 });
  });
  it("all of both", () => {
    const { ratio, low, high } = relativeRisk({ k: 8, n: 8 }, { k: 8, n: 8 });
    expect(ratio).toBe(1);
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(1);
  });
  it("Fisher: 3 of 4 against 1 of 4", () => {
    expect(equalRatesP({ k: 3, n: 4 }, { k: 1, n: 4 })).toBeCloseTo(34 / 70, 10);
    expect(equalRatesP({ k: 1, n: 4 }, { k: 3, n: 4 })).toBeCloseTo(34 / 70, 10);
    expect(equalRatesP({ k: 0, n: 5 }, { k: 0, n: 5 })).toBe(1);
    expect(equalRatesP({ k: 900, n: 1000 }, { k: 100, n: 100_000 })).toBeLessThan(1e-100);
  });
});

describe("simulated truth", () => {
  const runs = 3_000;
  const draw = (random: () => number, n: number, rate: number): Count => {
    let hits = 0;
    for (let i = 0; i < n; i++) if (random() < rate) hits++;
    return { k: hits, n };
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
