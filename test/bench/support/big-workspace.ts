import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { seededRandom, stableId } from "../../../server/core/base/index.ts";
import { tableColumns } from "../../../server/core/store/schema.ts";
import { repository } from "../../support/built.ts";
import { cliJson, runCli } from "../../support/run-cli.ts";
import { round } from "./numbers.ts";

/** A workspace of the size that the house promises to work well with, ready to be copied, and what it took to make. */
export interface BigWorkspace {
  readonly folder: string;
  readonly prompt: string;
  readonly made: {
    readonly importMs: number;
    readonly evaluateMs: number;
    readonly behaviorsMs: number;
    readonly evaluations: number;
  };
}

export const promptFile = "support.prompt.md";
export const storedConversations = 20_000;
const perFile = 2_000;
/** Raise the number when what is generated changes; it and other columns in the store's tables make the cache anew. */
const generation = stableId([2, tableColumns]);

const topics = [
  ...["late parcels", "broken lids", "gift cards", "wrong sizes", "double charges", "lost passwords"],
  ...["gas bottles", "night deliveries", "school orders", "tax receipts", "old vouchers", "spare parts"],
  ...["water filters", "garden hoses", "paint colours", "window blinds", "camping stoves", "bike lights"],
  ...["dog collars", "bird feeders", "tea towels", "wool blankets", "oak shelves", "desk lamps"],
  ...["coffee mills", "bread knives", "iron pans", "kitchen scales", "alarm clocks", "radio sets"],
  ...["winter coats", "rubber boots", "straw hats", "rain capes", "hiking poles", "sleeping mats"],
  ...["chess boards", "card games", "wooden trains", "paper kites"],
];

/** 500 lines: a section a topic, one line of each tested by an evaluator, every fourth of those under a condition. */
export function bigPrompt(): string {
  const lines = ["# Support agent", "", "You answer customers of a mail-order house.", ""];
  topics.forEach((topic, i) => {
    lines.push(
      `## About ${topic}`,
      "",
      i % 4 === 3
        ? `- If the customer asks about ${topic}, offer a callback by the ${topic} desk.`
        : `- Never say that ${topic} are nobody's business.`,
      `- Name the shelf of ${topic} before the price.`,
      `- When ${topic} are sold out, name the next delivery and nothing sooner.`,
      `- Call \`find_stock\` once before you say how many ${topic} there are.`,
      `- Give at most ${2 + (i % 5)} choices of ${topic} in one answer, the cheapest first.`,
      `- Write prices of ${topic} with the currency behind the figure.`,
      `- Ask for the order number of ${topic} only when it is not in the conversation.`,
      `- Hand complaints about ${topic} on to people after the second time of asking.`,
      `- Keep reviews of ${topic} out of the answer.`,
      "",
    );
  });
  while (lines.length < 499) lines.push(`- House rule ${lines.length}: stay polite when it is late.`);
  return `${lines.slice(0, 500).join("\n")}\n`;
}

