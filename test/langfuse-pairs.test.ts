/**
 * Ten traces of ten frameworks as Langfuse exports them, beside the messages (ChatML) that Langfuse's own normaliser makes of each
 * observation's input and output. Ours must say the same: roles, texts, calls with ids, names and arguments, results, tools.
 *
 * What counts as the same:
 * - Arguments and results that are JSON are compared as values: `{"a":1}` and `{"a": 1}` and `{ a: 1 }` are one.
 * - Text parts are joined by line ends; `tool_use` parts are calls; an absent text is an empty one.
 * - `model` is the assistant, `developer` the system.
 * - A result of a tool that the wire puts into a user's message (Gemini has no role for it) is a message of the tool in ours.
 * - Ours may begin with a system text that the observation's attributes hold and its input does not.
 * - Where the expected side kept something without a role (`json`), it is a value: ours is a text that holds the same value, or the
 *   message that lies inside of it (the choice of an older Pydantic AI, the raw answer of a crew).
 * - Where an agent's run tells in its output all that was said (Pydantic AI), ours puts apart what it was asked.
 * - Where it could not read a side (`success: false`), or kept of a message nothing but the tools it was sent with, there is nothing to
 *   compare; what ours says there is written down in this file instead.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSpan } from "../server/core/capture/conventions/conventions.ts";
import { importFiles } from "../server/core/capture/index.ts";
import { spansOfExport } from "../server/core/capture/langfuse-export.ts";
import {
  type Captured,
  type Message,
  messagesFromSpans,
  type ToolDefinition,
} from "../server/core/store/index.ts";
import { realData } from "./support/real-data.ts";

type Json = Record<string, unknown>;
interface Side {
  readonly success: boolean;
  readonly data?: readonly Json[];
}
type Pairs = Record<string, { readonly input?: Side; readonly output?: Side }>;

interface Expected {
  readonly role?: string;
  readonly text: string;
  readonly calls: readonly unknown[];
  readonly toolCallId?: string;
  readonly value?: unknown;
  readonly isLost: boolean;
}

const parsed = (value: unknown): unknown => {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

const roles: Record<string, string> = { model: "assistant", developer: "system" };

function expectedOf(raw: Json): Expected {
  const parts = Array.isArray(raw.content) ? (raw.content as Json[]) : [];
  const used = parts.filter(({ type }) => type === "tool_use");
  const calls = [
    ...((raw.tool_calls as Json[] | undefined) ?? []).map(({ id, name, arguments: args }) => [
      id,
      name,
      parsed(args),
    ]),
    ...used.map(({ id, name, input }) => [id, name, input]),
  ];
  const isValue = parts.length > 0 && parts.every(({ type }) => type === undefined);
  const text =
    typeof raw.content === "string" || isValue
      ? isValue
        ? JSON.stringify(raw.content)
        : String(raw.content)
      : parts.flatMap(({ text: one }) => (typeof one === "string" ? [one] : [])).join("\n");
  const isLost = raw.role === undefined && text === "" && calls.length === 0;
  const hasValue = isLost && raw.json !== undefined && !raw.tools;
  return {
    role: typeof raw.role === "string" ? (roles[raw.role] ?? raw.role) : undefined,
    text,
    calls,
    toolCallId: raw.tool_call_id as string | undefined,
    value: hasValue ? raw.json : undefined,
    isLost: isLost && !hasValue,
  };
}

const callsOf = ({ toolCalls = [] }: Message): unknown[] =>
  toolCalls.map(({ id, name, args }) => [id, name, parsed(args)]);

/** A message of ours as the expected side would tell it, given which of two tellings of the role it has. */
function told(message: Message, expected: Expected) {
  const isResult = message.role === "tool" && expected.role === "user";
  return {
    role: expected.role === undefined ? undefined : isResult ? "user" : message.role,
    text: message.role === "tool" ? parsed(message.text) : message.text,
    calls: callsOf(message),
    toolCallId: expected.toolCallId === undefined ? undefined : message.toolCallId,
  };
}

const shownExpected = ({ role, text, calls, toolCallId }: Expected, isTool: boolean) => ({
  role,
  text: isTool ? parsed(text) : text,
  calls,
  toolCallId,
});

const folder = realData("c-otel", "langfuse-framework-traces");

interface Counted {
  compared: number;
  values: number;
  lost: number;
  unread: number;
}

