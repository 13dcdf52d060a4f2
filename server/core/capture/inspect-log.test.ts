import { describe, expect, test } from "vitest";
import { importedFrom, messagesIn, said } from "./testing.ts";

const sample = (fields: object = {}) => ({
  id: "s1",
  epoch: 2,
  uuid: "u1",
  target: "42",
  messages: [
    { id: "m0", role: "system", content: "Be exact." },
    {
      id: "m1",
      role: "user",
      content: [
        { type: "text", text: "add" },
        { type: "image", image: "x.png" },
      ],
    },
    {
      id: "m2",
      role: "assistant",
      content: [
        { type: "reasoning", reasoning: "hm" },
        { type: "text", text: "" },
      ],
      tool_calls: [{ id: "c1", function: "sum", arguments: { a: 40, b: 2 }, type: "function" }],
    },
    {
      id: "m3",
      role: "tool",
      tool_call_id: "c1",
      function: "sum",
      content: "",
      error: { type: "timeout", message: "too slow" },
    },
    { id: "m4", role: "assistant", content: "attachment://abc" },
  ],
  attachments: { abc: "42" },
  output: {
    model: "gpt-4o-2024-08-06",
    choices: [{ stop_reason: "stop" }],
    usage: { input_tokens: 9, output_tokens: 1 },
  },
  scores: {
    match: { value: "C", explanation: "right" },
    tone: { value: { warm: 0.5, brief: "I" } },
    note: { value: "x" },
  },
  model_usage: {
    "openai/gpt-4o": { input_tokens: 100, output_tokens: 10, total_tokens: 150, input_tokens_cache_read: 40 },
    "openai/grader": { input_tokens: 9999, output_tokens: 1 },
  },
  events: [
    { event: "sample_init", timestamp: "2026-01-02T00:00:00Z" },
    {
      event: "model",
      timestamp: "2026-01-02T00:00:01Z",
      completed: "2026-01-02T00:00:03Z",
      output: { choices: [{ message: { id: "m2" } }], usage: { input_tokens: 50, output_tokens: 5 } },
    },
  ],
  total_time: 1.5,
  metadata: { level: 3 },
  ...fields,
});
const log = (...samples: object[]) => ({
  version: 2,
  status: "success",
  eval: {
    task: "sums",
    eval_id: "e1",
    run_id: "r1",
    model: "openai/gpt-4o",
    created: "2026-01-01T00:00:00Z",
  },
  plan: {},
  samples,
});

describe("a sample of Inspect", () => {
  test("is a conversation with its task, epoch, verdict and what the model under test spent", async () => {
    const { all, format, reasons } = await importedFrom(log(sample()));
    expect([format, reasons]).toEqual(["inspect", []]);
    expect(all[0]!.conversation).toMatchObject({
      id: "u1",
      taskId: "sums/s1",
      trial: 2,
      model: "gpt-4o-2024-08-06",
      outcome: { label: "pass", score: 1, explanation: "right" },
      usage: { inputTokens: 140, outputTokens: 10, cacheReadTokens: 40 },
      durationMs: 1500,
      startMs: Date.parse("2026-01-02T00:00:00Z"),
      attributes: { target: "42", metadata: { level: 3 }, finishReason: "stop" },
    });
    expect(Object.values(all[0]!.systemTexts)).toEqual(["Be exact."]);
  });

  test("has its messages with parts, thoughts, calls, failed tools, attachments, and tokens by call", async () => {
    const { all } = await importedFrom(log(sample()));
    expect(messagesIn(all[0]!)).toEqual([
      { role: "user", text: "add\n[image]" },
      {
        role: "assistant",
        text: "",
        reasoning: "hm",
        toolCalls: [{ id: "c1", name: "sum", args: { a: 40, b: 2 } }],
        usage: { inputTokens: 50, outputTokens: 5 },
        atMs: Date.parse("2026-01-02T00:00:03Z"),
      },
      { role: "tool", text: "too slow", toolCallId: "c1", toolName: "sum", isError: true },
      { role: "assistant", text: "42" },
    ]);
  });

  test("brings every score along, those of several values by name", async () => {
    const { all } = await importedFrom(log(sample()));
    expect(all[0]!.evaluations).toEqual([
      { name: "match", label: "pass", score: 1, explanation: "right" },
      { name: "tone.warm", label: "unknown", score: 0.5 },
      { name: "tone.brief", label: "fail", score: 0 },
      { name: "note", label: "x" },
    ]);
  });

  test.each([
    ["I", "fail", 0],
    ["P", "unknown", 0.5],
    ["N", "fail", 0],
    [1, "pass", 1],
    [true, "pass", 1],
    [0.25, "unknown", 0.25],
  ])("scored %s is %s", async (value, label, score) => {
    const { all } = await importedFrom(log(sample({ scores: { match: { value } } })));
    expect(all[0]!.conversation.outcome).toEqual({ label, score });
  });

  test("that ended in an error says so", async () => {
    const { all, reasons } = await importedFrom(
      log(sample({ error: { message: "sandbox died" }, scores: undefined }), {
        id: 2,
        messages: [],
        error: { message: "no key" },
      }),
    );
    expect(all[0]!.traces[0]!.status).toBe("error");
    expect(all[0]!.conversation.attributes.error).toBe("sandbox died");
    expect(reasons).toEqual(["The sample holds no messages: no key."]);
  });

  test("with an only answer and no events: the answer spent it all", async () => {
    const messages = [
      { role: "user", content: "hi" },
      { role: "assistant", content: "yes" },
    ];
    const { all } = await importedFrom(log(sample({ messages, events: [] })));
    expect(messagesIn(all[0]!)[1]!.usage).toMatchObject({ inputTokens: 140, outputTokens: 10 });
    expect(said(all[0]!)).toEqual(["user: hi", "assistant: yes"]);
  });
});

test("a log without samples says what became of it", async () => {
  const { all, reasons } = await importedFrom({ ...log(), status: "cancelled" });
  expect([all, reasons]).toEqual([[], ["The log holds no samples (its status: cancelled)."]]);
});

test("a log in Inspect's own format is a zip archive: the next step is said", async () => {
  const { reasons } = await importedFrom(Buffer.from("PK\u0003\u0004 rest of an archive"), "a.eval");
  expect(reasons).toEqual([expect.stringContaining("inspect log dump")]);
});

test("so does a file that is packed in another way", async () => {
  const { reasons } = await importedFrom(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 1, 2]), "a.zst");
  expect(reasons).toEqual(["Compressed with zstd; decompress it first: zstd -d FILE"]);
});
