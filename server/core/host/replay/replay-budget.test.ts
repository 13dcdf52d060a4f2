import { expect, test } from "vitest";
import { UserError } from "../../base/index.ts";
import { ReplayBudget } from "./replay-budget.ts";

test("what calls on their way may cost is not spent by others", () => {
  const budget = new ReplayBudget({ calls: 100, usd: 1 });
  budget.begin("agent", 0.3).end({ calls: 1, usd: 0.4 });
  const [second] = [budget.begin("agent"), expect(budget.over("agent")).toMatch(/\$1 is spent/)];
  second.end({ calls: 1, usd: 0.1 });
  expect(budget.over("agent")).toBeUndefined();
  // Of another kind nothing is known yet but what its text says.
  expect([budget.over("judge", 0.4), budget.over("judge", 0.6)]).toEqual([
    undefined,
    "the budget of $1 is spent",
  ]);
  expect(budget.spent).toEqual({ calls: 2, usd: 0.5 });
});

test("asking once more is a call, and may be one too many", () => {
  const budget = new ReplayBudget({ calls: 2, usd: 1 });
  const call = budget.begin("agent", 0.1);
  call.again(new Error("busy"));
  expect(() => call.again(new Error("busy"))).toThrow("The budget of 2 calls is spent.");
  call.fail(new Error("busy"));
  expect(budget.spent).toEqual({ calls: 2 });
});

test("an answer that broke off, or did not come in time, counts with what it may have cost", () => {
  const budget = new ReplayBudget({ calls: 9, usd: 1 });
  const call = budget.begin("agent", 0.25);
  call.again(new SyntaxError("Unexpected end of JSON input"));
  call.fail(new UserError("agent-timeout", "Late."));
  expect(budget.spent).toEqual({ calls: 2, usd: 0.5 });
});

test("where judges may spend nothing any more, nobody is asked", () => {
  const budget = new ReplayBudget({ calls: 9, usd: 1 });
  budget.add({ calls: 0, usd: 0.9 });
  expect(budget.over()).toBeUndefined();
  expect(budget.ofJudges.over!(0.2)).toMatch(/\$1/);
  expect(budget.over()).toMatch(/\$1/);
});