/** Compares one side and counts what was compared. */
function compareSide(side: Side | undefined, ours: readonly Message[], counted: Counted): void {
  if (!side) return;
  if (!side.success) {
    counted.unread++;
    return;
  }
  const expected = side.data!.map(expectedOf);
  if (expected.every(({ isLost }) => isLost)) {
    counted.lost += expected.length;
    return;
  }
  if (expected.every(({ value }) => value !== undefined)) {
    const values = expected.map(({ value }) => value);
    const { message: inner, raw } = values[0] as { message?: Json; raw?: string };
    counted.values += values.length;
    if (inner?.role)
      expect(ours.map((one) => told(one, expectedOf(inner)))).toEqual([
        shownExpected(expectedOf(inner), false),
      ]);
    else if (raw !== undefined)
      expect(ours.map(({ role, text }) => [role, text])).toEqual([["assistant", raw]]);
    else expect(parsed(ours[0]?.text)).toEqual(values.length === 1 ? values[0] : values);
    return;
  }
  const isOwnSystem = ours[0]?.role === "system" && expected[0]?.role !== "system";
  const compared = isOwnSystem ? ours.slice(1) : ours;
  expect(compared.map((one, i) => told(one, expected[i] ?? expected[0]!))).toEqual(
    expected.map((one, i) => shownExpected(one, compared[i]?.role === "tool")),
  );
  counted.compared += expected.length;
}

const toolsIn = (side: Side | undefined): ToolDefinition[] | undefined =>
  side?.success ? (side.data!.find(({ tools }) => tools)?.tools as ToolDefinition[] | undefined) : undefined;

/** Reads the file as the importer does, observation by observation. */
function comparePair(name: string): Counted {
  const read = (kind: string) =>
    JSON.parse(readFileSync(join(folder!, `${name}.${kind}.json`), "utf8")) as Json;
  const pairs = read("chatml") as unknown as Pairs;
  const counted: Counted = { compared: 0, values: 0, lost: 0, unread: 0 };
  for (const span of spansOfExport(read("trace"))) {
    const pair = pairs[span.spanId];
    if (!pair) continue;
    const { reading } = readSpan(span);
    const input = reading.input ?? [];
    const system =
      reading.system !== undefined && input[0]?.role !== "system"
        ? [{ role: "system" as const, text: reading.system }]
        : [];
    const result: Message[] = reading.tool
      ? [{ role: "tool", text: reading.tool.result ?? "", toolCallId: reading.tool.callId }]
      : [];
    compareSide(pair.input, [...system, ...input], counted);
    const steps = reading.steps ?? (reading.output ? [reading.output] : []);
    const isWholeRun = !pair.input && input.length > 0;
    const output = isWholeRun ? [...input, ...steps] : steps;
    compareSide(pair.output, reading.kind === "tool" ? result : output, counted);
    const tools = toolsIn(pair.input) ?? toolsIn(pair.output);
    if (tools) {
      const plain = (list: readonly ToolDefinition[] = []) =>
        list.map(({ name: one, description = "", parameters }) => [one, description ?? "", parameters]);
      expect(plain(reading.tools)).toEqual(plain(tools));
    }
  }
  return counted;
}

const outline = ({ spans }: Captured): string =>
  messagesFromSpans(spans)
    .map(({ role, toolCalls }) => [role, ...(toolCalls ?? []).map(({ name }) => `>${name}`)].join(""))
    .join(" ");

const counts = (compared: number, values: number, lost: number, unread: number): Counted => ({
  compared,
  values,
  lost,
  unread,
});

