import { describe, expect, it } from "vitest";
import { gepaLoop } from "./bench/support/gepa-sim/gepa-loop.ts";
import { hiddenRequirements, requirementSimulator } from "./bench/support/gepa-sim/hidden-requirements.ts";
import { interactingLines } from "./bench/support/gepa-sim/interacting-lines.ts";
import { fnv1a, Rng } from "./bench/support/gepa-sim/rng.ts";
import { type Optimizer, productSearch, runVariant, variants } from "./bench/support/gepa-sim/run-variant.ts";
import type { Simulator } from "./bench/support/gepa-sim/simulator.ts";

const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length / 2) - 1]!;
const runs = async (simulator: Simulator, name: string, optimizer: Optimizer, seeds: number) => {
  const variant = variants.find((one) => one.name === name)!;
  const results = [];
  for (let seed = 1; seed <= seeds; seed++)
    results.push(await runVariant(simulator, variant, seed, optimizer));
  return results;
};

describe("the hidden requirements", () => {
  it("draw what their specification says", () => {
    expect(fnv1a("1|x")).toBe(666156680);
    const rng = new Rng("1|x");
    expect([0, 1, 2, 3].map(() => rng.u32())).toEqual([76025985, 2306923654, 541815019, 3638161280]);
    expect(hiddenRequirements.makeCases(1, "train", 5).map(({ req }) => req)).toEqual([
      [3, 0, 10],
      [11, 0, 9, 1],
      [7, 5, 11, 8],
      [11, 8],
      [3, 8],
    ]);
  });

  it("score and complain as it says, over all validation cases of ten seeds", () => {
    let sum = "";
    for (let seed = 1; seed <= 10; seed++)
      for (const one of hiddenRequirements.makeCases(seed, "val", 40))
        for (const mask of [0, 1365, 2730, 4095]) {
          const [score, missing, feedback] = hiddenRequirements.runCase(seed, one, mask, "pass", 0.05);
          const lines = feedback.map(([, line]) => line).join("|");
          sum = String(fnv1a(`${sum}${score}${missing.join(",")}${lines}`));
        }
    expect(Number(sum)).toBe(2381593530);
  });

  it("see a phrase in the text that owns it alone", () => {
    const { maskOf, PHRASES } = hiddenRequirements;
    expect(maskOf([PHRASES.join("\n")])).toBe(4095);
    expect(maskOf([PHRASES[6]!, PHRASES[0]!], 2)).toBe(0);
    expect(maskOf([PHRASES[0]!, PHRASES[6]!], 2)).toBe(1 + 2 ** 6);
  });
});

describe("the lines that act on each other", () => {
  const { runCase, passRate } = interactingLines;
  const mask = (...lines: number[]): number => lines.reduce((sum, k) => sum + 2 ** k, 0);
  const score = (lines: number[], kind: "x" | "y" | "z", req: number[]): number =>
    runCase(1, { id: "case", kind, req }, mask(...lines), "frac", 0)[0];

  it("help alone, in other words, or only in company; harm alone or in company; and cost when there are many", () => {
    expect(score([0], "x", [0])).toBe(1);
    expect(score([9], "x", [0])).toBe(1);
    expect(score([8], "z", [8])).toBe(0);
    expect(score([7, 8], "z", [8])).toBe(1);
    expect(score([0, 12], "x", [0])).toBe(0.5);
    expect(score([0, 12], "y", [0])).toBe(1);
    expect(score([4, 15], "x", [4])).toBe(1);
    expect(score([4, 6, 15], "x", [4])).toBe(0.5);
    expect(score([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "x", [0])).toBeCloseTo(0.99);
    expect(passRate(mask(0, 12), [{ id: "case", kind: "x", req: [0] }])).toBe(0);
  });
});

describe("the search against GEPA's own loop", () => {
  it.each([
    ["A", 550, 12],
    ["B", 704, 46],
    ["C", 752, 19],
    ["D", 600, 16],
  ])(
    "finds all of %s for less than half of %d metric calls and no more than %d reflections",
    async (name, calls, reflections) => {
      const results = await runs(hiddenRequirements, name, productSearch, 12);
      expect(results.filter(({ hit }) => hit)).toHaveLength(12);
      expect(medianOf(results.map(({ metricCalls }) => metricCalls))).toBeLessThan(calls / 2);
      expect(medianOf(results.map((one) => one.reflections))).toBeLessThanOrEqual(reflections);
    },
  );

  it("whose loop takes here what it takes elsewhere", async () => {
    const results = await runs(hiddenRequirements, "A", gepaLoop, 40);
    expect(results.every(({ hit }) => hit)).toBe(true);
    expect(Math.abs(medianOf(results.map(({ metricCalls }) => metricCalls)) - 550)).toBeLessThan(60);
  });

  it("holds where lines act on each other", async () => {
    for (const { name } of variants) {
      const results = await runs(interactingLines, name, productSearch, 8);
      expect(results.every(({ hit }) => hit)).toBe(true);
    }
  });

  it("without feedback ends, with nothing worse than the base", async () => {
    const results = await runs(requirementSimulator({ wording: "none" }), "A", productSearch, 2);
    for (const { why, test, base } of results) {
      expect(why).toBe("nothing proposed");
      expect(test).toBeGreaterThanOrEqual(base);
    }
  });
});
