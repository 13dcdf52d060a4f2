import { expect, test } from "vitest";
import { evaluatorCoverage, idleText } from "./evaluator-coverage.ts";
import { emptySnapshot, type Snapshot } from "./snapshot.ts";

const instruction = (key: string, exercised: number, evaluators: string[] = [], kind = "always") => ({
  ...{ key, text: `Do ${key}.`, kind, evaluators, figures: [], behaviors: [], versions: ["v"] },
  ...{ failing: 0, exercised, held: 100 },
});
const figure = (evaluator: string, passes: number, n: number, unknown = 0, clusters = n) => ({
  ...{ evaluator, passes, n, unknown, clusters, rate: n ? passes / n : 0, low: 0, high: 1, effectiveN: n },
  ...{ trust: "untested", pError: 1, pWarning: 1, failing: [], failingConversations: 0, linked: false },
});
const snapshot = {
  ...emptySnapshot,
  evaluators: ["fine", "idle", "blind", "easy", "young", "other"].map((name) => ({
    name,
    scope: "turn",
    trust: "untested",
  })),
  prompts: [
    {
      ...{ name: "a", file: "a.md", conversations: { matched: 100, ambiguous: 0, unmatched: 0 } },
      versions: [{ version: "v", conversations: 100, keys: ["rare", "often", "tested", "story"] }],
      instructions: [
        instruction("rare", 3),
        instruction("often", 90),
        instruction("tested", 100, ["fine"]),
        instruction("story", 100, [], "context"),
        instruction("gone", 100),
      ],
      evaluators: [
        figure("fine", 50, 100),
        figure("idle", 0, 0),
        figure("blind", 0, 0, 40),
        figure("easy", 150, 150, 0, 60),
        figure("young", 300, 300, 0, 59),
      ],
    },
  ],
} as unknown as Snapshot;

test("holes come by traffic, in the newest version, and only of lines that direct", () => {
  const { directives, covered, holes } = evaluatorCoverage(snapshot);
  expect([directives, covered]).toEqual([3, 1]);
  expect(holes.map(({ text, exercised }) => [text, exercised])).toEqual([
    ["Do often.", 90],
    ["Do rare.", 3],
  ]);
});

test("evaluators that say nothing, where there is enough to say so", () => {
  const { idle } = evaluatorCoverage(snapshot);
  expect(idle.map(({ name, why }) => [name, why])).toEqual([
    ["idle", "never-applies"],
    ["blind", "always-unknown"],
    ["easy", "never-fails"],
  ]);
  expect(idle.map(idleText)[2]).toBe(
    "passed all 150 samples of 60 conversations or tasks: fewer than 5 in 100 of those have a failure, or it sees none",
  );
});

test("another prompt's lines and evaluators are left out", () => {
  expect(evaluatorCoverage(snapshot, "b.md")).toEqual({ directives: 0, covered: 0, holes: [], idle: [] });
});
