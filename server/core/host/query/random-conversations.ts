import { type Random, seededRandom } from "../../base/index.ts";
import { requestId } from "../../behaviors/index.ts";
import type { Evaluator } from "../../evaluators/index.ts";
import { type Captured, evaluationRow, type Signal, type Store } from "../../store/index.ts";
import { derive } from "../import-conversations.ts";
import type { PromptFile } from "../prompt-files.ts";

// Conversations at random, with everything that is known of them.

export const nowMs = new Date(2026, 2, 15, 12).getTime();

/** A conversation with everything that was put into the store about it. */
export interface Known {
  readonly captured: Captured;
  readonly input: string;
  readonly output: string;
  readonly signals: readonly Signal[];
  readonly turns: number;
  readonly verdicts: readonly {
    readonly evaluator: string;
    readonly key: string;
    readonly label: string;
    readonly score?: number;
  }[];
  readonly links: readonly { readonly file: string; readonly version: string; readonly how: string }[];
  /** Of each request; undefined = in none. */
  readonly behaviorIds: readonly (string | undefined)[];
  /** Found in it, beside those that came with it. */
  readonly tags: readonly string[];
}

export const behaviors = [
  { id: "b-0", name: "Knee pain" },
  { id: "b-1", name: "Refund of 100% (all)" },
  { id: "b-2", name: "O'Brien's \"quotes\"" },
];
export const evaluators = [
  { name: "tone", key: "key-tone" },
  { name: "no promise", key: "key-promise", prompts: ["coach"] },
] as unknown as readonly Evaluator[];
export const files = [
  { name: "coach", file: "prompts/coach.prompt.md" },
  { name: "travel", file: "travel.prompt.md" },
] as unknown as readonly PromptFile[];
const versions = ["a1b2c3", "a1ffff", "0099aa"];
export const hostile = [
  "it's",
  "100%",
  "under_score",
  "back\\slash",
  'say "hi"',
  "'; DROP TABLE x; --",
  "Größe",
  "ÄRGER",
  "北京天气",
  "a=b",
  "a@b",
  "x,y",
  "(z)",
  "*",
];
export const words = ["refund", "Refund", "knee", "pain", "flight", "café", "sorry", "rain2day", "the"];

export const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
const some = <T>(random: Random, from: readonly T[], share: number): T[] =>
  from.filter(() => random() < share);
const sentence = (random: Random, length: number): string =>
  Array.from({ length }, () => (random() < 0.15 ? pick(random, hostile) : pick(random, words))).join(
    pick(random, [" ", " ", ", ", "\n"]),
  );

