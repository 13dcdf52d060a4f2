import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/index.ts";
import { assemble } from "./assemble.ts";
import type { OtlpSpan } from "./otlp-span.ts";
import { read } from "./read-span.ts";
import { message, spanId, spanWith, traceId } from "./testing.ts";

const resource = { "service.name": "shop" };
const span = (n: number, attributes: Record<string, unknown>, more: Partial<OtlpSpan> = {}): OtlpSpan =>
  spanWith(attributes, {
    traceId: traceId(1),
    spanId: spanId(n),
    startMs: 1_767_225_600_000 + n,
    endMs: 1_767_225_600_000 + n + 0.5,
    resource,
    ...more,
  });
const assembled = (...spans: readonly OtlpSpan[]) =>
  assemble(
    "c1",
    spans.map((one) => read(one, [], (same) => same)),
  )!;

const chat = {
  "gen_ai.operation.name": "chat",
  "gen_ai.input.messages": JSON.stringify([message("user", "refund?")]),
  "gen_ai.output.messages": JSON.stringify([
    {
      role: "assistant",
      parts: [
        { type: "reasoning", content: "which order" },
        { type: "text", content: "Which order?" },
      ],
    },
  ]),
};

describe("what a span says has a field of its own", () => {
  test("tokens of each kind, why it stopped, the thoughts, the service, the tools once", () => {
    const tools = [
      { type: "function", name: "refund", description: "gives money back", parameters: { type: "object" } },
    ];
    const { conversation, traces, spans, systemTexts } = assembled(
      span(1, {
        ...chat,
        "gen_ai.usage.input_tokens": 10,
        "gen_ai.usage.output_tokens": 4,
        "gen_ai.usage.reasoning.output_tokens": 3,
        "gen_ai.usage.cache_read.input_tokens": 8,
        "gen_ai.usage.cache_creation.input_tokens": 1,
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.tool.definitions": JSON.stringify(tools),
        "app.shard": 7,
      }),
    );
    const usage = {
      inputTokens: 10,
      outputTokens: 4,
      reasoningTokens: 3,
      cacheReadTokens: 8,
      cacheWriteTokens: 1,
    };
    expect(spans[0]).toMatchObject({
      usage,
      finishReason: "stop",
      service: "shop",
      attributes: { "app.shard": 7 },
    });
    expect(spans[0]!.output).toMatchObject({ text: "Which order?", reasoning: "which order", usage });
    expect(conversation.usage).toEqual(usage);
    expect(traces[0]).toMatchObject({ service: "shop", toolsHash: expect.any(String) });
    expect(JSON.parse(systemTexts[traces[0]!.toolsHash!]!)).toEqual([
      { name: "refund", description: "gives money back", parameters: { type: "object" } },
    ]);
  });

  test.each([
    ["the status", { statusText: "503" }, "503"],
    [
      "an exception",
      {
        events: [
          { name: "exception", attributes: { "exception.type": "Timeout", "exception.message": "10 s" } },
        ],
      },
      "Timeout: 10 s",
    ],
    ["its type", { attributes: { ...chat, "error.type": "RateLimit" } }, "RateLimit"],
    ["nothing", {}, undefined],
  ])("what went wrong is told by %s", (_, more, expected) => {
    expect(assembled(span(1, chat, { status: "error", ...more })).spans[0]!.error).toBe(expected);
  });

  test("a call that two instrumentations recorded, one inside of the other, is counted once", () => {
    const told = (tokens: number) => ({
      ...chat,
      "gen_ai.usage.input_tokens": tokens,
      "gen_ai.usage.cost": tokens / 4,
    });
    const { conversation, spans } = assembled(
      span(1, told(12)),
      span(2, told(10), { parentId: spanId(1) }),
      span(3, told(5)),
    );
    expect(spans).toHaveLength(3);
    expect(conversation).toMatchObject({ usage: { inputTokens: 15 }, costUsd: 3.75 });
  });

  test("a parent that is not there keeps its id, so that it is found when it comes", () => {
    const { spans } = assembled(span(1, chat, { parentId: spanId(9) }));
    expect(spans[0]!.parentId).toBe(`${traceId(1)}:${spanId(9)}`);
  });

  test("evaluations: of a span, and of the conversation", () => {
    const result = { "gen_ai.evaluation.name": "tone", "gen_ai.evaluation.score.label": "pass" };
    const { evaluations, spans } = assembled(
      span(
        1,
        {
          ...chat,
          "trace.evaluations.0.evaluation.name": "solved",
          "trace.evaluations.0.evaluation.score": 1,
        },
        {
          events: [{ name: "gen_ai.evaluation.result", attributes: result }],
        },
      ),
    );
    expect(evaluations).toEqual([{ name: "tone", label: "pass", spanId: spans[0]!.id }]);
    const openInference = {
      ...chat,
      "openinference.span.kind": "LLM",
      "evaluations.0.evaluation.name": "tone",
      "evaluations.0.evaluation.score": 0.5,
      "trace.evaluations.0.evaluation.name": "solved",
      "trace.evaluations.0.evaluation.label": "yes",
    };
    expect(assembled(span(1, openInference)).evaluations).toEqual([
      { name: "tone", score: 0.5, spanId: spans[0]!.id },
      { name: "solved", label: "yes" },
    ]);
  });

  test.each([
    [
      "OpenTelemetry",
      {
        "gen_ai.prompt.name": "support",
        "gen_ai.prompt.version": "3",
        "gen_ai.prompt.variable.tone": "kind",
      },
    ],
    [
      "OpenInference",
      {
        "llm.prompt_template.name": "support",
        "llm.prompt_template.version": "3",
        "llm.prompt_template.variables": '{"tone":"kind"}',
      },
    ],
    [
      "OpenLLMetry",
      {
        "traceloop.prompt.key": "support",
        "traceloop.prompt.version": 3,
        "traceloop.prompt.template_variables.tone": "kind",
      },
    ],
  ])("a prompt's name, version and variables by %s", (_, attributes) => {
    const { conversation } = assembled(span(1, { ...chat, ...attributes }));
    expect(conversation).toMatchObject({
      promptHint: { name: "support", version: "3" },
      attributes: { promptVariables: { tone: "kind" } },
    });
  });

  test.each([
    [
      "OpenTelemetry",
      {
        "gen_ai.operation.name": "retrieval",
        "gen_ai.retrieval.documents": '[{"id":"d1","score":0.5,"content":"30 days"}]',
      },
    ],
    [
      "OpenInference",
      {
        "openinference.span.kind": "RETRIEVER",
        "retrieval.documents.0.document.id": "d1",
        "retrieval.documents.0.document.score": 0.5,
        "retrieval.documents.0.document.content": "30 days",
      },
    ],
    [
      "Langfuse",
      {
        "langfuse.observation.type": "retriever",
        "langfuse.observation.output": '[{"id":"d1","score":0.5,"page_content":"30 days"}]',
      },
    ],
  ])("documents by %s", (_, attributes) => {
    expect(assembled(span(1, chat), span(2, attributes)).spans[1]!.documents).toEqual([
      { id: "d1", score: 0.5, text: "30 days" },
    ]);
  });
});

