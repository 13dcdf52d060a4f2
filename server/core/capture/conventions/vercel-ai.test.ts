import { expect, test } from "vitest";
import { readWith } from "./testing.ts";
import { vercelAi } from "./vercel-ai.ts";

test("the call of the model, with parts, calls and tool results", () => {
  const messages = [
    { role: "system", content: "Be kind." },
    { role: "user", content: [{ type: "text", text: "hi" }] },
    { role: "assistant", content: [{ type: "tool-call", toolCallId: "1", toolName: "f", input: { a: 1 } }] },
    {
      role: "tool",
      content: [
        { type: "tool-result", toolCallId: "1", toolName: "f", output: { type: "json", value: { b: 2 } } },
      ],
    },
  ];
  const reading = readWith(vercelAi, {
    "ai.operationId": "ai.streamText.doStream",
    "ai.prompt.messages": JSON.stringify(messages),
    "ai.response.text": "yo",
    "ai.response.toolCalls": '[{"toolCallId":"2","toolName":"g","args":"{\\"c\\":3}"}]',
    "ai.response.model": "m-1",
    "ai.usage.promptTokens": 1,
    "ai.usage.completionTokens": 2,
  });
  expect(reading).toMatchObject({
    kind: "model",
    input: [
      { role: "system", text: "Be kind." },
      { role: "user", text: "hi" },
      { role: "assistant", text: "", toolCalls: [{ id: "1", name: "f", args: { a: 1 } }] },
      { role: "tool", text: '{"b":2}', toolCallId: "1", toolName: "f" },
    ],
    output: { role: "assistant", text: "yo", toolCalls: [{ id: "2", name: "g", args: { c: 3 } }] },
    model: "m-1",
    usage: { inputTokens: 1, outputTokens: 2 },
  });
});

test("what the program called is the agent; embeddings and other spans are not conversations", () => {
  const agent = readWith(vercelAi, {
    "ai.operationId": "ai.generateText",
    "ai.prompt": '{"system":"Be kind.","prompt":"hi"}',
    "ai.response.text": "yo",
  });
  expect(agent).toMatchObject({
    kind: "agent",
    system: "Be kind.",
    input: [{ role: "user", text: "hi" }],
    output: { text: "yo" },
  });
  const tool = {
    "ai.operationId": "ai.toolCall",
    "ai.toolCall.name": "f",
    "ai.toolCall.id": "1",
    "ai.toolCall.args": '{"a":1}',
    "ai.toolCall.result": '"x"',
  };
  expect(readWith(vercelAi, tool)).toMatchObject({
    kind: "tool",
    tool: { name: "f", callId: "1", args: { a: 1 }, result: "x" },
  });
  expect(readWith(vercelAi, { "ai.operationId": "ai.embed.doEmbed" }).kind).toBe("other");
  expect(readWith(vercelAi, { "http.method": "GET" })).toEqual({ used: [] });
});
