import { describe, expect, test } from "vitest";
import { both, judge, problemsOf, says, user } from "../testing.ts";

describe("latency", () => {
  test.each([
    [1000, 1000, "pass/fail"],
    [1000, 1001, "fail/pass"],
    [0, 0, "pass/fail"],
  ])("at most %d ms, measured %d, is %s", async (threshold, durationMs, expected) => {
    expect(await both({ type: "latency", threshold }, "x", { durationMs })).toBe(expected);
  });

  test("is unknown where no time was recorded, in both forms", async () => {
    expect(await both({ type: "latency", threshold: 5 }, "x")).toBe("unknown/unknown");
    const { score, explanation } = await judge({ type: "latency", threshold: 5 }, "x");
    expect([score, explanation]).toEqual([undefined, "No latency was recorded"]);
  });

  test("needs a threshold that is not negative", () => {
    expect(problemsOf({ type: "latency" })).toEqual(["`latency` needs a `threshold`."]);
    expect(problemsOf({ type: "latency", threshold: -1 })).toEqual([
      "`threshold` must be a number of at least 0.",
    ]);
    expect(problemsOf({ type: "latency", threshold: "5" })).toHaveLength(1);
    expect(problemsOf({ type: "latency", threshold: 5, value: 5 })).toEqual(["`latency` takes no `value`."]);
  });
});

describe("cost", () => {
  test("adds up the assistant's messages where the conversation has no cost of its own", async () => {
    const messages = [user("q"), says("a", { costUsd: 0.01 }), user("q"), says("b", { costUsd: 0.02 })];
    expect(await both({ type: "cost", threshold: 0.03 }, messages)).toBe("pass/fail");
    expect(await both({ type: "cost", threshold: 0.03 }, messages, { costUsd: 0.04 })).toBe("fail/pass");
    expect(await both({ type: "cost", threshold: 0.03 }, "x")).toBe("unknown/unknown");
  });
});

describe("outcome", () => {
  test.each([
    ["pass", undefined, "pass/fail"],
    ["fail", undefined, "fail/pass"],
    ["unknown", undefined, "unknown/unknown"],
  ] as const)("label %s without threshold is %s", async (label, score, expected) => {
    expect(await both({ type: "outcome" }, "x", { outcome: { label, score } })).toBe(expected);
  });

  test.each([
    ["fail", 0.5, "pass/fail"],
    ["pass", 0.4, "fail/pass"],
    ["pass", undefined, "pass/fail"],
    ["fail", undefined, "fail/pass"],
    ["unknown", undefined, "unknown/unknown"],
  ] as const)("with threshold 0.5, %s with score %s is %s", async (label, score, expected) => {
    expect(await both({ type: "outcome", threshold: 0.5 }, "x", { outcome: { label, score } })).toBe(
      expected,
    );
  });

  test("is unknown where none was recorded, keeps the reward as score and quotes the explanation", async () => {
    expect(await both({ type: "outcome" }, "x")).toBe("unknown/unknown");
    const outcome = { label: "fail", score: 0.25, explanation: "no\u001b[31m refund" } as const;
    const result = await judge({ type: "outcome" }, "x", { outcome });
    expect(result).toMatchObject({ label: "fail", score: 0.25 });
    expect(result.explanation).toContain('it is fail, score 0.25: "no\\u{1b}[31m refund"');
  });
});
