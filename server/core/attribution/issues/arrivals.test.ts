import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { arrivalOf } from "./arrivals.ts";

const dayMs = 86_400_000;
const all = Array.from({ length: 1_000 }, (_, i) => (i / 1_000) * 60 * dayMs);
const on = (...days: number[]): number[] => days.map((day) => day * dayMs);

describe("what is new", () => {
  it("came late, when most of the rest had been", () => {
    const arrival = arrivalOf(on(58, 52, 53, 54, 55, 56, 57, 59), all)!;
    expect(arrival).toMatchObject({ sinceMs: 52 * dayMs, people: 8, older: 0, volumeBefore: 867 });
    expect(arrival.p).toBeCloseTo((1 - 0.867) ** 8, 10);
  });

  it("one of twenty may be a stray, and is told", () => {
    const late = Array.from({ length: 20 }, (_, i) => (50 + i / 2.5) * dayMs);
    expect(arrivalOf([3 * dayMs, ...late], all)).toMatchObject({ older: 1, people: 20, sinceMs: 50 * dayMs });
    expect(arrivalOf([3 * dayMs, 9 * dayMs, ...late], all)).toBeUndefined();
  });

  it("is nothing that came in the middle, of two people, at the beginning of all, or where no time passes", () => {
    expect(arrivalOf(on(40, 50, 55, 56), all)).toBeUndefined();
    expect(arrivalOf(on(58, 59), all)).toBeUndefined();
    expect(arrivalOf(on(58, 58, 59), on(0, 57, 58, 59, 60))).toBeUndefined();
    expect(arrivalOf(on(1, 1, 1), on(1, 1, 1))).toBeUndefined();
    expect(arrivalOf([], [])).toBeUndefined();
  });

  it("is told by chance in fewer than 5 of 100 that are as old as the rest, with power where it is planted", () => {
    const share = (days: number, n: number): number => {
      const random = seededRandom(days * 31 + n);
      const found = Array.from({ length: 2_000 }, () =>
        arrivalOf(
          Array.from({ length: n }, () => (60 - days * random()) * dayMs),
          all,
        ),
      ).filter((one) => one !== undefined && one.p <= 0.05);
      return found.length / 2_000;
    };
    const old = [3, 5, 12, 40].map((n) => share(60, n));
    const young = [5, 12, 40].map((n) => share(10, n));
    console.log(
      `new by chance, of 3, 5, 12, 40 people: ${old.join(", ")}; of the last ten days: ${young.join(", ")}`,
    );
    for (const rate of old) expect(rate).toBeLessThanOrEqual(0.05);
    for (const rate of young) expect(rate).toBeGreaterThan(0.95);
  });
});
