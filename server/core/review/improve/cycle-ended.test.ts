import { expect, test } from "vitest";
import type { GateOutcome } from "../../improve/index.ts";
import { emptySnapshot, type Snapshot } from "../snapshot.ts";
import { cycleEndedText } from "./cycle-ended.ts";
import { cycleProgressText } from "./cycle-progress.ts";
import { failingTargets } from "./improve-targets.ts";

test("how far a cycle is, in words", () => {
  const spent = { calls: 41, mostCalls: 500 };
  expect(cycleProgressText({ reflections: 0, ...spent })).toBe("seeing what fails; 41 of 500 calls");
  expect(cycleProgressText({ reflections: 3, ...spent, usd: 0.123 })).toBe(
    "reflection 3; 41 of 500 calls, $0.12",
  );
  expect(cycleProgressText({ reflections: 3, ...spent, gate: { done: 12, total: 40 } })).toBe(
    "at the gate, 12 of 40 runs; 41 of 500 calls",
  );
});

test("how it ended: what speaks against the best edit, and what it would take", () => {
  const needs = [{ kind: "cases", class: "refunds", evaluator: "polite", more: 12 }];
  const gate = { classes: [], cases: [], limits: [], needs } as unknown as GateOutcome;
  const cycle = {
    says: "The gate cannot say.",
    tried: [],
    metricCalls: 4,
    reflections: 2,
    spent: { calls: 9 },
    gate,
  };
  expect(cycleEndedText(cycle)).toBe(
    "The gate cannot say. It would take about 12 cases more of refunds (polite). 0 edits tried in 2 reflections, 9 calls.",
  );
  expect(
    cycleEndedText({ ...cycle, says: "A tool failed.", gate: undefined, spent: { calls: 0 } } as never),
  ).toBe("A tool failed.");
});

test("what fails, the worst first; what was recorded, what passes and what is muted is left out", () => {
  const figure = (evaluator: string, passes: number, n: number) => ({ evaluator, passes, n });
  const rate = (passes: number, n: number) => ({ rate: { passes, n } });
  const snapshot = {
    ...emptySnapshot,
    evaluators: [
      { name: "solved", trust: "declared" },
      { name: "fine", trust: "trusted" },
      { name: "polite", trust: "untested" },
    ],
    prompts: [{ evaluators: [figure("solved", 0, 9), figure("fine", 9, 9), figure("polite", 3, 4)] }],
    behaviors: [
      { id: "b1", name: "refunds", ...rate(1, 4) },
      { id: "b2", name: "quiet", ...rate(0, 4), decision: { muted: "why" } },
    ],
  } as unknown as Snapshot;
  expect(failingTargets(snapshot).map(({ name, says }) => `${name}: ${says}`)).toEqual([
    "refunds: 25 % pass (1 of 4 conversations)",
    "polite: 75 % pass (3 of 4 samples); not tested yet",
  ]);
});
