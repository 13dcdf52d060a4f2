import { describe, expect, test } from "vitest";
import { aggregate } from "./aggregate.ts";
import type { Assertion, Verdict } from "./check-type.ts";
import { evaluate } from "./evaluate.ts";
import { evaluatorOf, judge, problemsOf, sampleOf, says, untrusted, user } from "./testing.ts";

const pass: Verdict = { label: "pass", score: 1, reason: "good." };
const fail: Verdict = { label: "fail", score: 0, reason: "bad." };
const unknown: Verdict = { label: "unknown", reason: "no idea" };
const weights = (...list: (number | undefined)[]): Assertion[] =>
  list.map((weight) => ({ type: "x", weight }));

describe("several checks", () => {
  test.each([
    [[pass, pass], "pass", 1],
    [[pass, fail], "fail", 0.5],
    [[pass, unknown], "unknown", undefined],
    [[fail, unknown], "fail", 0],
    [[unknown, fail, pass], "fail", 0.5],
  ])("%j is %s with score %s", (verdicts, label, score) => {
    expect(aggregate(weights(), verdicts, undefined)).toMatchObject({ label, score });
  });

  test("the score is the weighted mean: (3 x 1 + 1 x 0) / 4 = 0.75", () => {
    expect(aggregate(weights(3, 1), [pass, fail], undefined)).toMatchObject({ label: "fail", score: 0.75 });
    expect(aggregate(weights(3, 1), [pass, fail], 0.7)).toMatchObject({ label: "pass", score: 0.75 });
    expect(aggregate(weights(3, 1), [pass, fail], 0.8)).toMatchObject({ label: "fail", score: 0.75 });
  });

  test("with a threshold an unknown matters only where it could change the verdict", () => {
    expect(aggregate(weights(3, 1), [pass, unknown], 0.7).label).toBe("pass");
    expect(aggregate(weights(3, 1), [fail, unknown], 0.7).label).toBe("fail");
    expect(aggregate(weights(1, 1), [pass, unknown], 0.7).label).toBe("unknown");
  });

  test("weight 0 has no say", () => {
    expect(aggregate(weights(1, 0), [pass, fail], undefined)).toMatchObject({ label: "pass", score: 1 });
    expect(aggregate(weights(1, 0), [pass, unknown], undefined).label).toBe("pass");
    expect(aggregate(weights(0), [fail], undefined)).toMatchObject({ label: "pass", score: 0 });
  });

  test("the evidence is the failing check's with the earliest message", () => {
    const at = (messageIndex: number): Verdict => ({
      ...fail,
      messageIndex,
      reason: `bad at ${messageIndex}.`,
    });
    const result = aggregate(weights(), [fail, at(7), pass, at(3)], undefined);
    expect(result).toMatchObject({ messageIndex: 3, reason: "bad at 3. (one of 3 checks that fail)" });
  });
});

describe("when", () => {
  const evaluator = evaluatorOf({
    scope: "conversation",
    when: [{ type: "contains", value: "refund" }],
    assert: [{ type: "not-contains", value: "sorry" }],
  });
  test.each([
    ["a refund", "pass"],
    ["sorry, no refund", "fail"],
    ["sorry", "not-applicable"],
  ])("%s is %s", async (said, label) => {
    expect((await evaluate(evaluator, sampleOf(said), untrusted)).label).toBe(label);
  });

  test("not knowing whether it holds is unknown", async () => {
    const timed = evaluatorOf({
      scope: "conversation",
      when: [{ type: "latency", threshold: 9 }],
      assert: [{ type: "contains", value: "x" }],
    });
    const result = await evaluate(timed, sampleOf("x"), untrusted);
    expect(result).toMatchObject({
      label: "unknown",
      explanation: "Whether `when` holds is unknown: No latency was recorded",
    });
    expect(result.score).toBeUndefined();
  });
});

test("an evaluation names evaluator, key, sample and conversation", async () => {
  const evaluator = evaluatorOf({ scope: "conversation", assert: [{ type: "contains", value: "x" }] });
  expect(await evaluate(evaluator, sampleOf("x"), untrusted)).toEqual({
    evaluator: "e",
    evaluatorKey: evaluator.key,
    sampleId: "c1#all",
    conversationId: "c1",
    label: "pass",
    score: 1,
    explanation: 'The output must contain "x": it says "x".',
    messageIndex: 1,
  });
});

