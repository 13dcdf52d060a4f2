import { expect, test } from "vitest";
import { genAiLegacy } from "./gen-ai-legacy.ts";
import { readWith } from "./testing.ts";

test("indexed prompts and completions, in the order of their numbers", () => {
  const many = Object.fromEntries(
    Array.from({ length: 11 }, (_, i) => [
      [`gen_ai.prompt.${i}.role`, i === 0 ? "system" : i % 2 === 1 ? "user" : "assistant"],
      [`gen_ai.prompt.${i}.content`, `text ${i}`],
    ]).flat(),
  );
  const reading = readWith(genAiLegacy, {
    ...many,
    "gen_ai.prompt.11.role": "user",
    "gen_ai.prompt.11.content": '[{"type":"text","text":"as parts"}]',
    "gen_ai.completion.0.role": "assistant",
    "gen_ai.completion.0.finish_reason": "tool_calls",
    "gen_ai.completion.0.tool_calls.0.id": "1",
    "gen_ai.completion.0.tool_calls.0.name": "look",
    "gen_ai.completion.0.tool_calls.0.arguments": '{"x":1}',
    "gen_ai.completion.1.content": "another choice",
    "llm.request.type": "chat",
  });
  expect(reading.kind).toBe("model");
  expect(reading.input!.map(({ text }) => text)).toEqual([
    ...Array.from({ length: 11 }, (_, i) => `text ${i}`),
    "as parts",
  ]);
  expect(reading.output).toEqual({
    role: "assistant",
    text: "",
    toolCalls: [{ id: "1", name: "look", args: { x: 1 } }],
  });
});

test("a span that names a model is a model call, one that embeds is not", () => {
  expect(readWith(genAiLegacy, { "gen_ai.request.model": "m" }).kind).toBe("model");
  expect(
    readWith(genAiLegacy, { "gen_ai.request.model": "m", "llm.request.type": "embedding" }).kind,
  ).toBeUndefined();
  expect(readWith(genAiLegacy, { "http.method": "GET" }).kind).toBeUndefined();
});
