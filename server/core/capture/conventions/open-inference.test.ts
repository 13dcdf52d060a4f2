import { expect, test } from "vitest";
import { openInference } from "./open-inference.ts";
import { readWith } from "./testing.ts";

test("a model call: messages, contents, calls and results from flat names", () => {
  const reading = readWith(openInference, {
    "openinference.span.kind": "LLM",
    "llm.model_name": "m",
    "llm.input_messages.0.message.role": "system",
    "llm.input_messages.0.message.content": "Be kind.",
    "llm.input_messages.1.message.role": "user",
    "llm.input_messages.1.message.contents.0.message_content.type": "text",
    "llm.input_messages.1.message.contents.0.message_content.text": "hi",
    "llm.input_messages.1.message.contents.1.message_content.type": "image",
    "llm.input_messages.2.message.role": "tool",
    "llm.input_messages.2.message.tool_call_id": "1",
    "llm.input_messages.2.message.content": "42",
    "llm.output_messages.0.message.role": "assistant",
    "llm.output_messages.0.message.tool_calls.0.tool_call.id": "2",
    "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "f",
    "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"a":1}',
    "llm.token_count.prompt": 5,
    "llm.token_count.completion": 6,
    "llm.cost.total": 0.01,
    "input.value": "the same again",
    "prompt.name": "p",
    "llm.invocation_parameters": "{}",
  });
  expect(reading).toMatchObject({
    kind: "model",
    input: [
      { role: "system", text: "Be kind." },
      { role: "user", text: "hi\n[image]" },
      { role: "tool", text: "42", toolCallId: "1" },
    ],
    output: { role: "assistant", text: "", toolCalls: [{ id: "2", name: "f", args: { a: 1 } }] },
    usage: { inputTokens: 5, outputTokens: 6 },
    costUsd: 0.01,
    prompt: { name: "p" },
  });
  expect(reading.used).toContain("input.value");
  expect(reading.used).not.toContain("llm.invocation_parameters");
});

test.each([
  ["hi", "yo"],
  ['{"messages":[{"role":"user","content":"hi"}]}', '{"role":"assistant","content":"yo"}'],
  ['{"task":"hi","stream":false}', '{"output":"yo"}'],
  ['{"messages":[[{"lc":1,"id":["langchain","schema","HumanMessage"],"kwargs":{"content":"hi"}}]]}', "yo"],
])("an agent's values %s", (input, output) => {
  const reading = readWith(openInference, {
    "openinference.span.kind": "AGENT",
    "input.value": input,
    "output.value": output,
  });
  expect([reading.kind, reading.input, reading.output]).toEqual([
    "agent",
    [{ role: "user", text: "hi" }],
    { role: "assistant", text: "yo" },
  ]);
});

test("tools and retrieved documents", () => {
  const tool = {
    "openinference.span.kind": "TOOL",
    "tool.name": "f",
    "tool.id": "1",
    "input.value": '{"args":[],"kwargs":{"q":"x"}}',
    "output.value": '{"n":1}',
  };
  expect(readWith(openInference, tool).tool).toEqual({
    name: "f",
    callId: "1",
    args: { q: "x" },
    result: '{"n":1}',
  });
  const documents = {
    "openinference.span.kind": "RETRIEVER",
    "retrieval.documents.0.document.content": "a",
    "retrieval.documents.0.document.score": 0.5,
    "retrieval.documents.1.document.content": "b",
  };
  expect(readWith(openInference, documents)).toMatchObject({
    kind: "retrieval",
    documents: [{ text: "a", score: 0.5 }, { text: "b" }],
  });
});

test("a retrieval that gave nothing is told from one that does not say what it gave", () => {
  const retriever = { "openinference.span.kind": "RETRIEVER", "input.value": "warranty" };
  const gave = (value: string) => readWith(openInference, { ...retriever, "output.value": value }).documents;
  expect(gave('{"documents": []}')).toEqual([]);
  expect(gave("[]")).toEqual([]);
  expect(gave('["two years"]')).toEqual([{ text: "two years" }]);
  expect(gave("nothing")).toBeUndefined();
  expect(readWith(openInference, retriever).documents).toBeUndefined();
});
