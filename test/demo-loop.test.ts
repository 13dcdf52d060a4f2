import { cp, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjustedRandIndex } from "../server/core/behaviors/index.ts";
import { type Host, openHost, type Snapshot } from "../server/core/index.ts";
import { Store } from "../server/core/store/index.ts";
import { tempFolder } from "./support/temp-folder.ts";

interface Counts {
  readonly pass: number;
  readonly fail: number;
}

interface Truth {
  readonly evaluators: readonly {
    readonly evaluator: string;
    readonly prompt?: string;
    readonly instruction?: string;
    readonly all: Counts;
    readonly current: Counts;
  }[];
  readonly intents: Readonly<Record<string, string>>;
}

/** The line of this evaluator changed within the demo's time: its figure is that of the present text alone. */
const changedLine = "ends-with-one-question";

const folder = tempFolder();
let root: string;
let host: Host;
let snapshot: Snapshot;
let truth: Truth;

beforeAll(async () => {
  root = folder.path;
  await cp(resolve(__dirname, "..", "media", "demo"), root, { recursive: true });
  truth = JSON.parse(await readFile(resolve(__dirname, "support", "demo-truth.json"), "utf8"));
  host = await openHost({ root, trusted: false });
  await host.importConversations(["conversations"], undefined);
  await host.evaluate();
  await host.findBehaviors();
  snapshot = await host.snapshot();
});
afterAll(async () => {
  await host.close();
  folder.remove();
});

describe("the whole loop on the demo, against what its generator planted", () => {
  it("matches every conversation to one prompt", () => {
    expect(snapshot.totals).toMatchObject({ conversations: 488, unmatched: 0 });
    expect(snapshot.prompts.map(({ conversations }) => conversations.ambiguous)).toEqual([0, 0, 0, 0]);
  });

  it("gives every evaluator the planted counts, over all prompts", () => {
    for (const { evaluator, all } of truth.evaluators) {
      const figures = snapshot.prompts.flatMap((prompt) =>
        prompt.evaluators.filter((one) => one.evaluator === evaluator),
      );
      const passes = figures.reduce((sum, { passes: k }) => sum + k, 0);
      const n = figures.reduce((sum, { n: judged }) => sum + judged, 0);
      expect({ evaluator, pass: passes, fail: n - passes }).toEqual({ evaluator, ...all });
    }
  });

  it("carries them to the lines that they are about", () => {
    const linked = truth.evaluators.filter(({ instruction }) => instruction);
    expect(linked.length).toBe(11);
    for (const { evaluator, prompt, instruction, all, current } of linked) {
      const { instructions } = snapshot.prompts.find(({ name }) => name === prompt)!;
      const figure = instructions
        .find(({ text }) => text.includes(instruction!))
        ?.figures.find((one) => one.evaluator === evaluator);
      const { pass, fail } = evaluator === changedLine ? current : all;
      expect({ evaluator, passes: figure?.passes, n: figure?.n }).toEqual({
        evaluator,
        passes: pass,
        n: pass + fail,
      });
    }
  });

  it("finds behaviors that agree with the planted intents", async () => {
    const { conversations } = await host.conversations({ limit: 1000 });
    const number = (names: readonly string[]): number[] => {
      const known = [...new Set(names)];
      return names.map((name) => known.indexOf(name));
    };
    const planted = number(conversations.map(({ id }) => truth.intents[id]!));
    const store = await Store.open(join(root, ".homeostat"));
    // What a conversation opens with has its id.
    const placed = new Map(
      (await store.tables.requests.read({ columns: ["id", "behaviorId"] })).map((one) => [
        one.id,
        one.behaviorId,
      ]),
    );
    store.close();
    const found = number(conversations.map(({ id }) => placed.get(id) ?? id));
    expect(adjustedRandIndex(planted, found)).toBeGreaterThan(0.6);
    expect(snapshot.behaviors.length).toBeGreaterThan(14);
    expect(snapshot.behaviors.length).toBeLessThan(40);
  });
});
