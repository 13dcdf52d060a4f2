/**
 * Imports every file of a corpus of traces that public projects wrote or test with, and compares with what is in them, as read by eye.
 * Prints a table of it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { importFiles } from "../server/core/capture/index.ts";
import { type Captured, messagesFromSpans } from "../server/core/store/index.ts";
import { realData } from "./support/real-data.ts";

const folder = realData("c-otel");

/** What a file gives. `tokens`: in and out, undefined where the file counts none. `system`: conversations with a system text. */
interface Row {
  readonly format: string;
  readonly conversations: number;
  readonly users: number;
  readonly answers: number;
  readonly calls: number;
  readonly results: number;
  /** Tool spans, and how many of them have a result. */
  readonly toolSpans: readonly [number, number];
  readonly tokens: readonly [number, number] | undefined;
  readonly system: number;
}

const row = (
  format: string,
  [conversations, users, answers, calls, results]: readonly [number, number, number, number, number],
  toolSpans: Row["toolSpans"],
  tokens: Row["tokens"],
  system: number,
): Row => ({ format, conversations, users, answers, calls, results, toolSpans, tokens, system });

const expected: Readonly<Record<string, Row>> = {
  // 34 events of which six are calls and six are results; the session counts no tokens.
  "adk-samples/123.session.json": row("adk-session", [1, 11, 17, 6, 6], [6, 6], undefined, 0),
  // Ten turns with six expected calls, whose results a test case does not tell.
  "adk-samples/full_conversation.test.json": row("adk-eval-case", [1, 10, 16, 6, 0], [6, 0], undefined, 0),
  "inspect-ai/popularity.json": row("inspect", [3, 3, 3, 0, 0], [0, 0], [192, 6], 3),
  "langwatch-fixtures/gemini-B.llm_call.json": row("otlp", [1, 2, 1, 0, 0], [0, 0], [767, 30], 1),
  // Four calls to generate, each told by its own span and by the one around it in a trace of its own; two more embed.
  "openinference-fixtures/all-spans.json": row("otlp", [8, 10, 10, 0, 0], [0, 0], [284, 594], 2),
  "openinference-fixtures/openinference_client_span_tool_calls.json": row(
    "otlp",
    [1, 1, 2, 1, 1],
    [0, 0],
    [97, 52],
    0,
  ),
  "openinference-fixtures/otel_genai_client_span_tool_calls.json": row(
    "otlp",
    [1, 1, 2, 1, 1],
    [0, 0],
    [97, 52],
    0,
  ),
  "strands-evals-spans/claude_adot_spans.json": row("otlp", [1, 1, 2, 2, 2], [4, 4], [4, 767], 0),
  "strands-evals-spans/openai_agents_genai_live_spans.json": row(
    "otlp",
    [1, 1, 3, 2, 2],
    [5, 5],
    [1870, 253],
    1,
  ),
  "strands-evals-spans/openai_agents_openinference_live_spans.json": row(
    "otlp",
    [1, 1, 2, 1, 1],
    [4, 4],
    [1228, 194],
    1,
  ),
  // One of its two tool spans has no result attribute; the message that answers it has.
  "strands-evals-spans/otel_genai_convention_spans.json": row("otlp", [1, 1, 2, 2, 2], [2, 1], [200, 60], 0),
  "strands-evals-spans/pydantic_ai_live_spans.json": row("otlp", [1, 1, 2, 1, 1], [1, 1], [1251, 78], 1),
  // An agent that calls its tools in code: its messages hold no calls, its spans do.
  "strands-evals-spans/smolagents_live_spans.json": row("otlp", [1, 1, 2, 0, 1], [2, 2], [6256, 163], 1),
};

/** Spans without any content: a smoke test's, and a model call whose instrumentation recorded none. */
const silent = ["langwatch-fixtures/claude_code.otlp.json", "open-agent-traces/test-traces.otlp.jsonl"];

