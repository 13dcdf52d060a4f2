import { expect, test } from "vitest";
import { emptySnapshot, type Snapshot } from "../snapshot.ts";
import { queuedTargets } from "./queued-targets.ts";

const measured = (passes: number, n: number): Snapshot =>
  ({
    ...emptySnapshot,
    evaluators: [{ name: "polite", trust: "trusted" }],
    prompts: [{ evaluators: [{ evaluator: "polite", passes, n }] }],
  }) as unknown as Snapshot;
const when = { below: 0.8, cases: 20 };
const target = { id: "polite" };

test("what falls below the threshold over enough cases waits", () => {
  expect(queuedTargets(measured(10, 40), when, []).map(({ says }) => says)).toEqual([
    "25 % pass (10 of 40 samples), below 80 %",
  ]);
  expect(queuedTargets(measured(5, 19), when, [])).toEqual([]);
  expect(queuedTargets(measured(32, 40), when, [])).toEqual([]);
});

test("after a search only what came since counts: the same failures are not paid for again", () => {
  const searched = [{ target, figures: { passes: 10, n: 40 } }];
  expect(queuedTargets(measured(10, 40), when, searched)).toEqual([]);
  expect(queuedTargets(measured(29, 60), when, searched)).toEqual([]);
  expect(queuedTargets(measured(20, 60), when, searched)[0]!.says).toContain(
    "of 20 since the last search 50 %",
  );
  // Of another definition of the evaluator there are fewer: they count whole.
  expect(queuedTargets(measured(5, 25), when, searched)).toHaveLength(1);
  // Nothing is known of the figures at that time.
  expect(queuedTargets(measured(10, 40), when, [{ target }])).toEqual([]);
});