describe.skipIf(!folder)("pairs of Langfuse's traces and the messages expected of them", () => {
  test.each([
    ["agno-2025-06-11", counts(2, 5, 6, 7), "user assistant>duckduckgo_search tool assistant"],
    ["autogen-2025-06-06", counts(0, 0, 0, 2), "user assistant"],
    [
      "claude-agent-2025-12-22",
      counts(7, 0, 0, 7),
      "user assistant assistant>mcp__weather__get_weather assistant>mcp__weather__get_weather tool tool assistant",
    ],
    ["crewai-2025-07-11", counts(2, 1, 0, 3), "user assistant"],
    ["google-adk-2025-08-28", counts(11, 0, 1, 1), "user assistant>say_hello tool assistant"],
    ["langgraph-python-2025-08-22", counts(29, 0, 0, 3), "user user assistant>Web-Search tool assistant"],
    ["microsoft-agent-2025-12-17", counts(9, 0, 0, 2), "user assistant>get_weather tool assistant"],
    ["openai-agents-2025-09-30", counts(6, 0, 0, 2), "user assistant>get_weather tool assistant"],
    ["pydantic-ai-2025-06-06", counts(5, 1, 0, 0), "user assistant"],
    ["vercel-aisdk-2025-11-17", counts(3, 1, 0, 2), "user assistant>getWeather"],
  ])("%s", async (name, expected, conversation) => {
    const counted = comparePair(name);
    const all: Captured[] = [];
    const { files } = await importFiles([join(folder!, `${name}.trace.json`)], {
      onCaptured: async (batch) => void all.push(...batch),
    });
    expect([files[0]!.format, files[0]!.problems, all.map(outline), Object.values(counted)]).toEqual([
      "langfuse",
      [],
      [conversation],
      Object.values(expected),
    ]);
  });

  test("what the expected side could not read, ours does", async () => {
    const of = async (name: string): Promise<Captured> => {
      const all: Captured[] = [];
      await importFiles([join(folder!, `${name}.trace.json`)], {
        onCaptured: async (batch) => void all.push(...batch),
      });
      return all[0]!;
    };
    const said = ({ spans }: Captured) => messagesFromSpans(spans).map(({ role, text }) => [role, text]);
    const system = ({ systemTexts, traces }: Captured) => systemTexts[traces[0]!.systemHash!];
    const autogen = await of("autogen-2025-06-06");
    expect([system(autogen), ...said(autogen)]).toEqual([
      expect.stringMatching(/^You are a helpful AI assistant\. Solve tasks/),
      ["user", "Say 'Hello World!'"],
      ["assistant", "Hello World!"],
    ]);
    const claude = await of("claude-agent-2025-12-22");
    expect([system(claude), said(claude)[0], said(claude)[4], said(claude)[5]]).toEqual([
      "You are a friendly travel assistant who helps with weather information.",
      ["user", "What's the weather like in Berlin and New York?"],
      ["tool", "Weather in Berlin: Cloudy, 59°F"],
      ["tool", "Weather in New York: Sunny, 75°F"],
    ]);
    const agno = await of("agno-2025-06-11");
    // Recorded by two instrumentations: 163 and 663 tokens were asked, as the API counted them.
    expect(agno.conversation.usage).toEqual({ inputTokens: 826, outputTokens: 245 });
    expect([system(agno), said(agno)[0]]).toEqual([
      "<additional_information>\n- Use markdown to format your answers.\n</additional_information>",
      ["user", "What is currently trending on Twitter?"],
    ]);
    expect(said(await of("vercel-aisdk-2025-11-17"))[0]).toEqual([
      "user",
      "What is the weather like today in San Francisco?",
    ]);
    expect(said(await of("crewai-2025-07-11"))[1]![1]).toMatch(/^I now can give a great answer/);
  });

  test("session, user, tags, scores and tools of the trace arrive", async () => {
    const all: Captured[] = [];
    const names = ["autogen-2025-06-06", "claude-agent-2025-12-22", "microsoft-agent-2025-12-17"];
    const paths = names.map((name) => join(folder!, `${name}.trace.json`));
    await importFiles(paths, { onCaptured: async (batch) => void all.push(...batch) });
    const [autogen, claude, microsoft] = all;
    expect(autogen!.conversation).toMatchObject({
      id: "session_abc",
      tags: ["autogen", "dev"],
      attributes: { userId: "user_123" },
      usage: { inputTokens: 41, outputTokens: 3 },
      costUsd: 2.5e-5,
    });
    expect(claude!.evaluations).toMatchObject([
      { name: "correctness", score: 0 },
      { name: "hallucination", score: 1 },
      ...Array(claude!.evaluations!.length - 2).fill({ name: expect.any(String) }),
    ]);
    const { toolsHash } = microsoft!.traces[0]!;
    expect(JSON.parse(microsoft!.systemTexts[toolsHash!]!)).toMatchObject([
      {
        name: "get_weather",
        description: "Get the weather for a given location.",
        parameters: { type: "object" },
      },
    ]);
  });
});
