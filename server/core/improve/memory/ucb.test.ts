import { expect, test } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { type ArmCounts, ucb1, ucb1Tuned } from "./ucb.ts";

type Index = (counts: ArmCounts, draws: number) => number;

/** Regret of one run, and how often each arm was drawn. */
function played(index: Index, means: readonly number[], draws: number, seed: number) {
  const random = seededRandom(seed);
  const counts = means.map(() => ({ n: 0, sum: 0, squares: 0 }));
  const best = Math.max(...means);
  let regret = 0;
  for (let t = 1; t <= draws; t++) {
    const indices = counts.map((one) => index(one, t - 1));
    const arm = indices.indexOf(Math.max(...indices));
    const reward = random() < means[arm]! ? 1 : 0;
    const own = counts[arm]!;
    counts[arm] = { n: own.n + 1, sum: own.sum + reward, squares: own.squares + reward };
    regret += best - means[arm]!;
  }
  return { regret, drawn: counts.map(({ n }) => n) };
}

/** Theorem 1 of the paper: 8 sum(ln n / gap) + (1 + pi^2 / 3) sum(gap). */
const bound = (means: readonly number[], draws: number): number => {
  const gaps = means.map((mean) => Math.max(...means) - mean).filter((gap) => gap > 0);
  return (
    8 * gaps.reduce((sum, gap) => sum + Math.log(draws) / gap, 0) +
    (1 + Math.PI ** 2 / 3) * gaps.reduce((sum, gap) => sum + gap, 0)
  );
};

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

test("worked examples", () => {
  expect(ucb1({ n: 4, sum: 3 }, 10)).toBeCloseTo(1.823, 3);
  expect(ucb1({ n: 0, sum: 0 }, 10)).toBe(Number.POSITIVE_INFINITY);
  // Variance 0.1875 and sqrt(2 * 2.303 / 4) = 1.073 are over a quarter: 0.75 + sqrt(0.576 * 0.25).
  expect(ucb1Tuned({ n: 4, sum: 3, squares: 3 }, 10)).toBeCloseTo(
    0.75 + Math.sqrt((Math.log(10) / 4) * 0.25),
    6,
  );
});

// Distributions 1, 2 and 11 of the paper (section 4), which reports that tuned UCB1 does better on all of them.
test.each([[[0.9, 0.6]], [[0.9, 0.8]], [[0.9, ...Array.from({ length: 9 }, () => 0.6)]]])(
  "regret over %j stays below the bound of the theorem, and the tuned one is lower",
  (means) => {
    const draws = 5_000;
    const seeds = Array.from({ length: 12 }, (_, i) => i + 1);
    const regretOf = (index: Index): number =>
      mean(seeds.map((seed) => played(index, means, draws, seed).regret));
    const [plain, tuned] = [regretOf(ucb1), regretOf(ucb1Tuned)];
    expect(plain).toBeLessThan(bound(means, draws));
    expect(tuned).toBeLessThan(plain);
    // The bound says no more than that it grows like ln n; drawing at random it would be a multiple.
    const random = draws * mean(means.map((one) => Math.max(...means) - one));
    expect(plain).toBeLessThan(random / 2);
  },
);

test("the best arm is drawn most", () => {
  for (const index of [ucb1, ucb1Tuned]) {
    const { drawn } = played(index, [0.3, 0.8, 0.5], 3_000, 5);
    expect(drawn.indexOf(Math.max(...drawn))).toBe(1);
    expect(drawn[1]!).toBeGreaterThan(2_400);
  }
});
