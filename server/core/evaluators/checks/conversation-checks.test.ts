import { describe, expect, test } from "vitest";
import { spansFromMessages } from "../../store/index.ts";
import { both, call, calls, judge, problemsOf, says, user } from "../testing.ts";

const booking = [
  user("book it"),
  calls("search_flights"),
  { role: "tool", text: "[]" } as const,
  calls(call("search_flights", { to: "LAX", page: 2 })),
  calls(call("book_flight", { to: "LAX", seats: [{ row: 1, seat: "A" }], note: null })),
  says("Booked."),
];

describe("trajectory:tool-used", () => {
  test.each([
    ["book_flight", "pass/fail"],
    ["BOOK_*", "pass/fail"],
    ["book", "fail/pass"],
    [["search_flights", "book_flight"], "pass/fail"],
    [["cancel", "refund"], "fail/pass"],
    // One of two: neither all were used nor none.
    [["search_flights", "cancel"], "fail/fail"],
    [{ name: "search_*", min: 2 }, "pass/fail"],
    [{ name: "search_*", min: 3 }, "fail/pass"],
    [{ pattern: "search_flight?", max: 1 }, "fail/pass"],
    [{ name: "cancel" }, "fail/pass"],
    [{ name: "cancel", min: 0, max: 0 }, "pass/fail"],
  ])("%j is %s", async (value, expected) => {
    expect(await both({ type: "trajectory:tool-used", value }, booking)).toBe(expected);
  });

  test("points at the forbidden call", async () => {
    const result = await judge({ type: "not-trajectory:tool-used", value: "book_flight" }, booking);
    expect(result).toMatchObject({ label: "fail", messageIndex: 4 });
    expect(result.explanation).toBe(
      'The assistant must not call "book_flight": it called "search_flights, search_flights, book_flight".',
    );
  });

  test.each([
    [[]],
    [""],
    [{ min: 1 }],
    [{ name: "x", min: 3, max: 1 }],
    [{ name: "x", type: "search" }],
    [[1]],
    [7],
  ])("%j is refused", (value) => {
    expect(problemsOf({ type: "trajectory:tool-used", value })).toHaveLength(1);
  });
});

describe("trajectory:tool-args-match", () => {
  const type = "trajectory:tool-args-match";
  test.each([
    [{ name: "search_flights", args: { to: "LAX" } }, "pass/fail"],
    [{ name: "search_flights", args: { to: "JFK" } }, "fail/pass"],
    [{ name: "search_flights", args: { to: "LAX" }, mode: "exact" }, "fail/pass"],
    [{ name: "search_flights", arguments: { page: 2, to: "LAX" }, mode: "exact" }, "pass/fail"],
    [{ name: "search_flights", args: { to: "LAX" }, mode: "exact", defaults: { page: 2 } }, "pass/fail"],
    [{ name: "search_flights", args: { to: "LAX" }, mode: "exact", defaults: { page: 1 } }, "fail/pass"],
    [{ name: "search_flights", args: { to: "LAX" }, mode: "exact", ignore: "pa*" }, "pass/fail"],
    [{ name: "book_flight", args: { seats: [{ seat: "A" }] } }, "pass/fail"],
    [{ name: "book_flight", args: { seats: [] } }, "fail/pass"],
    [{ pattern: "*_flight", args: { note: null } }, "pass/fail"],
    [{ name: "book_flight", args: { toString: 1 } }, "fail/pass"],
    [{ name: "cancel", args: {} }, "fail/pass"],
    [{ name: "search_flights", args: {}, mode: "exact" }, "pass/fail"],
  ])("%j is %s", async (value, expected) => {
    expect(await both({ type, value }, booking)).toBe(expected);
  });

  test("arguments that did not parse stay text", async () => {
    const messages = [user("q"), calls(call("f", '{"a": 1'))];
    expect(await both({ type, value: { name: "f", args: { a: 1 } } }, messages)).toBe("fail/pass");
    expect(await both({ type, value: { name: "f", args: '{"a": 1' } }, messages)).toBe("pass/fail");
  });

  test.each([
    ["f"],
    [{ args: {} }],
    [{ name: "f" }],
    [{ name: "f", args: 1, mode: "loose" }],
    [{ name: "f", args: 1, ignore: [""] }],
  ])("%j is refused", (value) => {
    expect(problemsOf({ type, value })).toHaveLength(1);
  });
});

