import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { type Captured, type Message, messagesFromSpans } from "../store/index.ts";
import { contentHashOf } from "./captured.ts";
import { importFiles } from "./import-files.ts";

const { path: folder, remove } = tempFolder();
afterAll(remove);

async function read(content: unknown, name = "file.json") {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  const all: Captured[] = [];
  const { files } = await importFiles([path], { onCaptured: async (batch) => void all.push(...batch) });
  return { all, format: files[0]!.format, reasons: files[0]!.problems.map(({ reason }) => reason) };
}

const said = ({ spans }: Captured): Message[] => messagesFromSpans(spans);
const lines = (...values: unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join("");
const hello = [{ role: "user", content: "hello" }];

describe("tau-bench", () => {
  const traj = [
    { role: "system", content: "rules" },
    { role: "user", content: "book" },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "c1", type: "function", function: { name: "book", arguments: '{"n":1}' } }],
    },
    { role: "tool", tool_call_id: "c1", name: "book", content: "done" },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "c2", function: { name: "pay", arguments: '{"broken' } }],
    },
  ];

  test("an entry becomes a conversation with task, trial, outcome and a made-up id that content decides", async () => {
    const { all, format } = await read([
      { task_id: 3, trial: 2, reward: 1, info: { task: { user_id: "mia" }, user_cost: 0.5 }, traj },
      { task_id: 3, trial: 2, reward: 0, info: {}, traj },
      { task_id: 4, trial: 0, reward: 0.65, info: {}, traj },
    ]);
    expect(format).toBe("tau-bench");
    expect(all[0]!.conversation).toMatchObject({
      id: expect.stringMatching(/^tau-3-2-[0-9a-f]{8}$/),
      taskId: "3",
      trial: 2,
      outcome: { label: "pass", score: 1 },
      messageCount: 4,
      attributes: { userId: "mia", userCostUsd: 0.5 },
    });
    expect(all.map(({ conversation }) => conversation.outcome!.label)).toEqual(["pass", "fail", "pass"]);
    expect(new Set(all.map(({ conversation }) => conversation.id)).size).toBe(3);
    expect(Object.values(all[0]!.systemTexts)).toEqual(["rules"]);
    expect(all[0]!.traces[0]!.systemHash).toBe(Object.keys(all[0]!.systemTexts)[0]);
  });

  test("arguments are parsed, or stay the text that they are", async () => {
    const { all } = await read([{ task_id: 3, trial: 2, reward: 1, traj }]);
    expect(said(all[0]!)).toEqual([
      { role: "user", text: "book" },
      { role: "assistant", text: "", toolCalls: [{ id: "c1", name: "book", args: { n: 1 } }] },
      { role: "tool", text: "done", toolCallId: "c1", toolName: "book" },
      { role: "assistant", text: "", toolCalls: [{ id: "c2", name: "pay", args: '{"broken' }] },
    ]);
  });

  test("a run that crashed is reported with its error", async () => {
    const { all, reasons } = await read([
      { task_id: 1, trial: 0, reward: 0, info: { error: "timeout" }, traj: [] },
    ]);
    expect([all, reasons]).toEqual([[], ["It holds no messages: timeout."]]);
  });
});

