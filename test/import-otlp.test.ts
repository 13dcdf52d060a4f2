/** Imports traces as real instrumentations wrote them, and follows one through the store to a figure on a line. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importFiles } from "../server/core/capture/index.ts";
import { capturedIn } from "../server/core/host/captured-in.ts";
import { openHost } from "../server/core/index.ts";
import { type Captured, type Message, messagesFromSpans, Store } from "../server/core/store/index.ts";
import { ownFolder } from "./support/own-folder.ts";
import { realData } from "./support/real-data.ts";

async function importAll(path: string) {
  const all: Captured[] = [];
  const { files } = await importFiles([path], { onCaptured: async (batch) => void all.push(...batch) });
  return { all, problems: files.flatMap((file) => file.problems.map(({ reason }) => reason)) };
}

/** A conversation as one line: roles, and the tools that were called. */
const outline = ({ spans }: Captured): string =>
  messagesFromSpans(spans)
    .map(({ role, toolCalls }: Message) =>
      [role, ...(toolCalls ?? []).map(({ name }) => `>${name}`)].join(""),
    )
    .join(" ");

const folder = realData("c-otel");

describe.skipIf(!folder)("spans of public projects", () => {
  const weather = "user assistant>get_weather tool assistant";
  test.each([
    [
      "strands-evals-spans/otel_genai_convention_spans.json",
      "user assistant>get_weather>get_weather tool tool assistant",
      "conv_otel_test_001",
    ],
    ["strands-evals-spans/pydantic_ai_live_spans.json", weather, "019f8b0c-5147-74b5-b1e4-f9b086da98e0"],
    [
      "strands-evals-spans/claude_adot_spans.json",
      "user assistant>Agent>Agent tool tool assistant",
      "e457cade-6652-42ad-b879-182dde7124c5",
    ],
    [
      "strands-evals-spans/openai_agents_genai_live_spans.json",
      "user assistant>ask_research_specialist tool assistant>ask_math_specialist tool assistant",
      undefined,
    ],
    [
      "strands-evals-spans/openai_agents_openinference_live_spans.json",
      "user assistant>ask_math_specialist tool assistant",
      undefined,
    ],
    ["strands-evals-spans/smolagents_live_spans.json", "user assistant tool assistant", undefined],
    ["openinference-fixtures/otel_genai_client_span_tool_calls.json", weather, undefined],
    ["openinference-fixtures/openinference_client_span_tool_calls.json", weather, undefined],
    [
      "langwatch-fixtures/gemini-B.llm_call.json",
      "user user assistant",
      "945bd8d5-0657-4385-a99e-30240bfd2e00",
    ],
  ])("%s: %s", async (file, expected, id) => {
    const { all, problems } = await importAll(join(folder!, file));
    expect([all.map(outline), problems]).toEqual([[expected], []]);
    if (id) expect(all[0]!.conversation.id).toBe(id);
  });

  test("the agent's own prompt is the system text, not that of the specialists it calls", async () => {
    for (const name of ["genai", "openinference"]) {
      const { all } = await importAll(
        join(folder!, `strands-evals-spans/openai_agents_${name}_live_spans.json`),
      );
      const { traces, systemTexts } = all[0]!;
      expect(systemTexts[traces[0]!.systemHash!]).toMatch(/^You are a coordinator agent/);
    }
  });

  test("Vercel's spans: eight conversations, embeddings are none", async () => {
    const { all, problems } = await importAll(join(folder!, "openinference-fixtures/all-spans.json"));
    expect(all.map(outline).sort()).toEqual([
      ...Array(6).fill("user assistant"),
      ...Array(2).fill("user assistant user assistant"),
    ]);
    expect(problems).toEqual([expect.stringContaining("2 of the traces (2 spans) hold no messages")]);
  });

  test("traces without content are named, and why", async () => {
    const agento = await importAll(join(folder!, "open-agent-traces/test-traces.otlp.jsonl"));
    expect([agento.all, agento.problems]).toEqual([
      [],
      [expect.stringContaining("none of their spans is a model call")],
    ]);
    const claude = await importAll(join(folder!, "langwatch-fixtures/claude_code.otlp.json"));
    expect([claude.all, claude.problems]).toEqual([
      [],
      [expect.stringContaining("trace id"), expect.stringContaining("record message content")],
    ]);
  });
});

