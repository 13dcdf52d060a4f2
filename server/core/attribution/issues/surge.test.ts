import { describe, expect, it } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { surgeIn } from "./surge.ts";

const all = Array.from({ length: 4_000 }, (_, i) => i);

/** Share of made-up behaviors in which a surge is told: `early` people anywhere, `late` more in the last quarter. */
function told(early: number, late: number): number {
  const runs = 400;
  const found = Array.from({ length: runs }, (_, run) => {
    const random = seededRandom(run + 1);
    return surgeIn(
      [
        ...Array.from({ length: early }, () => 4_000 * random()),
        ...Array.from({ length: late }, () => 3_000 + 1_000 * random()),
      ],
      all,
    );
  }).filter((one) => one !== undefined && one.p <= 0.05);
  return found.length / runs;
}

describe("more people hit than before", () => {
  it("is told by chance in about 5 of 100, and mostly where it is planted", () => {
    const [few, many, planted] = [told(12, 0), told(120, 0), told(30, 30)];
    console.log(
      `surge by chance: ${few}, ${many}; twice as many people in the last quarter as before: ${planted}`,
    );
    // 400 series: two standard errors are 2.2 per cent.
    expect(Math.max(few, many)).toBeLessThanOrEqual(0.072);
    expect(planted).toBeGreaterThan(0.9);
  });

  it("counts people on both sides, each of all conversations", () => {
    const hits = [100, 1_000, ...Array.from({ length: 20 }, (_, i) => 3_200 + 40 * i)];
    expect(surgeIn(hits, all)).toMatchObject({
      sinceMs: 3_200,
      before: { k: 2, n: 3_200 },
      after: { k: 20, n: 800 },
    });
    expect(surgeIn([1, 2, 3], all)).toBeUndefined();
    expect(surgeIn([], [])).toBeUndefined();
  });
});
