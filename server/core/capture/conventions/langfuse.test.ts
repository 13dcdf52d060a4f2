import { expect, test } from "vitest";
import { langfuse } from "./langfuse.ts";
import { readWith } from "./testing.ts";

test("a generation with its prompt, usage, cost and the trace's tags", () => {
  const reading = readWith(langfuse, {
    "langfuse.observation.type": "generation",
    "langfuse.observation.input": '[{"role":"user","content":"hi"}]',
    "langfuse.observation.output": '{"role":"assistant","content":"yo"}',
    "langfuse.observation.model.name": "m",
    "langfuse.observation.usage_details": '{"input":4,"output":5}',
    "langfuse.observation.cost_details": '{"total":0.2}',
    "langfuse.observation.prompt.name": "support",
    "langfuse.observation.prompt.version": 2,
    "langfuse.trace.tags": ["a", 1],
    "langfuse.user.id": "u",
  });
  expect(reading).toMatchObject({
    kind: "model",
    input: [{ role: "user", text: "hi" }],
    output: { role: "assistant", text: "yo" },
    model: "m",
    usage: { inputTokens: 4, outputTokens: 5 },
    costUsd: 0.2,
    prompt: { name: "support", version: "2" },
    tags: ["a"],
    userId: "u",
  });
});

test("tools and spans that are nothing special", () => {
  const tool = {
    "langfuse.observation.type": "tool",
    "langfuse.observation.input": '{"a":1}',
    "langfuse.observation.output": "x",
  };
  expect(readWith(langfuse, tool)).toMatchObject({ kind: "tool", tool: { args: { a: 1 }, result: "x" } });
  expect(readWith(langfuse, { "langfuse.observation.type": "span" }).kind).toBe("other");
});