const chat = (second: number, history: readonly string[], answer: string) => ({
  traceId: String(second).padStart(32, "a"),
  spanId: String(second).padStart(16, "b"),
  name: "chat m",
  startTimeUnixNano: `${1_767_225_600 + second}000000000`,
  endTimeUnixNano: `${1_767_225_601 + second}000000000`,
  attributes: Object.entries({
    "gen_ai.operation.name": "chat",
    "gen_ai.conversation.id": "c1",
    "gen_ai.system_instructions":
      '[{"type":"text","content":"# Agent\\n\\n- Always say thanks.\\n- Never promise a date."}]',
    "gen_ai.input.messages": JSON.stringify(
      history.map((text, i) => ({
        role: i % 2 === 0 ? "user" : "assistant",
        parts: [{ type: "text", content: text }],
      })),
    ),
    "gen_ai.output.messages": JSON.stringify([
      { role: "assistant", parts: [{ type: "text", content: answer }] },
    ]),
  }).map(([key, value]) => ({ key, value: { stringValue: value } })),
});
const dump = (...spans: readonly object[]): string =>
  spans
    .map((span) => `${JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })}\n`)
    .join("");
const first = chat(1, ["where is my parcel?"], "Thanks, on its way.");
const second = chat(9, ["where is my parcel?", "Thanks, on its way.", "when?"], "On Monday.");

describe("from a collector's file to a figure", () => {
  test("turns are judged, the prompt is matched by the system text, a grown file updates, the same file adds nothing", async () => {
    const root = ownFolder();
    await writeFile(join(root, "agent.md"), "# Agent\n\n- Always say thanks.\n- Never promise a date.\n");
    await writeFile(
      join(root, "homeostat.yaml"),
      `version: 1
prompts: [{ name: agent, file: agent.md }]
evaluators:
  - { name: thanks, scope: turn, assert: [{ type: icontains, value: thanks }], covers: ["Always say thanks"] }
`,
    );
    const host = await openHost({ root, trusted: true });
    try {
      const imported = async (content: string) => {
        await writeFile(join(root, "traces.jsonl"), content);
        return host.importConversations(["traces.jsonl"], undefined);
      };
      expect(await imported(dump(first))).toMatchObject({ added: 1, updated: 0 });
      expect(await imported(dump(second, first))).toMatchObject({ added: 0, updated: 1, renamed: [] });
      expect(await imported(dump(first, second))).toMatchObject({ added: 0, updated: 0, unchanged: 1 });
      expect(await host.evaluate()).toMatchObject({ conversations: 1, evaluations: 2 });
      const figure = (await host.snapshot()).prompts[0]!.instructions[0]!.figures[0];
      expect(figure).toMatchObject({ passes: 1, n: 2 });
      expect((await host.conversation("c1"))!.messages).toHaveLength(4);
    } finally {
      await host.close();
    }
  });

  test("a second file with only the later spans adds its turn, given what the store knows", async () => {
    const folder = ownFolder();
    const store = await Store.open(join(folder, "store"));
    try {
      const derive = () => ({ samples: [] });
      const counts: (readonly number[])[] = [];
      for (const content of [dump(first), dump(second), dump(first), dump(second)]) {
        await writeFile(join(folder, "traces.jsonl"), content);
        await importFiles([join(folder, "traces.jsonl")], {
          onCaptured: async (batch) => {
            const { added, updated, unchanged } = await store.addCaptured(batch, derive);
            counts.push([added, updated, unchanged]);
          },
          stored: (ids) => capturedIn(store, ids),
        });
      }
      expect(counts).toEqual([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
        [0, 0, 1],
      ]);
      const [whole] = await store.conversations(["c1"]);
      expect(whole!.messages.map(({ text }) => text)).toEqual([
        "where is my parcel?",
        "Thanks, on its way.",
        "when?",
        "On Monday.",
      ]);
      expect(whole!.spans).toHaveLength(2);
    } finally {
      store.close();
    }
  });
});
