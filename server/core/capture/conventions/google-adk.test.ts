import { expect, test } from "vitest";
import { spanWith } from "../otlp/testing.ts";
import { readSpan } from "./conventions.ts";
import { googleAdk } from "./google-adk.ts";
import { readWith } from "./testing.ts";

const of = { "gen_ai.system": "gcp.vertex.agent", "gcp.vertex.agent.session_id": "s" };

test("a request to Gemini and its answer", () => {
  const request = {
    model: "gemini-2.0-flash",
    config: {
      system_instruction: "Greet.",
      tools: [{ function_declarations: [{ name: "hello", description: "says it" }] }],
    },
    contents: [
      { role: "user", parts: [{ text: "hi" }] },
      { role: "model", parts: [{ function_call: { name: "hello", args: {} } }] },
      { role: "user", parts: [{ function_response: { name: "hello", response: { greeting: "Hello" } } }] },
    ],
  };
  const response = {
    content: { role: "model", parts: [{ thought: true, text: "easy" }, { text: "Hello!" }] },
    finish_reason: "STOP",
    usage_metadata: { prompt_token_count: 5, candidates_token_count: 2, thoughts_token_count: 1 },
  };
  expect(
    readWith(googleAdk, {
      ...of,
      "gcp.vertex.agent.llm_request": JSON.stringify(request),
      "gcp.vertex.agent.llm_response": JSON.stringify(response),
    }),
  ).toMatchObject({
    kind: "model",
    system: "Greet.",
    input: [
      { role: "user", text: "hi" },
      { role: "assistant", text: "", toolCalls: [{ name: "hello", args: {} }] },
      { role: "tool", text: '{"greeting":"Hello"}', toolName: "hello" },
    ],
    output: { role: "assistant", text: "Hello!", reasoning: "easy" },
    tools: [{ name: "hello", description: "says it" }],
    finishReason: "STOP",
    usage: { inputTokens: 5, outputTokens: 2, reasoningTokens: 1 },
  });
});

test("a tool; an agent by its span's name; names of others say nothing", () => {
  const tool = {
    ...of,
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": "hello",
    "gen_ai.tool.call.id": "adk-1",
    "gcp.vertex.agent.tool_call_args": '{"to":"Ada"}',
    "gcp.vertex.agent.tool_response": '{"greeting":"Hello"}',
    "gcp.vertex.agent.llm_request": "{}",
  };
  expect(readSpan(spanWith(tool)).reading).toMatchObject({
    kind: "tool",
    tool: { name: "hello", callId: "adk-1", args: { to: "Ada" }, result: '{"greeting":"Hello"}' },
  });
  expect(readSpan(spanWith(of, { name: "agent_run [greeter]" })).reading).toMatchObject({
    kind: "agent",
    agent: "greeter",
  });
  expect(readSpan(spanWith({ "app.name": "x" }, { name: "GET /" })).reading.kind).toBeUndefined();
});