describe("tau2-bench", () => {
  const info = {
    git_commit: "abc",
    agent_info: { llm: "gpt", llm_args: { api_key: "secret" } },
    environment_info: { domain_name: "air", policy: "Be kind." },
  };
  const messages = [
    { role: "assistant", content: "Hi", timestamp: "2025-08-01T10:00:00.5", cost: 0, usage: null },
    {
      role: "user",
      content: "fix it",
      timestamp: "2025-08-01T10:00:02",
      cost: 0.3,
      usage: { prompt_tokens: 9, completion_tokens: 9 },
    },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "a", name: "look", arguments: { x: 1 }, requestor: "assistant" }],
      cost: 0.1,
      usage: { prompt_tokens: 5, completion_tokens: 2 },
    },
    { role: "tool", id: "a", content: "seen", requestor: "assistant", error: true },
    {
      role: "user",
      content: null,
      tool_calls: [{ id: "u", name: "reboot", arguments: {}, requestor: "user" }],
    },
    { role: "tool", id: "u", content: "rebooted", requestor: "user" },
    { role: "user", content: "done" },
  ];
  const simulation = {
    id: "sim-1",
    task_id: "13",
    trial: 0,
    start_time: "2025-08-01T10:00:00",
    end_time: "2025-08-01T10:01:00",
    duration: 1.5,
    termination_reason: "user_stop",
    agent_cost: 0.1,
    user_cost: 0.3,
    reward_info: {
      reward: 0.5,
      reward_basis: ["DB"],
      nl_assertions: [{ nl_assertion: "kind", met: false, justification: "long" }],
    },
    messages,
  };

  test("a simulation becomes a conversation under its own id, whatever the order of the file", async () => {
    const { all, format } = await read({ info, tasks: [], simulations: [simulation] });
    const turned = await read({ simulations: [simulation], tasks: [], info });
    expect([format, turned.reasons]).toEqual(["tau2-bench", []]);
    expect(turned.all).toEqual(all);
    expect(all[0]!.conversation).toMatchObject({
      id: "sim-1",
      taskId: "13",
      outcome: { label: "fail", score: 0.5 },
      model: "gpt",
      startMs: Date.UTC(2025, 7, 1, 10),
      durationMs: 1500,
      costUsd: 0.1,
      usage: { inputTokens: 5, outputTokens: 2 },
      attributes: {
        systemTextFrom: "environment_info.policy",
        terminationReason: "user_stop",
        nlAssertions: [{ assertion: "kind", met: false }],
      },
    });
    expect(Object.values(all[0]!.systemTexts)).toEqual(["Be kind."]);
    expect(JSON.stringify(all)).not.toContain("secret");
  });

  test("what the simulated user did with its own tools is beside the conversation, not in it", async () => {
    const { all } = await read({ info, simulations: [simulation] });
    expect(said(all[0]!)).toEqual([
      { role: "assistant", text: "Hi", atMs: Date.UTC(2025, 7, 1, 10, 0, 0, 500), costUsd: 0 },
      { role: "user", text: "fix it", atMs: Date.UTC(2025, 7, 1, 10, 0, 2) },
      {
        role: "assistant",
        text: "",
        toolCalls: [{ id: "a", name: "look", args: { x: 1 } }],
        costUsd: 0.1,
        usage: { inputTokens: 5, outputTokens: 2 },
      },
      { role: "tool", text: "seen", toolCallId: "a", isError: true },
      { role: "user", text: "done" },
    ]);
    expect(
      all[0]!.spans.filter(({ kind }) => kind === "tool").map(({ name, status }) => [name, status]),
    ).toEqual([["look", "error"]]);
    expect(
      all[0]!.spans.filter(({ kind }) => kind === "other").map(({ name, attributes }) => [name, attributes]),
    ).toEqual([
      ["user tool reboot", { requestor: "user", callId: "u", arguments: {} }],
      ["user tool result", { requestor: "user", callId: "u", result: "rebooted" }],
    ]);
  });
});

