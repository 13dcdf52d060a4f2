import { describe, expect, it } from "vitest";
import { type AgreementTable, agreementOf, cohensKappa, fewestClusters, type Kappa } from "./agreement.ts";
import { seededRandom } from "./random.ts";

const table = (bothFail: number, onlyFirstFails: number, onlySecondFails: number, bothPass: number) => ({
  bothFail,
  onlyFirstFails,
  onlySecondFails,
  bothPass,
});
const width = ({ low, high }: Kappa): number => high! - low!;
/** Each sample in a cluster of its own. */
const alone = (sum: AgreementTable): AgreementTable[] => [
  ...Array.from({ length: sum.bothFail }, () => table(1, 0, 0, 0)),
  ...Array.from({ length: sum.onlyFirstFails }, () => table(0, 1, 0, 0)),
  ...Array.from({ length: sum.onlySecondFails }, () => table(0, 0, 1, 0)),
  ...Array.from({ length: sum.bothPass }, () => table(0, 0, 0, 1)),
];

describe("hand-worked cases", () => {
  it("20, 5, 10, 15: agreement 35 of 50, by chance a half, kappa 0.4", () => {
    const { rate, precision, recall, f1, kappa } = agreementOf(alone(table(20, 5, 10, 15)));
    expect(rate).toMatchObject({ passes: 35, n: 50 });
    expect(precision).toMatchObject({ passes: 20, n: 25 });
    expect(recall).toMatchObject({ passes: 20, n: 30 });
    expect(f1).toBeCloseTo(40 / 55, 12);
    expect(kappa!.value).toBeCloseTo(0.4, 12);
    expect(kappa!.low).toBeCloseTo(0.1384, 4);
    expect(kappa!.high).toBeCloseTo(0.6308, 4);
  });
  it("Fleiss, Cohen and Everitt's variance in a large table: 0.4 with a standard error of 1.28/sqrt(n)", () => {
    // At equal margins of 0.5 the variance is (1 - kappa^2) / n: 1.96 * sqrt(0.84 / 10000) = 0.018.
    const kappa = cohensKappa(alone(table(3500, 1500, 1500, 3500)))!;
    expect(kappa.value).toBeCloseTo(0.4, 12);
    expect(width(kappa)).toBeCloseTo(2 * 1.959964 * Math.sqrt(0.84 / 10_000), 4);
  });
  it("all alike is 1, the contrary -1, and no chance to differ gives none", () => {
    expect(cohensKappa(alone(table(10, 0, 0, 10)))).toMatchObject({ value: 1, high: 1 });
    expect(cohensKappa(alone(table(10, 0, 0, 10)))!.low).toBeGreaterThan(0.6);
    expect(cohensKappa(alone(table(0, 10, 10, 0)))).toMatchObject({ value: -1, low: -1 });
    expect(cohensKappa(alone(table(0, 0, 0, 10)))).toBeUndefined();
    expect(cohensKappa([])).toBeUndefined();
    const nothing = agreementOf([]);
    expect(nothing.rate.n).toBe(0);
    expect(nothing.f1).toBeUndefined();
  });
  it("the same sample twice is worth one", () => {
    const once = cohensKappa(alone(table(8, 3, 2, 9)))!;
    const twice = cohensKappa(
      alone(table(8, 3, 2, 9)).map((one) =>
        table(2 * one.bothFail, 2 * one.onlyFirstFails, 2 * one.onlySecondFails, 2 * one.bothPass),
      ),
    )!;
    expect(twice.value).toBeCloseTo(once.value, 12);
    expect(width(twice)).toBeGreaterThan(0.98 * width(once));
  });
  it("a handful of clusters that repeat gives no interval; so few samples that stand alone do", () => {
    const tasks = (count: number): AgreementTable[] => Array.from({ length: count }, () => table(4, 1, 1, 4));
    for (const few of [1, 2, 4, fewestClusters - 1])
      expect(cohensKappa(tasks(few))).toEqual({ value: expect.closeTo(0.6, 12) });
    expect(width(cohensKappa(tasks(fewestClusters))!)).toBeGreaterThan(0);
    expect(width(cohensKappa(alone(table(1, 1, 0, 1)))!)).toBeGreaterThan(1);
  });
});

describe("simulated truth", () => {
  const runs = 2_000;
  /** The shares of the cells where both raters fail these shares and agree by `kappa`. */
  const cellsOf = (first: number, second: number, kappa: number): number[] => {
    const byChance = first * second + (1 - first) * (1 - second);
    const beyond = (kappa * (1 - byChance)) / 2;
    return [
      first * second + beyond,
      first * (1 - second) - beyond,
      (1 - first) * second - beyond,
      (1 - first) * (1 - second) + beyond,
    ];
  };
  const draw = (random: () => number, shares: readonly number[]): number => {
    let rest = random();
    let cell = 0;
    while (cell < 3 && rest >= shares[cell]!) rest -= shares[cell++]!;
    return cell;
  };
  const one = (cell: number): AgreementTable =>
    table(cell === 0 ? 1 : 0, cell === 1 ? 1 : 0, cell === 2 ? 1 : 0, cell === 3 ? 1 : 0);
  const held = (kappa: number, seed: number, study: (random: () => number) => AgreementTable[]): number => {
    const random = seededRandom(seed);
    let inside = 0;
    for (let run = 0; run < runs; run++) {
      const found = cohensKappa(study(random));
      if (!found || (found.low! <= kappa && kappa <= found.high!)) inside++;
    }
    return inside / runs;
  };

  it.each([
    [20, 0.5, 0.5, 0.6],
    [20, 0.1, 0.1, 0.5],
    [50, 0.3, 0.3, 0.4],
    [50, 0.08, 0.3, 0.15],
    [50, 0.3, 0.3, 0.85],
    [50, 0.54, 0.08, 0.08],
    [100, 0.1, 0.15, 0.75],
    [200, 0.3, 0.3, 0],
  ])("the interval holds the true kappa: %d samples, %d and %d fail, kappa %d", (n, first, second, kappa) => {
    const shares = cellsOf(first, second, kappa);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    const share = held(kappa, n * 31 + kappa * 100, (random) =>
      Array.from({ length: n }, () => one(draw(random, shares))),
    );
    expect(share).toBeGreaterThan(0.92);
    expect(share).toBeLessThan(n < 50 ? 0.995 : 0.98);
  });

  it.each([
    [50, 4, 0.4, 0.3, 0.3, 0.5],
    [25, 8, 0.4, 0.5, 0.4, 0.4],
    [60, 3, 1, 0.3, 0.4, 0.2],
    [40, 5, 0, 0.3, 0.3, 0.4],
    [20, 20, 0.4, 0.4, 0.4, 0.5],
  ])(
    "and where samples repeat: %d tasks of %d trials that are alike by %d",
    (tasks, trials, alike, first, second, kappa) => {
      const shares = cellsOf(first, second, kappa);
      const share = held(kappa, tasks * 7 + trials, (random) =>
        Array.from({ length: tasks }, () => {
          const common = draw(random, shares);
          const sum = [0, 0, 0, 0];
          for (let i = 0; i < trials; i++)
            sum[random() < Math.sqrt(alike) ? common : draw(random, shares)]!++;
          return table(sum[0]!, sum[1]!, sum[2]!, sum[3]!);
        }),
      );
      expect(share).toBeGreaterThan(0.92);
      expect(share).toBeLessThan(0.985);
    },
  );
});
