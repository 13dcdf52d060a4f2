import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as lancedb from "@lancedb/lancedb";
import { seededRandom, stableId } from "../../../server/core/base/index.ts";
import { Store } from "../../../server/core/store/index.ts";
import { arrowSchema, type Row, type TableName, tableColumns } from "../../../server/core/store/schema.ts";
import { repository } from "../../support/built.ts";

/** A store of many conversations, written straight into the tables: rows as import writes them, without its work. */
export interface BigStore {
  readonly uri: string;
  readonly conversations: number;
  readonly spans: number;
  readonly appendSeconds: number;
}

export const spansPerConversation = 8;
const perBatch = 5_000;
/** Raise the number when what is generated changes. */
const generation = stableId([4, tableColumns]);
/** Conversations of the last half year up to this moment. */
export const newestMs = Date.UTC(2026, 5, 30);
const spreadMs = 180 * 86_400_000;

const tools = ["search_flights", "book_flight", "cancel_booking", "get_weather", "find_hotel", "send_mail"];
const models = ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4", "llama-3.3-70b", "mistral-large"];
const tags = ["beta", "mobile", "web", "internal", "vip"];
const services = ["travel-agent", "support-agent", "coach"];
const signals = ["user-gives-up", "user-corrects", "tool-error", "user-accepts"];
/** Behaviors by name; the first is asked for by a query of the benchmark. */
export const behaviorNames = [
  ...["Knee pain after running", "Refund of a flight", "Change of a booking", "Hotel near the station"],
  ...Array.from({ length: 36 }, (_, i) => `Question about subject ${i + 1}`),
];

/** Some words are in many texts and most are in few, as in any language. */
const words = Array.from({ length: 20_000 }, (_, i) => `w${i.toString(36)}`);
const common = "the a to of my please flight can you I for in is it and on when how with".split(" ");

function text(random: () => number, length: number): string {
  const parts: string[] = [];
  for (let i = 0; i < length; i++)
    parts.push(
      random() < 0.4
        ? common[Math.floor(random() * common.length)]!
        : words[Math.floor(words.length * random() ** 3)]!,
    );
  // Every fiftieth asks about it.
  if (random() < 0.02) parts.splice(Math.floor(random() * parts.length), 0, "refund");
  return parts.join(" ");
}

const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

type Rows = { [T in TableName]?: Row<T>[] };

/** Rows of one conversation; the same number gives the same rows. */
export function syntheticRows(number: number): Rows {
  const random = seededRandom(number + 1);
  const id = stableId([generation, number]).slice(0, 32);
  const startMs = newestMs - Math.floor(random() * spreadMs);
  const durationMs = 300 + Math.floor(9_000 * random() ** 3);
  const failed = random() < 0.04;
  const used = tools.filter(() => random() < 0.25);
  const model = pick(random, models);
  const input = text(random, 40);
  const output = text(random, 70);
  const kinds = ["agent", "model", "tool", "model", "tool", "model", "retrieval", "model"] as const;
  const spans = kinds.map((kind, seq): Row<"spans"> => {
    const isError = failed && seq === 2;
    return {
      id: `${id}-${seq}`,
      conversationId: id,
      traceId: `${id}-t`,
      ...(seq > 0 && { parentId: `${id}-0` }),
      seq,
      kind,
      name: kind === "tool" ? (used[0] ?? "lookup") : kind === "model" ? `chat ${model}` : kind,
      status: isError ? "error" : "ok",
      startMs: startMs + seq * 100,
      endMs: startMs + seq * 100 + 90,
      ...(kind === "model" && { model, inputTokens: 800, outputTokens: 90, finishReason: "stop" }),
      input: JSON.stringify(kind === "model" ? [{ role: "user", text: input.slice(0, 80) }] : []),
      ...(kind === "model" && { output: JSON.stringify({ role: "assistant", text: output.slice(0, 120) }) }),
      attributes: JSON.stringify({ "deployment.region": number % 3 === 0 ? "eu" : "us", seq }),
      service: pick(random, services),
    };
  });
  const labels = [
    `model=${model}`,
    "finish=stop",
    ...used.map((tool) => `tool=${tool}`),
    ...tags.filter(() => random() < 0.1).map((tag) => `tag=${tag}`),
    ...signals.filter(() => random() < 0.03).map((signal) => `signal=${signal}`),
  ];
  const verdict = (evaluator: string, share: number): Row<"evaluations"> => ({
    id: `${evaluator}/${id}`,
    evaluator,
    evaluatorKey: "recorded",
    sampleId: id,
    conversationId: id,
    label: random() < share ? "fail" : "pass",
    explanation: "as it was said",
  });
  const behavior = Math.floor(behaviorNames.length * random() ** 2);
  return {
    conversations: [
      {
        id,
        contentHash: id,
        sourceFile: "synthetic",
        sourceFormat: "otlp",
        model,
        startMs,
        endMs: startMs + durationMs,
        durationMs,
        costUsd: 0.03 * random() ** 2,
        inputTokens: 3_200,
        outputTokens: 100 + Math.floor(random() * 900),
        turnCount: 1 + Math.floor(random() * 7),
        messageCount: 2 + Math.floor(random() * 14),
        tags: "[]",
        attributes: "{}",
        opening: input.slice(0, 100),
        status: failed ? "error" : "ok",
        service: pick(random, services),
        userId: `u-${number % 5_000}`,
        environment: number % 10 === 0 ? "staging" : "production",
        labels,
        spanCount: spans.length,
        errorCount: failed ? 1 : 0,
        importedMs: startMs,
      },
    ],
    contents: [{ id, input, output }],
    spans,
    traces: [{ id: `${id}-t`, conversationId: id, name: "run", status: failed ? "error" : "ok", startMs }],
    evaluations: [verdict("tone", 0.06), verdict("accurate", 0.15)],
    links: [
      {
        id: `${id}/coach`,
        conversationId: id,
        file: number % 4 === 0 ? "coach.prompt.md" : "travel.prompt.md",
        version: number % 7 === 0 ? "a1b2c3d4e5f6" : "99887766aabb",
        how: "contained",
      },
    ],
    requests: [{ id, conversationId: id, text: input.slice(0, 100), behaviorId: `b-${behavior}` }],
  };
}