describe("chat", () => {
  test("one conversation a line, with all that may stand beside its messages", async () => {
    const { all, format, reasons } = await read(
      lines({
        conversation_id: "c1",
        task_id: 5,
        trial: 1,
        messages: [
          {
            role: "developer",
            content: [
              { type: "text", text: "Be" },
              { type: "text", text: "kind." },
            ],
          },
          {
            role: "Human",
            content: [
              { type: "text", text: "look" },
              { type: "image_url", image_url: { url: "x" } },
            ],
          },
          { role: "ai", content: null, function_call: { name: "f", arguments: "{}" } },
          { role: "function", name: "f", content: { a: 1, type: "json" } },
        ],
        metadata: { prompt: "coach.md", prompt_version: 2, city: "Rome" },
        tags: ["beta", 7],
        model: "m",
        reward: 0.25,
        label: "pass",
        started_at: 1_700_000_000,
        ended_at: "2023-11-14T22:13:21Z",
        latency_ms: 12,
        cost_usd: 0.02,
        usage: { input_tokens: 3, output_tokens: 4 },
        channel: "web",
      }),
    );
    expect([format, reasons]).toEqual(["chat", []]);
    expect(all[0]!.conversation).toMatchObject({
      id: "c1",
      taskId: "5",
      trial: 1,
      outcome: { label: "pass", score: 0.25 },
      promptHint: { name: "coach.md", version: "2" },
      tags: ["beta"],
      model: "m",
      startMs: 1_700_000_000_000,
      endMs: 1_700_000_001_000,
      durationMs: 12,
      costUsd: 0.02,
      usage: { inputTokens: 3, outputTokens: 4 },
      attributes: { city: "Rome", channel: "web" },
      messageCount: 3,
    });
    expect(Object.values(all[0]!.systemTexts)).toEqual(["Be\nkind."]);
    expect(said(all[0]!).map(({ role, text }) => [role, text])).toEqual([
      ["user", "look\n[image_url]"],
      ["assistant", ""],
      ["tool", "[json]"],
    ]);
    expect(all[0]!.spans.find(({ kind }) => kind === "tool")!.tool).toEqual({
      callId: "",
      name: "f",
      args: {},
      result: "[json]",
    });
  });

  test.each([
    [
      "an array",
      [
        { id: "a", messages: hello },
        { id: "b", messages: hello },
      ],
    ],
    [
      "an array written over many lines",
      JSON.stringify(
        [
          { id: "a", messages: hello },
          { id: "b", messages: hello },
        ],
        null,
        2,
      ),
    ],
    [
      "an array with one entry a line",
      `[\n${JSON.stringify({ id: "a", messages: hello })},\n${JSON.stringify({ id: "b", messages: hello })}\n]`,
    ],
    [
      "objects over many lines, one after the other",
      ["a", "b"].map((id) => JSON.stringify({ id, messages: hello }, null, 2)).join("\n"),
    ],
    ["lines", lines({ id: "a", messages: hello }, { id: "b", messages: hello })],
  ])("%s reads the same", async (_name, content) => {
    const { all, reasons } = await read(content);
    expect([all.map(({ conversation }) => conversation.id), reasons]).toEqual([["a", "b"], []]);
  });

  test("a single object over many lines is one conversation", async () => {
    const { all } = await read(JSON.stringify({ id: "a", messages: hello }, null, 2));
    expect(all.map(said)).toEqual([[{ role: "user", text: "hello" }]]);
  });

  test("one message a line, conversations interleaved, facts on any line", async () => {
    const { all, reasons } = await read(
      lines(
        { conversation_id: "x", role: "system", content: "rules", prompt: "p" },
        { conversation_id: "y", role: "user", content: "y1" },
        { conversation_id: "x", role: "user", content: "x1", usage: { prompt_tokens: 1 } },
        { thread_id: "y", role: "assistant", content: "y2", outcome: false },
        { conversation_id: "x", task_id: "t", outcome: "pass" },
        { conversation_id: "x", role: "wizard", content: "x2" },
      ),
    );
    expect(all.map((one) => [one.conversation.id, ...said(one).map(({ text }) => text)])).toEqual([
      ["x", "x1"],
      ["y", "y1", "y2"],
    ]);
    expect(all[0]!.conversation).toMatchObject({
      taskId: "t",
      outcome: { label: "pass" },
      promptHint: { name: "p" },
    });
    expect(all[1]!.conversation.outcome!.label).toBe("fail");
    expect(Object.values(all[0]!.systemTexts)).toEqual(["rules"]);
    expect(reasons).toEqual(['Unknown role "wizard"; the message was left out of conversation "x".']);
  });

  test("times order messages only where every message has one", async () => {
    const message = (conversation_id: string, content: string, timestamp?: string) => ({
      conversation_id,
      role: "user",
      content,
      timestamp,
    });
    const { all } = await read(
      lines(
        message("x", "late", "2025-01-01T00:00:02Z"),
        message("x", "early", "2025-01-01T00:00:01Z"),
        message("y", "one", "2025-01-01T00:00:02Z"),
        message("y", "two"),
      ),
    );
    expect(all.map((one) => said(one).map(({ text }) => text))).toEqual([
      ["early", "late"],
      ["one", "two"],
    ]);
  });

  test.each([
    [{ reward: 1 }, { label: "pass", score: 1 }],
    [{ score: 0 }, { label: "fail", score: 0 }],
    [{ score: 0.5 }, { label: "unknown", score: 0.5 }],
    [{ outcome: true }, { label: "pass" }],
    [{ label: "FAILED" }, { label: "fail" }],
    [
      { outcome: { label: "fail", score: 0.2, explanation: "late" } },
      { label: "fail", score: 0.2, explanation: "late" },
    ],
    [{ metadata: { reward: 1 } }, { label: "pass", score: 1 }],
    [{ label: "billing" }, undefined],
    [{ score: 4 }, undefined],
  ])("%j means %j", async (fields, outcome) => {
    const { all, reasons } = await read(lines({ id: "a", messages: hello, ...fields }));
    expect(all[0]!.conversation.outcome).toEqual(outcome);
    expect(reasons).toHaveLength("score" in fields && fields.score === 4 ? 1 : 0);
  });

  test("an entry with a role nobody knows, or without messages, is reported and left out", async () => {
    const { all, reasons } = await read(
      lines({ messages: [{ role: "constructor", content: "x" }] }, { messages: [] }, { messages: hello }),
    );
    expect(all).toHaveLength(1);
    expect(reasons).toEqual([
      'Unknown role "constructor" (message 1); the conversation was left out.',
      "It holds no messages.",
    ]);
  });
});

test("the content hash changes with what was said and how it went, and with nothing else", () => {
  const base: Message[] = [{ role: "assistant", text: "a", toolCalls: [{ id: "1", name: "t", args: {} }] }];
  const hash = contentHashOf(base, { taskId: "1" });
  expect(contentHashOf([{ ...base[0]!, atMs: 5, costUsd: 1 }], { taskId: "1" })).toBe(hash);
  const others = [
    contentHashOf([{ ...base[0]!, text: "b" }], { taskId: "1" }),
    contentHashOf([{ ...base[0]!, toolCalls: [{ id: "2", name: "t", args: {} }] }], { taskId: "1" }),
    contentHashOf(base, { taskId: "2" }),
    contentHashOf(base, { taskId: "1", trial: 1 }),
    contentHashOf(base, { taskId: "1", systemText: "s" }),
    contentHashOf(base, { taskId: "1", outcome: { label: "pass" } }),
    contentHashOf(base, { taskId: "1", promptHint: { name: "p" } }),
  ];
  expect(new Set([hash, ...others]).size).toBe(8);
});
