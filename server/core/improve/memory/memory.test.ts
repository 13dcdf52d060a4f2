import { expect, test } from "vitest";
import { type Attempt, type AttemptContext, type AttemptEnd, operators, rewardOf } from "./attempt.ts";
import { rankOperators } from "./choose-operators.ts";
import { recall } from "./reflections.ts";

let clock = 0;
const attempt = (
  operator: string,
  end: AttemptEnd,
  context: AttemptContext,
  more: Partial<Attempt> = {},
): Attempt => ({
  ...{ id: `a${clock}`, atMs: clock++, prompt: "p", target: `t${clock}` },
  ...{ operator, end, context },
  ...more,
});
const times = (count: number, make: () => Attempt): Attempt[] => Array.from({ length: count }, make);
const missing: AttemptContext = { cause: "missing", kind: "always", evaluator: "contains" };
const ignored: AttemptContext = { cause: "ignored", kind: "always", evaluator: "contains" };
const names = (attempts: readonly Attempt[], context: AttemptContext, target = "new", seed = 1): string[] =>
  rankOperators(attempts, { operators, context, target, seed }).map(({ operator }) => operator);

test("what worked in a context comes first in it, and in another context what worked there", () => {
  const memory = [
    ...times(6, () => attempt("add", "accepted", missing)),
    ...times(6, () => attempt("rewrite", "useless", missing)),
    ...times(6, () => attempt("add", "useless", ignored)),
    ...times(6, () => attempt("rewrite", "accepted", ignored)),
  ];
  expect(names(memory, missing)[0]).toBe("add");
  expect(names(memory, ignored)[0]).toBe("rewrite");
  expect(names(memory, missing).indexOf("rewrite")).toBeGreaterThan(3);
});

test("a few attempts in a like context count in a new one", () => {
  const memory = times(2, () => attempt("move", "accepted", { ...ignored, evaluator: "regex" }));
  expect(names(memory, ignored)[0]).toBe("move");
});

test("what failed at this very target goes back behind what was not tried", () => {
  const memory = [
    ...times(8, () => attempt("add", "accepted", missing)),
    ...times(4, () => attempt("add", "useless", missing, { target: "here" })),
  ];
  expect(names(memory, missing, "elsewhere")[0]).toBe("add");
  expect(names(memory, missing, "here")[0]).not.toBe("add");
});

test("what worked long ago gives way to what works now", () => {
  const memory = [
    ...times(20, () => attempt("add", "accepted", missing)),
    ...times(12, () => attempt("add", "useless", missing)),
    ...times(6, () => attempt("split", "accepted", missing)),
  ];
  expect(names(memory, missing)[0]).toBe("split");
});

test("nothing known: an order by the seed; the same again, the same; attempts in any order too", () => {
  expect(names([], missing)).toEqual(names([], missing));
  expect(names([], missing, "new", 2)).not.toEqual(names([], missing));
  const memory = operators.flatMap((one, i) =>
    times(i % 3, () => attempt(one, i % 2 ? "accepted" : "useless", ignored)),
  );
  expect(rankOperators([...memory].reverse(), { operators, context: missing, target: "x", seed: 1 })).toEqual(
    rankOperators(memory, { operators, context: missing, target: "x", seed: 1 }),
  );
});

test("why: by level, how often it was tried and what that was worth", () => {
  const memory = [
    ...times(3, () => attempt("add", "accepted", missing)),
    attempt("add", "rejected", ignored, { why: "too wordy" }),
  ];
  const add = rankOperators(memory, { operators, context: missing, target: "new", seed: 1 }).find(
    ({ operator }) => operator === "add",
  )!;
  expect(add.levels[0]).toMatchObject({ level: "all", tried: 4 });
  expect(add.levels.at(-1)).toMatchObject({ level: "the same in all", tried: 3, worth: 1 });
  expect(add.expected).toBeGreaterThan(0.5);
});

test("what an end is worth", () => {
  expect(rewardOf({ end: "accepted" })).toBe(1);
  expect(rewardOf({ end: "failed-gate", effect: 0.2 })).toBe(0.2);
  expect(rewardOf({ end: "failed-gate", effect: -0.2 })).toBe(0);
  expect(rewardOf({ end: "harmful", effect: -0.5 })).toBe(0);
  expect(rewardOf({ end: "rejected", effect: 0.5 })).toBeLessThan(0.5);
});

test("what was learnt from a like failure is recalled, once in the same words, nothing from others", () => {
  const learnt = (failure: string, reflection: string, context = ignored): Attempt =>
    attempt("rewrite", "accepted", context, { failure, reflection });
  const memory = [
    learnt("the agent never asks for the order number before it refunds", "Put the question first."),
    learnt("refund without asking for the order number", "Put the  question first."),
    learnt("answers in German although the user writes French", "Name the language.", { cause: "wrong" }),
    attempt("add", "useless", ignored, { failure: "order number not asked for" }),
  ];
  const found = recall(memory, { failure: "order number is not asked for", context: ignored }, 5);
  expect(found.map(({ attempt: { reflection } }) => reflection!.replace(/\s+/g, " "))).toEqual([
    "Put the question first.",
  ]);
  expect(recall(memory, { failure: "the user writes French", context: {} }, 5)[0]!.attempt.reflection).toBe(
    "Name the language.",
  );
  expect(recall(memory, { failure: "prices are rounded", context: { cause: "context" } }, 5)).toEqual([]);
});
