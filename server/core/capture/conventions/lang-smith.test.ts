import { describe, expect, test } from "vitest";
import { spanWith } from "../otlp/testing.ts";
import { conversationIdOf, readSpan } from "./conventions.ts";
import { langSmith } from "./lang-smith.ts";
import { readWith } from "./testing.ts";

const id = ["langchain", "schema", "messages"];

describe("LangSmith, as LangChain and LangGraph export", () => {
  test("a model's run: the whole of what it got and gave", () => {
    const reading = readWith(langSmith, {
      "langsmith.span.kind": "llm",
      "langsmith.metadata.ls_model_name": "gpt-4o",
      "langsmith.span.tags": "seq:step:1, beta",
      "langsmith.metadata.lc_hub_repo": "team/answers",
      "langsmith.metadata.lc_hub_commit_hash": "a1b2",
      "gen_ai.prompt": JSON.stringify({
        messages: [
          [
            { lc: 1, type: "constructor", id: [...id, "SystemMessage"], kwargs: { content: "Be kind." } },
            { lc: 1, type: "constructor", id: [...id, "HumanMessage"], kwargs: { content: "hi" } },
          ],
        ],
      }),
      "gen_ai.completion": JSON.stringify({
        generations: [
          [
            {
              text: "",
              generation_info: { finish_reason: "tool_calls" },
              message: {
                lc: 1,
                type: "constructor",
                id: [...id, "AIMessage"],
                kwargs: {
                  content: "",
                  tool_calls: [{ id: "1", name: "w", args: { at: "Rome" }, type: "tool_call" }],
                },
              },
            },
          ],
        ],
      }),
    });
    expect(reading).toMatchObject({
      kind: "model",
      model: "gpt-4o",
      tags: ["beta"],
      prompt: { name: "team/answers", version: "a1b2" },
      input: [
        { role: "system", text: "Be kind." },
        { role: "user", text: "hi" },
      ],
      output: { role: "assistant", toolCalls: [{ id: "1", name: "w", args: { at: "Rome" } }] },
    });
  });

  test("the outermost chain is the agent, with the state of the graph; a thread is the conversation", () => {
    const attributes = {
      "langsmith.span.kind": "chain",
      "langsmith.metadata.thread_id": "t1",
      "gen_ai.prompt": '{"messages":[{"role":"user","content":"hi"}]}',
      "gen_ai.completion": '{"messages":[{"type":"human","content":"hi"},{"type":"ai","content":"hello"}]}',
    };
    expect(conversationIdOf(attributes)).toBe("t1");
    expect(readSpan(spanWith(attributes)).reading).toMatchObject({
      kind: "agent",
      input: [{ role: "user", text: "hi" }],
      output: { text: "hello" },
    });
    expect(readSpan(spanWith(attributes, { parentId: "c".repeat(16) })).reading.kind).toBe("other");
  });

  test("a tool that gives a message, one that gives a value, and documents", () => {
    const tool = {
      "langsmith.span.kind": "tool",
      "gen_ai.prompt": '{"input":"{\\"at\\":\\"Rome\\"}"}',
      "gen_ai.completion": '{"output":{"type":"tool","content":"sun","name":"w","tool_call_id":"1"}}',
    };
    expect(readWith(langSmith, tool).tool).toMatchObject({ callId: "1", result: "sun" });
    expect(readWith(langSmith, { ...tool, "gen_ai.completion": '{"output":{"c":20}}' }).tool?.result).toBe(
      '{"c":20}',
    );
    const found = {
      "langsmith.span.kind": "retriever",
      "gen_ai.completion": '{"documents":[{"page_content":"p","metadata":{"source":"a.md"}}]}',
    };
    expect(readWith(langSmith, found).documents).toEqual([{ text: "p", metadata: { source: "a.md" } }]);
  });
});
