import { describe, expect, it } from "vitest";
import { monteCarloP } from "./monte-carlo.ts";
import { seededRandom } from "./random.ts";

describe("a p value from draws", () => {
  it("stops at the tenth draw that is as extreme, else counts to the end", () => {
    let draws = 0;
    expect(monteCarloP(1, () => (++draws % 4 === 0 ? 1 : 0), { most: 999 })).toBe(0.25);
    expect(draws).toBe(40);
    expect(monteCarloP(2, () => 1, { most: 99 })).toBe(0.01);
  });

  it("is even under the null hypothesis: at most 5 of 100 below 0.05, at most 20 below 0.2", () => {
    const random = seededRandom(5);
    const ps = Array.from({ length: 4_000 }, () => monteCarloP(random(), random, { most: 199 }));
    const below = (limit: number): number => ps.filter((p) => p <= limit).length / ps.length;
    expect(below(0.05)).toBeLessThan(0.058);
    expect(below(0.05)).toBeGreaterThan(0.035);
    expect(below(0.2)).toBeLessThan(0.215);
  });
});
