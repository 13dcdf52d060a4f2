import { describe, expect, test } from "vitest";
import { importedFrom, messagesIn, said } from "./testing.ts";

const event = (author: string, parts: object[], fields: object = {}) => ({
  author,
  content: { role: author === "user" ? "user" : "model", parts },
  timestamp: 1767323045.5,
  ...fields,
});
const call = { function_call: { id: "f1", name: "find", args: { n: 1 } } };
const session = (...events: object[]) => ({
  id: "s1",
  app_name: "shop",
  user_id: "mia",
  state: { email: "mia@example.com" },
  events,
  last_update_time: 1767323050,
});

describe("a session of the Agent Development Kit", () => {
  test("is a conversation of its events: texts, thoughts, calls, results, tokens", async () => {
    const usage_metadata = { prompt_token_count: 10, candidates_token_count: 3, thoughts_token_count: 4 };
    const { all, format, reasons } = await importedFrom(
      session(
        event("user", [{ text: "hi" }]),
        event("agent", [{ text: "hm", thought: true }, { text: "I look. " }, call], { usage_metadata }),
        event("agent", [{ function_response: { id: "f1", name: "find", response: { result: "three" } } }]),
        event("agent", [{ text: "Thr" }], { partial: true }),
        event("agent", [{ text: "Three." }, { inline_data: { mime_type: "image/png" } }], {
          model_version: "gemini-2.5-pro",
        }),
      ),
    );
    expect([format, reasons]).toEqual(["adk-session", []]);
    const atMs = 1767323045500;
    expect(messagesIn(all[0]!)).toEqual([
      { role: "user", text: "hi", atMs },
      {
        role: "assistant",
        text: "I look. ",
        reasoning: "hm",
        toolCalls: [{ id: "f1", name: "find", args: { n: 1 } }],
        usage: { inputTokens: 10, outputTokens: 7, reasoningTokens: 4 },
        atMs,
      },
      { role: "tool", text: "three", toolCallId: "f1", toolName: "find", atMs },
      { role: "assistant", text: "Three.[inline_data]", atMs },
    ]);
    expect(all[0]!.conversation).toMatchObject({
      id: "s1",
      model: "gemini-2.5-pro",
      attributes: { service: "shop", userId: "mia", agent: "agent" },
    });
    expect(JSON.stringify(all)).not.toContain("example.com");
  });

  test("names in camel case; a tool that failed; a call and result without ids find each other", async () => {
    const { all } = await importedFrom({
      id: "s2",
      appName: "shop",
      userId: "bo",
      events: [
        event("user", [{ text: "hi" }]),
        event("a", [{ functionCall: { name: "find", args: {} } }]),
        event("a", [{ functionResponse: { name: "find", response: { error: "down" } } }]),
      ],
    });
    expect(messagesIn(all[0]!).at(-1)).toMatchObject({
      role: "tool",
      isError: true,
      text: '{"error":"down"}',
    });
    expect(all[0]!.spans.find(({ kind }) => kind === "tool")).toMatchObject({
      status: "error",
      tool: { name: "find", result: '{"error":"down"}' },
    });
  });

  test("several in a list; one without messages is reported", async () => {
    const { all, reasons } = await importedFrom([
      session(event("user", [{ text: "hi" }])),
      { ...session(), id: "s9" },
    ]);
    expect([all.length, reasons]).toEqual([1, ["The session holds no messages."]]);
  });

  test("that ended in an error", async () => {
    const { all } = await importedFrom(
      session(
        event("user", [{ text: "hi" }]),
        event("a", [], { error_code: "SAFETY", error_message: "blocked" }),
      ),
    );
    expect([all[0]!.traces[0]!.status, all[0]!.conversation.attributes.error]).toEqual(["error", "blocked"]);
  });
});

describe("its test cases", () => {
  test("a list of turns is one expected conversation", async () => {
    const { all, format } = await importedFrom([
      { query: "hi", expected_tool_use: [], reference: "hello" },
      { query: "find", expected_tool_use: [{ tool_name: "find", tool_input: { n: 1 } }], reference: "found" },
    ]);
    expect([format, all[0]!.conversation.tags]).toEqual(["adk-eval-case", ["expected"]]);
    expect(said(all[0]!)).toEqual([
      "user: hi",
      "assistant: hello",
      "user: find",
      "assistant:  >find",
      "assistant: found",
    ]);
  });

  test("an eval set has one for each case", async () => {
    const conversation = [
      {
        user_content: { parts: [{ text: "hi" }] },
        final_response: { parts: [{ text: "hello" }] },
        intermediate_data: { tool_uses: [{ id: "t1", name: "greet", args: { a: 1 } }] },
      },
    ];
    const { all, reasons } = await importedFrom({
      eval_set_id: "set",
      eval_cases: [
        { eval_id: "c1", conversation },
        { eval_id: "c2", conversation: [] },
      ],
    });
    expect(all.map(({ conversation: { taskId } }) => taskId)).toEqual(["c1"]);
    expect(said(all[0]!)).toEqual(["user: hi", "assistant:  >greet", "assistant: hello"]);
    expect(reasons).toEqual(["The case holds no conversation."]);
  });
});