test("a sample that cannot be read is unknown, and so is a definition that was never parsed", async () => {
  const evaluator = evaluatorOf({ assert: [{ type: "no-text-beside-tool-call" }] });
  const broken = { ...sampleOf("x"), messages: undefined as never };
  expect(await evaluate(evaluator, broken, untrusted)).toMatchObject({
    label: "unknown",
    sampleId: "c1#all",
  });
  const definition = { ...evaluator.definition, assert: [{ type: "from-the-future" }] };
  const result = await evaluate({ ...evaluator, definition }, sampleOf("x"), untrusted);
  expect(result).toMatchObject({
    label: "unknown",
    explanation: "There is no assertion type from-the-future.",
  });
});

test("an evaluator survives being sent to another process", async () => {
  const evaluator = evaluatorOf({ scope: "conversation", assert: [{ type: "regex", value: "^x+$" }] });
  const copy = JSON.parse(JSON.stringify(evaluator));
  expect(await evaluate(copy, sampleOf("xx"), untrusted)).toEqual(
    await evaluate(evaluator, sampleOf("xx"), untrusted),
  );
});

test("cancelling throws the signal's reason", async () => {
  const signal = AbortSignal.abort();
  const evaluator = evaluatorOf({ assert: [{ type: "contains", value: "x" }] });
  await expect(evaluate(evaluator, sampleOf("x"), untrusted, signal)).rejects.toThrow(signal.reason);
});

test("hostile text in an explanation is made visible", async () => {
  const { explanation } = await judge({ type: "not-contains", value: "ok" }, [
    user("q"),
    says("ok \u001b]0;title\u0007"),
  ]);
  expect(explanation).toBe('The output must not contain "ok": it says "ok \\u{1b}]0;title\\u{7}".');
});

describe("sets and metrics", () => {
  const set = (threshold?: number): Record<string, unknown> => ({
    type: "assert-set",
    threshold,
    metric: "tone",
    assert: [
      { type: "contains", value: "hello", weight: 3 },
      { type: "contains", value: "dear", metric: "greeting" },
    ],
  });
  const run = (definition: Record<string, unknown>, said: string) =>
    evaluate(evaluatorOf(definition), sampleOf(said), untrusted);

  test("a set is judged as one, by its own threshold", async () => {
    expect(await run({ assert: [set()] }, "hello")).toMatchObject({ label: "fail", score: 0.75 });
    expect(await run({ assert: [set(0.75)] }, "hello")).toMatchObject({ label: "pass", score: 0.75 });
    expect(await run({ assert: [set(0.76)] }, "hello")).toMatchObject({ label: "fail" });
  });

  test("its score counts among the others with its own weight: (3 x 0.75 + 1) / 4", async () => {
    const assert = [
      { ...set(), weight: 3 },
      { type: "equals", value: "hello" },
    ];
    expect(await run({ assert, threshold: 0.8 }, "hello")).toMatchObject({ label: "pass", score: 0.8125 });
  });

  test("an evaluation keeps what each check said, by metric or type", async () => {
    const { parts } = await run({ assert: [set(), { type: "equals", value: "hello" }] }, "hello");
    expect(parts?.map(({ name, label, weight }) => [name, label, weight])).toEqual([
      ["tone", "fail", undefined],
      ["contains", "pass", 3],
      ["greeting", "fail", undefined],
      ["equals", "pass", undefined],
    ]);
    expect((await run({ assert: [{ type: "equals", value: "x" }] }, "x")).parts).toBeUndefined();
  });

  test("a set that holds the spans' checks judges conversations, and is declared where all it holds is", () => {
    const limits = { type: "assert-set", assert: [{ type: "cost", threshold: 1 }, { type: "outcome" }] };
    expect(evaluatorOf({ assert: [limits] })).toMatchObject({ scope: "conversation", trust: "declared" });
    expect(evaluatorOf({ assert: [limits, set()] }).trust).toBe("untested");
  });

  test.each([
    [{ type: "assert-set" }, "A set needs `assert`: a list of assertions."],
    [{ type: "assert-set", assert: [set()] }, "A set cannot hold another set."],
    [{ type: "assert-set", assert: [{ type: "contains" }] }, "`contains` needs a `value`."],
    [{ type: "not-assert-set", assert: [{ type: "is-json" }] }, "`not-assert-set`: it has no `not-` form."],
    [{ type: "contains", value: "a", assert: [] }, "`assert` is no key of an assertion."],
  ])("%j: %s", (assertion, message) => {
    expect(problemsOf(assertion)).toEqual([message]);
  });
});
