import { expect, test } from "vitest";
import { behaviorHoles, coveredBehaviors, judgesTold, unseenText } from "./behavior-coverage.ts";
import { emptySnapshot, type Snapshot } from "./snapshot.ts";

const said = (evaluator: string, failed: number, n: number) => ({ evaluator, failed, n, low: 0, high: 1 });
const judged = (
  id: string,
  conversations: number,
  by: number,
  trusted: number,
  evaluators: object[] = [],
) => ({
  ...{ id, conversations, judged: by, trusted, recorded: conversations, evaluators },
});
const behavior = (id: string, more: object = {}) => ({
  ...{ id, name: `to ${id}`, share: 0.25, prompts: ["a.md"], issues: [], ...more },
});
const snapshot = {
  ...emptySnapshot,
  evaluators: [
    { name: "solved", scope: "conversation", trust: "declared" },
    { name: "brief", scope: "turn", trust: "untested" },
  ],
  behaviors: [
    behavior("travel"),
    behavior("eat"),
    behavior("pay", { prompts: ["b.md"] }),
    behavior("sleep"),
    behavior("test", { decision: { muted: { reason: "ours" } } }),
  ],
  behaviorCoverage: {
    waiting: 3,
    behaviors: [
      judged("travel", 100, 100, 90, [said("solved", 2, 100), said("brief", 30, 90)]),
      judged("eat", 50, 24, 0),
      judged("pay", 200, 180, 99),
      judged("sleep", 30, 0, 0),
      judged("test", 900, 0, 0),
    ],
    unseen: [
      { signal: "user-gives-up", n: 30, seen: 2, low: 0.018, high: 0.213, of: 100, behaviorId: "travel" },
      { signal: "tool-error", n: 40, seen: 0, low: 0, high: 0.09, of: 380 },
      { signal: "tool-error", n: 40, seen: 0, low: 0, high: 0.09, of: 900, behaviorId: "test" },
    ],
  },
} as unknown as Snapshot;

test("behaviors that fewer than half are judged of, by conversations that nobody judged; muted ones left out", () => {
  const found = coveredBehaviors(snapshot)!;
  expect(found.behaviors.map(({ id, hole }) => [id, hole])).toEqual([
    ["pay", "not-trusted"],
    ["travel", undefined],
    ["eat", "not-judged"],
    ["sleep", "not-judged"],
  ]);
  expect(behaviorHoles(found, "not-judged").map(({ id }) => id)).toEqual(["sleep", "eat"]);
  expect(found).toMatchObject({ conversations: 380, judged: 304, trusted: 189, recorded: 380, waiting: 3 });
});

test("who judges a behavior, those that fail most first, with how far they are trusted", () => {
  const told = judgesTold(coveredBehaviors(snapshot)!.behaviors, snapshot);
  const travel = told.find(({ id }) => id === "travel")!;
  expect(travel.evaluators.map(({ evaluator, failed, trust }) => [evaluator, failed, trust])).toEqual([
    ["brief", 30, "untested"],
    ["solved", 2, "declared"],
  ]);
});

test("failures that nobody sees are told with their numbers", () => {
  expect(coveredBehaviors(snapshot)!.unseen.map(unseenText)).toEqual([
    "in 30 of 100 conversations of “to travel” people give up: evaluators fail 2 of these (7 %; 95 % interval 2 to 21 %)",
    "in 40 of 380 conversations a tool fails: evaluators fail none of these (0 %; 95 % interval 0 to 9 %)",
  ]);
});

test("of one prompt, those that it answered; without a search, or from a baseline, nothing is said", () => {
  const found = coveredBehaviors(snapshot, "b.md")!;
  expect(found.behaviors.map(({ id }) => id)).toEqual(["pay"]);
  expect(found.unseen).toEqual([]);
  expect(coveredBehaviors({ ...snapshot, behaviors: [] })).toBeUndefined();
  const { behaviorCoverage: _, ...baseline } = snapshot;
  expect(coveredBehaviors(baseline)).toBeUndefined();
});