describe("trajectory:tool-sequence", () => {
  const type = "trajectory:tool-sequence";
  test.each([
    [["search_flights", "book_flight"], "pass/fail"],
    [["book_flight", "search_flights"], "fail/pass"],
    [["search_flights", "search_flights", "search_flights"], "fail/pass"],
    [{ mode: "exact", steps: ["search_flights", "book_flight"] }, "fail/pass"],
    [{ mode: "exact", steps: ["search_*", { name: "search_flights" }, { pattern: "*" }] }, "pass/fail"],
    [{ mode: "exact", steps: ["search_*", "search_*", "book_flight", "pay"] }, "fail/pass"],
    [{ steps: ["search_flights"] }, "pass/fail"],
  ])("%j is %s", async (value, expected) => {
    expect(await both({ type, value }, booking)).toBe(expected);
  });

  test.each([[[]], ["f"], [{ mode: "any", steps: ["f"] }], [{ steps: [{}] }], [{ steps: [] }]])(
    "%j is refused",
    (value) => {
      expect(problemsOf({ type, value })).toHaveLength(1);
    },
  );
});

describe("trajectory:step-count", () => {
  const type = "trajectory:step-count";
  const spans = spansFromMessages(booking, { conversationId: "c1" });
  test.each([
    // The agent, four calls of the model, three of tools.
    [{ max: 8 }, "pass/fail"],
    [{ max: 7 }, "fail/pass"],
    [{ type: "tool", min: 3, max: 3 }, "pass/fail"],
    [{ type: ["tool", "command"], min: 4 }, "fail/pass"],
    [{ min: 1, max: 2, pattern: "search_*" }, "pass/fail"],
    [{ type: "tool", name: "book_flight", min: 1, max: 1 }, "pass/fail"],
  ])("%j is %s", async (value, expected) => {
    expect(await both({ type, value }, booking, { spans })).toBe(expected);
  });

  test("tool calls are counted without spans as well, other steps are unknown", async () => {
    expect(await both({ type, value: { type: "tool", max: 3 } }, booking)).toBe("pass/fail");
    expect(await both({ type, value: { max: 3 } }, booking)).toBe("unknown/unknown");
  });

  test.each([
    [{}],
    [3],
    [{ max: 1, type: "thought" }],
    [{ min: "1" }],
    [{ name: "x" }],
    [{ max: 1, name: 2 }],
  ])("%j is refused", (value) => {
    expect(problemsOf({ type, value })).toHaveLength(1);
  });
});

describe("tool calls in messages", () => {
  const two = [user("q"), says("one moment"), calls("a"), calls("a", "b"), says("done")];
  test("tool-calls-per-message counts calls in one message", async () => {
    expect(await both({ type: "tool-calls-per-message", threshold: 1 }, two)).toBe("fail/pass");
    expect(await both({ type: "tool-calls-per-message" }, two)).toBe("fail/pass");
    expect(await both({ type: "tool-calls-per-message", threshold: 2 }, two)).toBe("pass/fail");
    expect(await both({ type: "tool-calls-per-message" }, "no tools")).toBe("pass/fail");
    expect(await judge({ type: "tool-calls-per-message", threshold: 1 }, two)).toMatchObject({
      messageIndex: 3,
      explanation: 'The assistant must make at most 1 tool call in a message: message 4 makes 2, "a, b".',
    });
    expect(problemsOf({ type: "tool-calls-per-message", threshold: 1.5 })).toHaveLength(1);
  });

  test("no-text-beside-tool-call looks for text in messages with calls only", async () => {
    const beside = [...two, { ...calls("c"), text: "I will now call c." }];
    expect(await both({ type: "no-text-beside-tool-call" }, two)).toBe("pass/fail");
    expect(await both({ type: "no-text-beside-tool-call" }, beside)).toBe("fail/pass");
    expect(await both({ type: "no-text-beside-tool-call" }, [{ ...calls("c"), text: " \n" }])).toBe(
      "pass/fail",
    );
    // An empty list of calls is no call.
    expect(await both({ type: "no-text-beside-tool-call" }, [says("x", { toolCalls: [] })])).toBe(
      "pass/fail",
    );
    expect(await judge({ type: "no-text-beside-tool-call" }, beside)).toMatchObject({
      messageIndex: 5,
      explanation:
        'The assistant must call tools without text beside the call: message 6 calls "c" and says "I will now call c.".',
    });
  });
});
