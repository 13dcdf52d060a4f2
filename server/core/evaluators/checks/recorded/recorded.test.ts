import { describe, expect, test } from "vitest";
import { type Span, spansFromMessages } from "../../../store/index.ts";
import { both, calls, judge, problemsOf, says, user } from "../../testing.ts";

const messages = [
  user("q", 0),
  calls("search"),
  { role: "tool", text: "boom", isError: true } as const,
  says("done"),
];
/** The conversation's spans, with something laid over those of a kind. */
const spans = (over: Partial<Record<Span["kind"], Partial<Span>>> = {}): Span[] =>
  spansFromMessages(messages, { conversationId: "c1" }).map((span) => ({ ...span, ...over[span.kind] }));
const run = (assertion: { type: string; value?: unknown; threshold?: number }, given?: Span[]) =>
  both(assertion, messages, given && { spans: given });

describe("finish-reason", () => {
  test.each([
    ["stop", "stop", "pass/fail"],
    ["end_turn", "STOP", "pass/fail"],
    ["max_tokens", "length", "pass/fail"],
    ["max_tokens", "stop", "fail/pass"],
  ])("%s for %s is %s", async (finishReason, value, expected) => {
    expect(await run({ type: "finish-reason", value }, spans({ model: { finishReason } }))).toBe(expected);
  });
  test("is unknown where none was recorded, and points at the answer", async () => {
    expect(await run({ type: "finish-reason", value: "stop" }, spans())).toBe("unknown/unknown");
    const given = { spans: spans({ model: { finishReason: "length" } }) };
    expect(await judge({ type: "finish-reason", value: "stop" }, messages, given)).toMatchObject({
      messageIndex: 3,
      explanation: 'The answer must end for the reason "stop": it ended for "length".',
    });
  });
});

test("guardrails read what the model stopped for", async () => {
  expect(await run({ type: "guardrails" }, spans({ model: { finishReason: "stop" } }))).toBe("pass/fail");
  expect(await run({ type: "guardrails" }, spans({ model: { finishReason: "content_filter" } }))).toBe(
    "fail/pass",
  );
  expect(await run({ type: "guardrails" }, spans())).toBe("unknown/unknown");
});

test("perplexity reads log probabilities in the forms they are recorded in", async () => {
  const half = Math.log(0.5);
  for (const attributes of [
    { "llm.logprobs": [half, half] },
    { logprobs: JSON.stringify({ content: [{ logprob: half }, { logprob: half }] }) },
  ]) {
    const given = spans({ model: { attributes } });
    expect(await run({ type: "perplexity", threshold: 2.01 }, given)).toBe("pass/fail");
    expect(await run({ type: "perplexity", threshold: 1.99 }, given)).toBe("fail/pass");
    expect(await run({ type: "perplexity-score", threshold: 0.33 }, given)).toBe("pass/fail");
  }
  expect(
    await run({ type: "perplexity", threshold: 2 }, spans({ model: { attributes: { logprobs: "[1, " } } })),
  ).toBe("unknown/unknown");
});

describe("recorded-evaluation", () => {
  const said = (label: "pass" | "fail" | "unknown", more: object = {}) => ({
    ...{ evaluator: "theirs", sampleId: "c1", label, explanation: `${label}: it is so` },
    ...more,
  });
  const verdict = (assertion: object, ...recorded: ReturnType<typeof said>[]) =>
    both({ type: "recorded-evaluation", value: "theirs", ...assertion }, messages, {
      ...{ recorded, spans: spans() },
    });

  test("is what the other program said, or whether its score is enough", async () => {
    expect(await verdict({}, said("pass"))).toBe("pass/fail");
    expect(await verdict({}, said("fail", { sampleId: "c1#all" }))).toBe("fail/pass");
    expect(await verdict({ threshold: 3 }, said("unknown", { score: 4 }))).toBe("pass/fail");
    expect(await verdict({ threshold: 5 }, said("pass", { score: 4 }))).toBe("fail/pass");
    expect(problemsOf({ type: "recorded-evaluation" })).toHaveLength(1);
  });

  test("may be of a span that answered; of several one that fails speaks", async () => {
    const [, first, , last] = spans();
    expect(await verdict({}, said("pass", { sampleId: first!.id }))).toBe("pass/fail");
    expect(
      await verdict({}, said("pass", { sampleId: first!.id }), said("fail", { sampleId: last!.id })),
    ).toBe("fail/pass");
  });

  test("is unknown where there is none, where it is no verdict, and where more was said since", async () => {
    expect(await verdict({})).toBe("unknown/unknown");
    expect(await verdict({}, said("pass", { evaluator: "another" }))).toBe("unknown/unknown");
    expect(await verdict({}, said("unknown"))).toBe("unknown/unknown");
    expect(await verdict({}, said("fail", { isStale: true }))).toBe("unknown/unknown");
  });

  test("gives its reason", async () => {
    const given = { recorded: [said("fail", { score: 0.2 })] };
    const { explanation } = await judge({ type: "recorded-evaluation", value: "theirs" }, messages, given);
    expect(explanation).toBe('"theirs" said, score 0.2: "fail: it is so"');
  });
});

describe("spans of a trace", () => {
  test("are counted by name", async () => {
    expect(
      await run({ type: "trace-span-count", value: { pattern: "SEARCH", min: 1, max: 1 } }, spans()),
    ).toBe("pass/fail");
    expect(await run({ type: "trace-span-count", value: { pattern: "chat*", max: 1 } }, spans())).toBe(
      "fail/pass",
    );
    expect(problemsOf({ type: "trace-span-count", value: { min: 1 } })).toHaveLength(1);
  });

  test("are timed, each or by percentile", async () => {
    const timed = spans().map((span, i) => ({ ...span, startMs: 0, endMs: i * 100 }));
    expect(await run({ type: "trace-span-duration", value: { max: 300 } }, timed)).toBe("pass/fail");
    expect(await run({ type: "trace-span-duration", value: { max: 299 } }, timed)).toBe("fail/pass");
    expect(await run({ type: "trace-span-duration", value: { max: 100, percentile: 50 } }, timed)).toBe(
      "pass/fail",
    );
    expect(
      (await judge({ type: "trace-span-duration", value: { max: 5 } }, messages, { spans: timed }))
        .explanation,
    ).toBe(
      'The conversation must take at most 5 ms for each span "*": it takes 300 ms, the slowest is "chat" with 300 ms.',
    );
  });

  test("may fail as often as is allowed", async () => {
    expect(await run({ type: "trace-error-spans" }, spans())).toBe("fail/pass");
    expect(await run({ type: "trace-error-spans", value: 1 }, spans())).toBe("pass/fail");
    expect(await run({ type: "trace-error-spans", value: { max_percentage: 25 } }, spans())).toBe(
      "pass/fail",
    );
    expect(await run({ type: "trace-error-spans", value: { max_percentage: 24 } }, spans())).toBe(
      "fail/pass",
    );
    expect(await run({ type: "trace-error-spans", value: { pattern: "chat" } }, spans())).toBe("pass/fail");
  });

  test("are unknown where they are not at hand", async () => {
    for (const type of ["trace-error-spans", "trace-span-count", "trace-span-duration"])
      expect(await run({ type, value: type === "trace-error-spans" ? 1 : { pattern: "*", max: 1 } })).toBe(
        "unknown/unknown",
      );
  });
});