/** The lines that evaluators test, zero-based. */
export const testedLines = (prompt: string): number[] =>
  prompt
    .split("\n")
    .flatMap((line, number) => (/nobody's business|offer a callback/.test(line) ? [number] : []));

/** Ten evaluators, each of four lines; four of them judge every turn by itself. */
function bigConfig(): string {
  const evaluators = Array.from({ length: 10 }, (_, i) => {
    const own = topics.slice(4 * i, 4 * i + 4);
    const covers = own.map((topic, k) =>
      JSON.stringify(k === 3 ? `offer a callback by the ${topic} desk` : `${topic} are nobody's business`),
    );
    return [
      `  - name: rule-${i}`,
      `    scope: ${i < 4 ? "turn" : "conversation"}`,
      `    assert: [{ type: not-icontains, value: ${JSON.stringify(`slip ${i}`)} }, { type: word-count, value: { max: 200 } }]`,
      `    covers: [${covers.join(", ")}]`,
    ].join("\n");
  });
  return `version: 1\nevaluators:\n${evaluators.join("\n")}\n`;
}

/** Conversations of two turns with a tool call, about a topic each, as gzipped chat JSONL; the same numbers give the same bytes. */
export async function writeConversations(
  file: string,
  prompt: string,
  from: number,
  count: number,
): Promise<void> {
  const gzip = createGzip({ level: 1 });
  gzip.pipe(createWriteStream(file));
  const written = finished(gzip);
  const system = JSON.stringify({ role: "system", content: prompt });
  for (let number = from; number < from + count; number++) {
    if (!gzip.write(`${conversationLine(number, system)}\n`))
      await new Promise((resolve) => gzip.once("drain", resolve));
  }
  gzip.end();
  await written;
}

const asks = [
  ["How many", "do you have left", "please"],
  ["I need", "before the weekend", "is that possible"],
  ["My order of", "has not come yet", "where is it"],
  ["What do", "cost in the spring sale", "today"],
  ["The last", "I bought here broke", "what now"],
] as const;

function conversationLine(number: number, system: string): string {
  const random = seededRandom(number);
  const topic = topics[Math.floor(random() * topics.length)]!;
  const [a, b, c] = asks[Math.floor(random() * asks.length)]!;
  // What evaluator i forbids slips into an answer in 5 to 50 of 100: some lines are fine and some are not.
  const slips = Array.from({ length: 10 }, (_, i) => (random() < 0.05 * (i + 1) ? `slip ${i}. ` : "")).join(
    "",
  );
  const messages = [
    { role: "user", content: `${a} ${topic} ${b}, ${c}? It is for number ${number % 977}.` },
    {
      role: "assistant",
      content: null,
      tool_calls: [
        { id: "1", type: "function", function: { name: "find_stock", arguments: JSON.stringify({ topic }) } },
      ],
    },
    { role: "tool", tool_call_id: "1", content: JSON.stringify({ topic, left: number % 50 }) },
    { role: "assistant", content: `${slips}There are ${number % 50} on the shelf, at 12 EUR each.` },
    { role: "user", content: `And when would ${topic} be here?` },
    { role: "assistant", content: "The van comes on Tuesday. Shall I keep one for you?" },
  ];
  const startMs = Date.UTC(2026, 0, 1) + number * 30_000;
  return `{"id":"c-${number}","started_at":${startMs},"messages":[${system},${JSON.stringify(messages).slice(1)}}`;
}

/** Makes the workspace with the built command line, or finds it as an earlier run left it. Takes a minute or two, once. */
export async function bigWorkspace(log: (line: string) => void): Promise<BigWorkspace> {
  const folder = join(repository, ".cache", "bench", "latency-workspace");
  const done = join(folder, "made.json");
  const prompt = bigPrompt();
  const known = existsSync(done)
    ? (JSON.parse(readFileSync(done, "utf8")) as { generation: string })
    : undefined;
  // Brings an older cache up to date with evaluators that judge anew; a store of another version is made again.
  const isUsable = known?.generation === generation && (await runCli(folder, "evaluate")).code === 0;
  if (!isUsable) {
    log(`Making ${storedConversations} conversations, once: ${folder}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, "conversations"), { recursive: true });
    writeFileSync(join(folder, promptFile), prompt);
    writeFileSync(join(folder, "homeostat.yaml"), bigConfig());
    writeFileSync(done, JSON.stringify({ generation, ...(await make(folder, prompt)) }));
  }
  return { folder, prompt, made: JSON.parse(readFileSync(done, "utf8")) as BigWorkspace["made"] };
}

async function make(folder: string, prompt: string): Promise<BigWorkspace["made"]> {
  for (let from = 0; from < storedConversations; from += perFile)
    await writeConversations(join(folder, "conversations", `${from}.jsonl.gz`), prompt, from, perFile);
  const imported = await timed(() => cliJson<{ added: number }>(folder, "import", "conversations"));
  if (imported.value.added !== storedConversations) throw new Error(`imported ${imported.value.added}`);
  const evaluated = await timed(() => cliJson<{ evaluations: number }>(folder, "evaluate"));
  const found = await timed(() => cliJson(folder, "behaviors"));
  return {
    importMs: imported.ms,
    evaluateMs: evaluated.ms,
    behaviorsMs: found.ms,
    evaluations: evaluated.value.evaluations,
  };
}

export async function timed<T>(act: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  const value = await act();
  return { value, ms: round(performance.now() - start, 0) };
}
