import { describe, expect, test } from "vitest";
import { pydanticAi } from "./pydantic-ai.ts";
import { readWith } from "./testing.ts";

const events = [
  { content: "Be brief.", role: "system", "gen_ai.message.index": 0, "event.name": "gen_ai.system.message" },
  { content: "weather?", role: "user", "gen_ai.message.index": 0, "event.name": "gen_ai.user.message" },
];
const asks = {
  role: "assistant",
  tool_calls: [{ id: "1", type: "function", function: { name: "w", arguments: '{"at":"Rome"}' } }],
  "event.name": "gen_ai.assistant.message",
};
const gave = { role: "tool", id: "1", name: "w", content: "sun", "event.name": "gen_ai.tool.message" };
const says = { role: "assistant", content: "Sun.", "event.name": "gen_ai.assistant.message" };

describe("Pydantic AI", () => {
  test.each([
    ["all_messages_events", JSON.stringify([...events, asks, gave, says])],
    [
      "pydantic_ai.all_messages",
      [
        { role: "system", parts: [{ type: "text", content: "Be brief." }] },
        { role: "user", parts: [{ type: "text", content: "weather?" }] },
        {
          role: "assistant",
          parts: [{ type: "tool_call", id: "1", name: "w", arguments: { at: "Rome" } }],
        },
        { role: "user", parts: [{ type: "tool_call_response", id: "1", name: "w", result: "sun" }] },
        { role: "assistant", parts: [{ type: "text", content: "Sun." }], finish_reason: "stop" },
      ],
    ],
  ])("a run in %s: what was asked comes before the first answer", (name, value) => {
    const reading = readWith(pydanticAi, { agent_name: "teller", [name]: value, final_result: "Sun." });
    expect(reading).toMatchObject({
      kind: "agent",
      agent: "teller",
      input: [
        { role: "system", text: "Be brief." },
        { role: "user", text: "weather?" },
      ],
      steps: [
        { role: "assistant", toolCalls: [{ id: "1", name: "w", args: { at: "Rome" } }] },
        { role: "tool", text: "sun", toolCallId: "1", toolName: "w" },
        { role: "assistant", text: "Sun." },
      ],
      output: { role: "assistant", text: "Sun." },
    });
    expect(reading.used).toEqual(expect.arrayContaining([name, "agent_name", "final_result"]));
  });

  test("of a longer history, what this run added was asked and answered in it", () => {
    const all = [...events, says, { ...events[1]!, content: "and tomorrow?" }, { ...says, content: "Rain." }];
    const reading = readWith(pydanticAi, {
      all_messages_events: all,
      "pydantic_ai.new_message_index": 3,
      "gen_ai.aggregated_usage.input_tokens": 9,
      "gen_ai.aggregated_usage.output_tokens": 2,
    });
    expect(reading.input?.map(({ text }) => text)).toEqual([
      "Be brief.",
      "weather?",
      "Sun.",
      "and tomorrow?",
    ]);
    expect(reading).toMatchObject({ output: { text: "Rain." }, usage: { inputTokens: 9, outputTokens: 2 } });
  });

  test("an older model call has its events in an attribute; a result that nobody said is the answer", () => {
    const chat = { events: [...events, { index: 0, message: says, "event.name": "gen_ai.choice" }] };
    expect(readWith(pydanticAi, chat)).toMatchObject({
      input: [{ role: "system" }, { role: "user", text: "weather?" }],
      output: { role: "assistant", text: "Sun." },
    });
    const typed = { agent_name: "a", all_messages_events: events, final_result: '{"city":"Rome"}' };
    expect(readWith(pydanticAi, typed).output).toEqual({ role: "assistant", text: '{"city":"Rome"}' });
  });

  test("older tools; the tools that a model was given", () => {
    expect(readWith(pydanticAi, { tool_arguments: '{"at":"Rome"}', tool_response: "sun" })).toMatchObject({
      kind: "tool",
      tool: { args: { at: "Rome" }, result: "sun" },
    });
    const parameters = {
      function_tools: [{ name: "w", description: "d", parameters_json_schema: { type: "object" } }],
    };
    expect(readWith(pydanticAi, { model_request_parameters: parameters }).tools).toEqual([
      { name: "w", description: "d", parameters: { type: "object" } },
    ]);
  });
});
