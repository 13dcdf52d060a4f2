import { describe, expect, test } from "vitest";
import { spanWith } from "../otlp/testing.ts";
import { readSpan } from "./conventions.ts";
import { strands } from "./strands.ts";
import { readWith } from "./testing.ts";

const of = { "gen_ai.system": "strands-agents" };
const details = (name: string, value: unknown) => ({
  name: "gen_ai.client.inference.operation.details",
  attributes: { [name]: JSON.stringify(value) },
});

describe("Strands Agents", () => {
  test("a tool's call and result as messages of details; a failure stands in its status", () => {
    const tool = { ...of, "gen_ai.operation.name": "execute_tool", "gen_ai.tool.status": "error" };
    const events = [
      details("gen_ai.input.messages", [
        { role: "tool", parts: [{ type: "tool_call", id: "1", name: "w", arguments: { at: "Rome" } }] },
      ]),
      details("gen_ai.output.messages", [
        {
          role: "tool",
          parts: [{ type: "tool_call_response", id: "1", response: [{ text: "no such city" }] }],
        },
      ]),
    ];
    expect(readWith(strands, tool, events)).toMatchObject({
      kind: "tool",
      status: "error",
      tool: { callId: "1", args: { at: "Rome" }, result: "no such city" },
    });
  });

  test("the older events of a tool and of a model", () => {
    const tool = {
      ...of,
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "w",
      "gen_ai.tool.call.id": "1",
    };
    const asked = {
      name: "gen_ai.tool.message",
      attributes: { role: "tool", content: '{"at":"Rome"}', id: "1" },
    };
    const gave = { name: "gen_ai.choice", attributes: { message: '[{"text":"sun"}]', id: "1" } };
    expect(readSpan(spanWith(tool, { events: [asked, gave] })).reading).toMatchObject({
      kind: "tool",
      tool: { name: "w", callId: "1", args: { at: "Rome" }, result: "sun" },
    });
    const chat = {
      ...of,
      "gen_ai.operation.name": "chat",
      "gen_ai.usage.cache_read_input_tokens": 4,
      "gen_ai.usage.input_tokens": 9,
    };
    const choice = {
      name: "gen_ai.choice",
      attributes: {
        finish_reason: "tool_use",
        message: '[{"text":"let me see"},{"toolUse":{"toolUseId":"1","name":"w","input":{"at":"Rome"}}}]',
      },
    };
    expect(readSpan(spanWith(chat, { events: [choice] })).reading).toMatchObject({
      kind: "model",
      finishReason: "tool_use",
      usage: { inputTokens: 9, cacheReadTokens: 4 },
      output: { text: "let me see", toolCalls: [{ id: "1", name: "w", args: { at: "Rome" } }] },
    });
  });

  test("a cycle of the loop is no call of a model; a swarm is an agent; others are left alone", () => {
    expect(readWith(strands, { ...of, "gen_ai.operation.name": "execute_event_loop_cycle" }).kind).toBe(
      "other",
    );
    expect(readWith(strands, { ...of, "gen_ai.operation.name": "invoke_swarm" }).kind).toBe("agent");
    expect(
      readWith(strands, { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.status": "error" }),
    ).toEqual({
      used: [],
    });
  });
});
