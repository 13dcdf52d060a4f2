import { describe, expect, it } from "vitest";
import { expectedMarked, marksAboveP } from "./mantel-haenszel.ts";
import { seededRandom } from "./random.ts";

describe("marked ones drawn from several strata", () => {
  it("of one stratum it is Fisher's exact test", () => {
    expect(marksAboveP([{ n: 6, marked: 3, drawn: 3 }], 3)).toBeCloseTo(0.05, 10);
    expect(marksAboveP([{ n: 6, marked: 3, drawn: 3 }], 0)).toBeCloseTo(1, 10);
    expect(expectedMarked([{ n: 6, marked: 3, drawn: 3 }])).toBe(1.5);
  });

  it("of two it is all the ways to come to that sum", () => {
    // One of two, and one of four: both with 1/2 * 1/4.
    const strata = [
      { n: 2, marked: 1, drawn: 1 },
      { n: 4, marked: 1, drawn: 1 },
    ];
    expect(marksAboveP(strata, 2)).toBeCloseTo(1 / 8, 10);
    expect(marksAboveP(strata, 1)).toBeCloseTo(1 - (1 / 2) * (3 / 4), 10);
  });

  it("the exact and the normal value meet where it goes over", () => {
    const strata = (drawn: number) => [
      { n: 2_000, marked: 400, drawn },
      { n: 1_000, marked: 500, drawn: 100 },
    ];
    const [exact, normal] = [marksAboveP(strata(200), 105), marksAboveP(strata(201), 105)];
    expect(Math.abs(Math.log(exact / normal))).toBeLessThan(0.15);
  });

  it("is below 5 % in about 5 % of draws by chance, also where hardly anything is marked", () => {
    const random = seededRandom(3);
    const draws = Array.from({ length: 4_000 }, () => {
      const strata = [0.02, 0.05, 0.3].map((rate) => {
        const marks = Array.from({ length: 100 }, () => random() < rate);
        return {
          n: 100,
          marked: marks.filter(Boolean).length,
          drawn: 10,
          hits: marks.slice(0, 10).filter(Boolean).length,
        };
      });
      return marksAboveP(
        strata,
        strata.reduce((sum, { hits }) => sum + hits, 0),
      );
    });
    const share = draws.filter((p) => p < 0.05).length / draws.length;
    expect(share).toBeLessThan(0.055);
    expect(share).toBeGreaterThan(0.02);
  });
});