export function known(number: number): Known {
  const random = seededRandom(number + 77);
  const id = number % 29 === 0 ? `c-${pick(random, hostile)}-${number}` : `c-${number}`;
  const says = Array.from(
    { length: 1 + Math.floor(random() * 3) },
    () => [sentence(random, 6), sentence(random, 8)] as const,
  );
  const maybe = <T>(share: number, value: T): T | undefined => (random() < share ? value : undefined);
  const model = pick(random, ["gpt-4o", "GPT-4o-mini", "claude", "it's_50%"]);
  const tools = some(random, ["search_flights", "Search_Hotels", "book", "a%b"], 0.3);
  const spans: Captured["spans"] = says.map(([ask, answer], seq) => ({
    id: `${id}-${seq}`,
    traceId: `${id}-t`,
    conversationId: id,
    seq,
    kind: "model",
    name: pick(random, ["chat", "Plan_Trip", "x'y"]),
    status: random() < 0.2 ? "error" : "ok",
    model,
    input: [{ role: "user", text: ask }],
    output: { role: "assistant", text: answer },
    ...(random() < 0.3 && { error: pick(random, ["Timeout after 3s", "it's broken", "100% full"]) }),
    ...(random() < 0.5 && { finishReason: pick(random, ["stop", "length"]) }),
    attributes: {
      ...(random() < 0.4 && { "app.plan": pick(random, ["pro", "Free", "it's", "50%_x"]) }),
      ...(random() < 0.3 && { list: ["one", pick(random, ["two", "three"])], deep: { x: 1 } }),
    },
  }));
  const toolSpans: Captured["spans"] = tools.map((name, i) => ({
    id: `${id}-tool-${i}`,
    traceId: `${id}-t`,
    conversationId: id,
    seq: 10 + i,
    kind: "tool",
    name,
    status: "ok",
    input: [],
    tool: { callId: String(i), name, args: {}, result: "ok" },
    attributes: {},
  }));
  const captured: Captured = {
    conversation: {
      id,
      contentHash: String(number),
      source: { file: pick(random, ["a/chats.jsonl", "b_100%.json"]), format: "chat" },
      model,
      ...(random() < 0.9 && { startMs: nowMs - Math.floor(random() * 40) * 6 * 3600e3 }),
      ...(random() < 0.8 && { durationMs: Math.floor(random() * 60) * 100 }),
      ...(random() < 0.8 && { costUsd: Math.floor(random() * 50) / 1000 }),
      ...(random() < 0.7 && {
        usage: {
          inputTokens: Math.floor(random() * 4000),
          ...(random() < 0.7 && { outputTokens: Math.floor(random() * 500) }),
        },
      }),
      ...(random() < 0.4 && {
        outcome: {
          label: pick(random, ["pass", "fail", "unknown"] as const),
          score: random() < 0.5 ? 0.25 : 1,
        },
      }),
      ...(random() < 0.5 && { taskId: String(number % 5) }),
      messageCount: 2 * says.length,
      tags: some(random, ["beta", "VIP", "x,y", "it's", "line\nbreak"], 0.25),
      attributes: {
        ...(random() < 0.6 && { service: pick(random, ["coach", "Travel-Agent", "it's"]) }),
        ...(random() < 0.5 && { userId: `u-${number % 7}` }),
        ...(random() < 0.3 && { environment: "Production", "app.plan": pick(random, ["pro", "team"]) }),
      },
    },
    traces: [
      {
        id: `${id}-t`,
        conversationId: id,
        name: "run",
        status: pick(random, ["ok", "error", "unset"] as const),
      },
    ],
    spans: [...spans, ...toolSpans],
    systemTexts: {},
  };
  const verdict = (evaluator: string, key: string): Known["verdicts"][number] => {
    const label = pick(random, ["pass", "fail", "unknown", "not-applicable"]);
    const score = maybe(0.6, Math.floor(random() * 10) / 10);
    return { evaluator, key, label, ...(score !== undefined && { score }) };
  };
  return {
    captured,
    input: says.map(([ask]) => ask).join("\n"),
    output: says.map(([, answer]) => answer).join("\n"),
    turns: says.length,
    signals: some(random, ["user-gives-up", "tool-error"] as const, 0.2).map((kind) => ({
      kind,
      messageIndex: 0,
      evidence: "",
    })),
    verdicts: [
      ...(random() < 0.7 ? [verdict("tone", "key-tone")] : []),
      ...(random() < 0.6 ? [verdict("no promise", "key-promise")] : []),
      ...(random() < 0.2 ? [verdict("tone", "key-of-before")] : []),
      ...(random() < 0.3 ? [verdict("Theirs", "recorded")] : []),
    ],
    links:
      random() < 0.2
        ? [{ file: "", version: "", how: "unmatched" }]
        : some(random, files, 0.6).map(({ file }) => ({
            file,
            version: pick(random, versions),
            how: pick(random, ["contained", "ambiguous"]),
          })),
    tags: some(random, ["bug-report", "vip", "own-tag"], 0.2),
    behaviorIds: Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
      random() < 0.5 ? pick(random, behaviors).id : undefined,
    ),
  };
}

export async function fill(store: Store, list: readonly Known[]): Promise<void> {
  const byId = new Map(list.map((one) => [one.captured.conversation.id, one]));
  await store.addCaptured(
    list.map(({ captured }) => captured),
    (captured) => ({ ...derive(captured), signals: byId.get(captured.conversation.id)!.signals }),
  );
  await store.tables.behaviors.upsert(behaviors);
  await store.tables.evaluations.upsert(
    list.flatMap(({ captured, verdicts }) =>
      verdicts.map(({ evaluator, key, label, score }) =>
        evaluationRow({
          evaluator,
          evaluatorKey: key,
          sampleId: captured.conversation.id,
          conversationId: captured.conversation.id,
          label: label as "pass",
          explanation: "",
          ...(score !== undefined && { score }),
        }),
      ),
    ),
  );
  await store.tables.links.upsert(
    list.flatMap(({ captured, links }) =>
      links.map(({ file, version, how }) => ({
        id: `${captured.conversation.id}/${file}`,
        conversationId: captured.conversation.id,
        file,
        version,
        how,
      })),
    ),
  );
  await store.tables.requests.upsert(
    list.flatMap(({ captured: { conversation }, behaviorIds }) =>
      behaviorIds.map((behaviorId, i) => ({
        id: requestId(conversation.id, i === 0 ? undefined : 2 * i),
        conversationId: conversation.id,
        text: "",
        behaviorId,
        ...(i > 0 && { messageIndex: 2 * i, turn: i }),
      })),
    ),
  );
  // A row without a tag marks what was looked at.
  await store.tables.tags.upsert(
    list.flatMap(({ captured, tags }) =>
      [undefined, ...tags].map((tag) => ({
        id: `${captured.conversation.id}#${tag ?? ""}`,
        conversationId: captured.conversation.id,
        ...(tag && { tag, messageIndex: 0 }),
      })),
    ),
  );
  await store.tables.promptVersions.upsert(
    files.map(({ file }) => ({ id: file, file, version: versions[0], text: "" })),
  );
}