test("a log record that was sent twice is read once; later ones do not come first", () => {
  const said = (name: string, content: string, atMs: number) => ({ name, atMs, attributes: { content } });
  const logs = [
    said("gen_ai.choice", "hello", 3),
    said("gen_ai.user.message", "hi", 2),
    said("gen_ai.system.message", "Be kind.", 1),
  ];
  const { reading } = read(span(1, { "gen_ai.operation.name": "chat" }), [...logs, ...logs], (same) => same);
  expect(reading.input?.map(({ text }) => text)).toEqual(["Be kind.", "hi"]);
  expect(reading.output).toMatchObject({ text: "hello" });
});

/** Every name that a convention asks for. */
const names = readdirSync(join(import.meta.dirname, "../conventions"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .flatMap(
    (file) =>
      readFileSync(join(import.meta.dirname, "../conventions", file), "utf8").match(
        /"[a-z_]+(?:\.[a-z0-9_]+)+"|"(?:all_messages_events|events|final_result|agent_name|tool_response|crew_inputs)"/g,
      ) ?? [],
  )
  .map((quoted) => quoted.slice(1, -1));
const values = [
  ...[undefined, null, "", "{", "[]", "{}", "[[[]]]", "null", "NaN", '"a"', "\u0000\ud800", "9".repeat(400)],
  ...[0, -1, Number.NaN, Infinity, -Infinity, 1e308, true, [], {}, [null], [[1]], [{}], { a: { b: [] } }],
  ...[
    [{ role: "user" }],
    [{ role: 7, content: { parts: 1 } }],
    { messages: "x" },
    { choices: [] },
    { kwargs: null, id: 1 },
  ],
  ...[
    '[{"type":"tool_call"}]',
    '[{"parts":[null,1,{"type":"blob","content":5}]}]',
    '{"output":[{"type":"message"}],"usage":{"input_tokens":"x"}}',
  ],
];

test("no value of an attribute makes reading or assembling throw, and what comes out is plain JSON", () => {
  const random = seededRandom(11);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  expect(names.length).toBeGreaterThan(150);
  for (let i = 0; i < 3000; i++) {
    const attributes = Object.fromEntries(Array.from({ length: 12 }, () => [pick(names), pick(values)]));
    const events = [
      { name: pick(names), attributes: { ...attributes }, body: pick(values), atMs: Number.NaN },
    ];
    const one = span(1, attributes, {
      events,
      startMs: pick([undefined, -1, 1e300, 5]),
      status: pick(["error", "unset"]),
    });
    const made = assemble("c", [read(one, events, (same) => same), read(span(2, chat), [], (same) => same)]);
    expect(JSON.parse(JSON.stringify(made?.conversation))).toMatchObject({ id: "c" });
  }
});
