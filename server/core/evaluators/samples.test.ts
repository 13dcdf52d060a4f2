import { expect, test } from "vitest";
import type { Message, Sample, Span } from "../store/index.ts";
import { samplesOf } from "./samples.ts";
import { calls, says, user } from "./testing.ts";

const tool: Message = { role: "tool", text: "{}", toolName: "lookup" };
const spans = (samples: Sample[], scope: string) =>
  samples.filter((sample) => sample.scope === scope).map(({ id, index, from, to }) => [id, index, from, to]);

test("cuts a conversation into itself, its turns and its calls", () => {
  const messages = [
    says("Hi!"),
    user("one"),
    calls("lookup"),
    tool,
    says("1"),
    user("two"),
    says("2"),
    user("bye"),
  ];
  const samples = samplesOf("c", messages);
  expect(spans(samples, "conversation")).toEqual([["c#all", 0, 0, 8]]);
  // The greeting belongs to the first turn; the last words, which nobody answered, are no turn.
  expect(spans(samples, "turn")).toEqual([
    ["c#t0", 0, 0, 5],
    ["c#t1", 1, 5, 7],
  ]);
  expect(spans(samples, "call")).toEqual([
    ["c#c0", 0, 0, 1],
    ["c#c1", 1, 2, 3],
    ["c#c2", 2, 4, 5],
    ["c#c3", 3, 6, 7],
  ]);
  const texts = samples.map(({ id, input, output }) => [id, input, output]);
  expect(texts).toEqual([
    ["c#all", "one\n\ntwo\n\nbye", "Hi!\n\n1\n\n2"],
    ["c#t0", "one", "Hi!\n\n1"],
    ["c#t1", "two", "2"],
    ["c#c0", "", "Hi!"],
    ["c#c1", "one", ""],
    ["c#c2", "one", "1"],
    ["c#c3", "two", "2"],
  ]);
  expect(samples.every((sample) => sample.messages === messages)).toBe(true);
});

test("messages of the user in a row are one request", () => {
  const samples = samplesOf("c", [user("wait"), user("this one"), says("ok")]);
  expect(spans(samples, "turn")).toEqual([["c#t0", 0, 0, 3]]);
  expect(samples.map(({ input }) => input)).toEqual(Array(3).fill("wait\n\nthis one"));
});

test("a greeting alone is a turn, silence is none", () => {
  expect(spans(samplesOf("c", [says("Hi!")]), "turn")).toEqual([["c#t0", 0, 0, 1]]);
  expect(samplesOf("c", [user("anyone?")]).map(({ id }) => id)).toEqual(["c#all"]);
  expect(samplesOf("c", []).map(({ id }) => id)).toEqual(["c#all"]);
});

test("latency comes from the times of messages, or the recorded duration", () => {
  const messages = [
    says("Hi!", { atMs: 0 }),
    user("q", 100),
    { ...calls("a"), atMs: 400 },
    tool,
    says("x", { atMs: 900 }),
  ];
  const latency = (meta = {}) =>
    Object.fromEntries(samplesOf("c", messages, meta).map(({ id, latencyMs }) => [id, latencyMs]));
  // The last call follows a message without a time.
  expect(latency()).toEqual({
    "c#all": 900,
    "c#t0": 800,
    "c#c0": undefined,
    "c#c1": 300,
    "c#c2": undefined,
  });
  expect(latency({ durationMs: 5 })["c#all"]).toBe(5);
  expect(samplesOf("c", [user("q", 10), says("a", { atMs: 5 })])[1]!.latencyMs).toBeUndefined();
  expect(samplesOf("c", [user("q", 10), says("a")])[0]!.latencyMs).toBeUndefined();
});

test("cost and usage add up the assistant's messages, where they have any", () => {
  const messages = [
    { ...user("q"), costUsd: 9 },
    says("a", { costUsd: 1, usage: { inputTokens: 10, outputTokens: 2 } }),
    says("b", { costUsd: 2, usage: { inputTokens: 20 } }),
    user("r"),
    says("c"),
  ];
  const [all, first, second] = samplesOf("c", messages);
  expect([all!.costUsd, first!.costUsd, second!.costUsd]).toEqual([3, 3, undefined]);
  expect([all!.usage, second!.usage]).toEqual([{ inputTokens: 30, outputTokens: 2 }, undefined]);
  const given = samplesOf("c", messages, {
    costUsd: 7,
    usage: { inputTokens: 1 },
    outcome: { label: "pass" },
  });
  expect([given[0]!.costUsd, given[1]!.costUsd, given[0]!.usage]).toEqual([7, 3, { inputTokens: 1 }]);
  expect(given.every(({ outcome }) => outcome?.label === "pass")).toBe(true);
});

test("samples carry the recorded variables of the prompt, and spans and tools where they are given", () => {
  const spans: Span[] = [];
  const tools = [{ name: "search" }];
  const attributes = { promptVariables: { city: "Rome" } };
  const samples = samplesOf("c", [user("q"), says("a")], { attributes, spans, tools });
  for (const sample of samples) {
    expect(sample.vars).toEqual({ city: "Rome" });
    expect(sample.spans).toBe(spans);
    expect(sample.tools).toBe(tools);
  }
  expect(samplesOf("c", [user("q"), says("a")])[0]).not.toHaveProperty("vars");
});
