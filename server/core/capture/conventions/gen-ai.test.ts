import { describe, expect, test } from "vitest";
import { genAi } from "./gen-ai.ts";
import { readWith } from "./testing.ts";

const history = [
  { role: "system", parts: [{ type: "text", content: "Be kind." }] },
  {
    role: "user",
    parts: [
      { type: "text", content: "weather?" },
      { type: "blob", content: "aGk=" },
    ],
  },
  {
    role: "assistant",
    parts: [
      { type: "reasoning", content: "hm" },
      { type: "tool_call", id: "1", name: "w", arguments: { at: "Rome" } },
    ],
  },
  { role: "user", parts: [{ type: "tool_call_response", id: "1", result: { sun: true } }] },
];

describe("OpenTelemetry GenAI", () => {
  test.each([
    ["structured", history],
    ["as JSON in a text", JSON.stringify(history)],
  ])("messages %s", (_, messages) => {
    const answer = {
      role: "assistant",
      parts: [
        { type: "reasoning", content: "so" },
        { type: "text", content: "Sun." },
      ],
      finish_reason: "stop",
    };
    const reading = readWith(genAi, {
      "gen_ai.operation.name": "chat",
      "gen_ai.input.messages": messages,
      "gen_ai.output.messages": [answer, { ...answer, parts: [{ type: "text", content: "another choice" }] }],
      "gen_ai.request.model": "m",
      "gen_ai.usage.input_tokens": "12",
      "gen_ai.usage.output_tokens": 3,
      "gen_ai.prompt.name": "weather",
      "gen_ai.prompt.version": 7,
      unknown: 1,
    });
    expect(reading).toMatchObject({
      kind: "model",
      input: [
        { role: "system", text: "Be kind." },
        { role: "user", text: "weather?\n[blob]" },
        { role: "assistant", text: "", toolCalls: [{ id: "1", name: "w", args: { at: "Rome" } }] },
        { role: "tool", text: '{"sun":true}', toolCallId: "1" },
      ],
      output: { role: "assistant", text: "Sun.", reasoning: "so" },
      finishReason: "stop",
      model: "m",
      usage: { inputTokens: 12, outputTokens: 3 },
      prompt: { name: "weather", version: "7" },
    });
    expect(reading.used).not.toContain("unknown");
    expect(reading.used).toContain("gen_ai.input.messages");
  });

  test("content in the event of the operation's details; system instructions as parts, as text, as a list of texts", () => {
    const details = {
      name: "gen_ai.client.inference.operation.details",
      attributes: {
        "gen_ai.output.messages": [{ role: "assistant", parts: [{ type: "text", content: "hi" }] }],
      },
    };
    expect(readWith(genAi, {}, [details]).output).toEqual({ role: "assistant", text: "hi" });
    for (const system of [
      [{ type: "text", content: "Be kind." }],
      '[{"type":"text","content":"Be kind."}]',
      "Be kind.",
      '"Be kind."',
      '["Be kind."]',
    ])
      expect(readWith(genAi, { "gen_ai.system_instructions": system }).system).toBe("Be kind.");
  });

  test("a tool's arguments are parsed, its result is a text", () => {
    expect(
      readWith(genAi, {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "w",
        "gen_ai.tool.call.id": "1",
        "gen_ai.tool.call.arguments": '{"a":1}',
        "gen_ai.tool.call.result": '{"b":2}',
      }),
    ).toMatchObject({ kind: "tool", tool: { name: "w", callId: "1", args: { a: 1 }, result: '{"b":2}' } });
  });

  test("JSON cut at a length limit is not understood, and so stays an attribute", () => {
    const cut = readWith(genAi, { "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"te' });
    expect(cut.input).toBeUndefined();
    expect(cut.used).toEqual([]);
  });
});
