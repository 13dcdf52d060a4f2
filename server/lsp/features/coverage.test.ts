import { expect, test } from "vitest";
import { emptySnapshot, type Snapshot } from "../../core/index.ts";
import { coverageItem } from "./coverage.ts";

/** Behaviors by evaluators, the later the less traffic; every second one is judged by nobody. */
function snapshotOf(behaviors: number, evaluators: number): Snapshot {
  const said = Array.from({ length: evaluators }, (_, j) => ({
    ...{ evaluator: `checks thing number ${j}`, failed: j % 17, n: 50, low: 0.1, high: 0.3 },
  }));
  const ids = Array.from({ length: behaviors }, (_, i) => `b${i}`);
  return {
    ...emptySnapshot,
    behaviors: ids.map((id) => ({ id, name: `asks for ${id}`, share: 0.01, prompts: ["a.md"] })),
    evaluators: said.map(({ evaluator: name }) => ({ name, scope: "turn", trust: "untested" })),
    behaviorCoverage: {
      ...{ waiting: 0, unseen: [] },
      behaviors: ids.map((id, i) => ({
        ...{ id, conversations: 1_000 - i, judged: i % 2 === 0 ? 900 : 0, trusted: 0, recorded: 0 },
        evaluators: i % 2 === 0 ? said : [],
      })),
    },
  } as unknown as Snapshot;
}

test("of many behaviors the first by traffic are there and the first holes, and all are counted", () => {
  const item = coverageItem(snapshotOf(700, 20))!;
  expect(item.notJudged).toBe(350);
  expect(item.behaviors.length + item.moreBehaviors).toBe(700);
  const ids = new Set(item.behaviors.map(({ id }) => id));
  for (let i = 0; i < 200; i++) expect(ids).toContain(`b${i}`);
  expect(item.behaviors[0]).toMatchObject({ id: "b1", hole: "not-judged" });
  expect(item.behaviors.findLastIndex(({ hole }) => hole === "not-judged")).toBeLessThan(
    item.behaviors.findIndex(({ hole }) => hole !== "not-judged"),
  );
  expect(item).toMatchObject({ moreEvaluators: 9, evaluators: { length: 11 } });
});
