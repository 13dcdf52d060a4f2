import { expect, test } from "vitest";
import { genAiEvents } from "./gen-ai-events.ts";
import { readWith } from "./testing.ts";

test("messages as events, their fields in attributes or in a log record's body", () => {
  const reading = readWith(genAiEvents, {}, [
    { name: "gen_ai.system.message", attributes: { content: "Be kind." } },
    { name: "gen_ai.user.message", attributes: {}, body: { content: "where?" } },
    {
      name: "gen_ai.assistant.message",
      attributes: {},
      body: { tool_calls: [{ id: "1", function: { name: "find", arguments: '{"n":1}' } }] },
    },
    { name: "gen_ai.tool.message", attributes: { id: "1", content: "gone" } },
    { name: "gen_ai.choice", attributes: {}, body: { index: 0, message: { content: "It is gone." } } },
    { name: "gen_ai.choice", attributes: { index: 1, message: "another" } },
    { name: "exception", attributes: {} },
  ]);
  expect(reading.input).toEqual([
    { role: "system", text: "Be kind." },
    { role: "user", text: "where?" },
    { role: "assistant", text: "", toolCalls: [{ id: "1", name: "find", args: { n: 1 } }] },
    { role: "tool", text: "gone", toolCallId: "1" },
  ]);
  expect(reading.output).toEqual({ role: "assistant", text: "It is gone." });
});

test("Bedrock's blocks as JSON, as Strands writes them", () => {
  const reading = readWith(genAiEvents, {}, [
    { name: "gen_ai.user.message", attributes: { content: '[{"text":"hi"}]' } },
    {
      name: "gen_ai.assistant.message",
      attributes: { content: '[{"toolUse":{"toolUseId":"t","name":"calc","input":{"e":"1+1"}}}]' },
    },
    {
      name: "gen_ai.tool.message",
      attributes: { content: '[{"toolResult":{"toolUseId":"t","status":"error","content":[{"text":"2"}]}}]' },
    },
    { name: "gen_ai.choice", attributes: { message: '[{"text":"two"}]' } },
  ]);
  expect(reading.input!.slice(1)).toEqual([
    { role: "assistant", text: "", toolCalls: [{ id: "t", name: "calc", args: { e: "1+1" } }] },
    { role: "tool", text: "2", toolCallId: "t", isError: true },
  ]);
  expect(reading.output!.text).toBe("two");
});

test("fields as JSON in one attribute, as Azure's clients for inference write them", () => {
  const event = (name: string, content: unknown) => ({
    name,
    attributes: { "gen_ai.system": "az.ai.inference", "gen_ai.event.content": JSON.stringify(content) },
  });
  const call = { id: "1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } };
  const reading = readWith(genAiEvents, {}, [
    event("gen_ai.user.message", { role: "user", content: "and in Oslo?" }),
    event("gen_ai.choice", {
      finish_reason: "tool_calls",
      index: 0,
      message: { content: "", tool_calls: [call] },
    }),
  ]);
  expect(reading.input).toEqual([{ role: "user", text: "and in Oslo?" }]);
  expect(reading.output!.toolCalls).toEqual([{ id: "1", name: "weather", args: { city: "Oslo" } }]);
  expect(reading.finishReason).toBe("tool_calls");
  const broken = { name: "gen_ai.user.message", attributes: { "gen_ai.event.content": '{"role":' } };
  expect(readWith(genAiEvents, {}, [broken]).input).toEqual([{ role: "user", text: '{"role":' }]);
});

test("the earliest form, and bodies with lists of messages", () => {
  const old = readWith(genAiEvents, {}, [
    { name: "gen_ai.content.prompt", attributes: { "gen_ai.prompt": '[{"role":"user","content":"a"}]' } },
    {
      name: "gen_ai.content.completion",
      attributes: { "gen_ai.completion": '[{"role":"assistant","content":"b"}]' },
    },
  ]);
  const body = {
    input: { messages: [{ role: "user", content: "a" }] },
    output: { messages: [{ role: "assistant", content: "b" }] },
  };
  const listed = readWith(genAiEvents, {}, [{ name: "strands.telemetry.tracer", attributes: {}, body }]);
  for (const { input, output } of [old, listed])
    expect([input, output]).toEqual([[{ role: "user", text: "a" }], { role: "assistant", text: "b" }]);
});

test("a user's text that looks like a list of something else stays that text", () => {
  const text = '[{"sku": 1}]';
  expect(
    readWith(genAiEvents, {}, [{ name: "gen_ai.user.message", attributes: { content: text } }]).input![0]!
      .text,
  ).toBe(text);
});
