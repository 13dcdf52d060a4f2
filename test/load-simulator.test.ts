import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { interactingLines } from "./bench/support/gepa-sim/interacting-lines.ts";
import { faultsOf, loadSimulator } from "./bench/support/gepa-sim/load-simulator.ts";
import { productSearch, runVariant } from "./bench/support/gepa-sim/run-variant.ts";
import type { Simulator } from "./bench/support/gepa-sim/simulator.ts";

const folder = mkdtempSync(join(tmpdir(), "homeostat-simulator-"));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const example = (): string =>
  readFileSync(join(import.meta.dirname, "bench/support/gepa-sim/README.md"), "utf8").match(
    /```js\n([\s\S]*?)```/,
  )![1]!;

describe("a simulator of somebody else's", () => {
  it("is what the README's example is, and the search solves it", async () => {
    const simulator = await loadSimulator(written("shoes.mjs", example()));
    const { hit, test } = await runVariant(simulator, simulator.variants![0]!, 1, productSearch);
    expect([hit, test]).toEqual([true, 1]);
  });

  it("is refused with what it lacks", async () => {
    const file = written("half.mjs", example().replace("export const reflect", "const reflect"));
    await expect(loadSimulator(file)).rejects.toThrow(
      /half\.mjs is no simulator: it exports no reflect\..*README/,
    );
    await expect(loadSimulator(written("none.mjs", "export {}"))).rejects.toThrow(
      /no PHRASES; .*no passRate/,
    );
  });

  const but = (change: Partial<Record<keyof Simulator, unknown>>): string[] =>
    faultsOf({ ...interactingLines, ...change } as unknown as Simulator);

  it("is refused where what it gives cannot be used", () => {
    expect(but({})).toEqual([]);
    expect(but({ runCase: () => 0.5 })).toEqual([
      "runCase gives no [score, missing, [phrase or null, line][]]",
    ]);
    expect(but({ reflect: () => Promise.resolve("") })).toEqual(["reflect gives no text"]);
    expect(but({ makeCases: () => [] })).toEqual(["makeCases(1, 'val', 2) gives no two cases"]);
    const broken = () => [].map((one: string) => one).at(0)!.length;
    expect(but({ maskOf: broken })[0]).toMatch(/^it fails on its own base: Cannot read/);
    expect(but({ sizes: 40 })).toEqual(["its sizes is of another type"]);
    expect(but({ BASE: ["a"], variants: [{ name: "two", mode: "frac", noise: 0, modules: 2 }] })).toEqual([
      "BASE has fewer texts than there are modules (2)",
    ]);
  });

  it("may have masks of any kind, as many modules as it likes, and the same ids in every split", async () => {
    const words = ["alpha", "beta", "gamma", "delta", "epsilon"];
    const simulator: Simulator<{ id: string; needs: number }, { has: boolean[] }> = {
      ...{ PHRASES: words, BASE: words.map((_, m) => `Module ${m}.`) },
      makeCases: (seed, split, n) =>
        Array.from({ length: n }, (_, c) => ({ id: `${c}`, needs: (c + seed + split.length) % 5 })),
      maskOf: (texts) => ({ has: words.map((word, k) => texts[4 - k]!.includes(word)) }),
      runCase: (_, { needs }, { has }) =>
        has[needs] ? [1, [], []] : [0, [needs], [[needs, `No ${words[needs]}.`]]],
      reflect: (_seed, _n, current, named) => [current, ...named].join("\n"),
      passRate: ({ has }, cases) => cases.filter(({ needs }) => has[needs]).length / cases.length,
      ownerOf: (k) => 4 - k,
      variants: [{ name: "five", mode: "pass", noise: 0, modules: 5 }],
    };
    expect(faultsOf(simulator)).toEqual([]);
    expect(await runVariant(simulator, simulator.variants![0]!, 3, productSearch)).toMatchObject({
      hit: true,
      test: 1,
    });
  });
});