/** The store of that many conversations, made or found as an earlier run left it. It has no indexes. */
export async function bigStore(conversations: number, log: (line: string) => void): Promise<BigStore> {
  const uri = join(repository, ".cache", "bench", `store-${conversations}`);
  const done = join(uri, "made.json");
  const known = existsSync(done)
    ? (JSON.parse(readFileSync(done, "utf8")) as BigStore & { generation: string })
    : undefined;
  if (known?.generation === generation) return known;
  rmSync(uri, { recursive: true, force: true });
  mkdirSync(uri, { recursive: true });
  (await Store.open(uri)).close();
  const connection = await lancedb.connect(uri);
  const tables = new Map<TableName, lancedb.Table>();
  let appendMs = 0;
  for (let from = 0; from < conversations; from += perBatch) {
    const batch = new Map<TableName, Row<TableName>[]>();
    for (let number = from; number < Math.min(conversations, from + perBatch); number++)
      for (const [name, rows] of Object.entries(syntheticRows(number)) as [TableName, Row<TableName>[]][])
        batch.set(name, appended(batch, name, rows));
    const started = performance.now();
    for (const [name, rows] of batch) {
      if (!tables.has(name)) tables.set(name, await connection.openTable(name));
      await tables.get(name)!.add(
        lancedb.makeArrowTable(
          rows.map((row) => whole(name, row)),
          { schema: arrowSchema(name) },
        ),
      );
    }
    appendMs += performance.now() - started;
    log(`${Math.min(conversations, from + perBatch)} of ${conversations} conversations`);
  }
  const behaviors = behaviorNames.map((name, i) => ({
    id: `b-${i}`,
    name,
    description: name,
    words: "[]",
    exemplars: "[]",
    size: 1,
  }));
  await (await connection.openTable("behaviors")).add(
    lancedb.makeArrowTable(behaviors, { schema: arrowSchema("behaviors") }),
  );
  connection.close();
  const made: BigStore = {
    uri,
    conversations,
    spans: conversations * spansPerConversation,
    appendSeconds: appendMs / 1000,
  };
  writeFileSync(done, JSON.stringify({ ...made, generation }));
  return made;
}

function appended(
  batch: Map<TableName, Row<TableName>[]>,
  name: TableName,
  rows: Row<TableName>[],
): Row<TableName>[] {
  const list = batch.get(name) ?? [];
  list.push(...rows);
  return list;
}

/** Arrow wants every column of every row named. */
const whole = (name: TableName, row: Row<TableName>): Record<string, unknown> =>
  Object.fromEntries(
    Object.keys(tableColumns[name]).map((column) => [
      column,
      (row as Record<string, unknown>)[column] ?? null,
    ]),
  );