const files = folder
  ? readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((name) => name.replaceAll("\\", "/"))
      .filter((name) => /\.jsonl?$/.test(name))
      .sort()
  : [];
const langfuse = files.filter((name) => name.startsWith("langfuse-") && name.endsWith(".trace.json"));
const answersToLangfuse = files.filter((name) => name.endsWith(".chatml.json"));

async function imported(name: string) {
  const all: Captured[] = [];
  const { files: reports } = await importFiles([join(folder!, name)], {
    onCaptured: async (batch) => void all.push(...batch),
  });
  return { all, format: reports[0]!.format ?? "-", problems: reports[0]!.problems };
}

const table: (readonly (string | number)[])[] = [];

function rowOf(name: string, format: string, all: readonly Captured[]): Row {
  const messages = all.flatMap(({ spans }) => messagesFromSpans(spans));
  const of = (role: string): number => messages.filter((message) => message.role === role).length;
  const spans = all.flatMap((one) => one.spans);
  const tools = spans.filter(({ kind }) => kind === "tool");
  const counted = all.filter(({ conversation }) => conversation.usage);
  const sum = (pick: "inputTokens" | "outputTokens"): number =>
    counted.reduce((total, { conversation }) => total + (conversation.usage![pick] ?? 0), 0);
  const made = row(
    format,
    [
      all.length,
      of("user"),
      of("assistant"),
      messages.flatMap(({ toolCalls }) => toolCalls ?? []).length,
      of("tool"),
    ],
    [tools.length, tools.filter(({ tool }) => tool?.result).length],
    counted.length === 0 ? undefined : [sum("inputTokens"), sum("outputTokens")],
    all.filter(({ traces }) => traces.some(({ systemHash }) => systemHash)).length,
  );
  table.push([
    name,
    format,
    made.conversations,
    spans.length,
    messages.length,
    Math.max(made.calls, tools.length),
    Math.max(made.results, made.toolSpans[1]),
    made.tokens?.join(" + ") ?? "-",
    made.system > 0 ? "yes" : "no",
  ]);
  return made;
}

afterAll(() => {
  if (table.length === 0) return;
  const head = [
    "file",
    "format",
    "conversations",
    "spans",
    "messages",
    "tool calls",
    "results",
    "tokens",
    "system",
  ];
  const lines = [
    head,
    head.map(() => "---"),
    ...table.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
  ];
  console.log(lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n"));
});

describe.skipIf(!folder)("every file of the corpus", () => {
  test("is spoken of here", () => {
    const spoken = [...Object.keys(expected), ...silent, ...langfuse, ...answersToLangfuse];
    expect(files.filter((name) => !spoken.includes(name))).toEqual([]);
    expect(langfuse).toHaveLength(10);
  });

  test.each(Object.entries(expected))("%s", async (name, wanted) => {
    const { all, format } = await imported(name);
    expect(rowOf(name, format, all)).toEqual(wanted);
    for (const { spans } of all) {
      const calls = messagesFromSpans(spans).flatMap(({ toolCalls }) => toolCalls ?? []);
      for (const { name: tool, args } of [...calls, ...spans.flatMap(({ tool }) => tool ?? [])]) {
        expect(tool).not.toBe("");
        expect(Object.keys(args as object), `arguments of ${tool}`).not.toEqual([]);
      }
      for (const message of messagesFromSpans(spans))
        expect(message.text !== "" || (message.toolCalls?.length ?? 0) > 0, JSON.stringify(message)).toBe(
          true,
        );
    }
  });

  test.each(silent)("%s holds no messages, which is said", async (name) => {
    const { all, format, problems } = await imported(name);
    expect(rowOf(name, format, all)).toMatchObject({ format: "otlp", users: 0, answers: 0 });
    expect(problems.map(({ reason }) => reason).join()).toContain("hold no messages");
    expect(readFileSync(join(folder!, name), "utf8")).not.toMatch(
      /gen_ai\.(?:input|output)\.messages|gen_ai\.prompt/,
    );
  });
});
