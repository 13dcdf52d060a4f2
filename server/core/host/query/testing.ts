import { type Random, seededRandom } from "../../base/index.ts";
import type { Evaluator } from "../../evaluators/index.ts";
import {
  type Condition,
  holdsPhrase,
  type Interval,
  matchesPattern,
  type Pattern,
  type QueryNode,
} from "../../review/index.ts";
import { type Captured, evaluationRow, type Signal, type Store } from "../../store/index.ts";
import { derive } from "../import-conversations.ts";
import type { PromptFile } from "../prompt-files.ts";

// Conversations and queries at random, and what a query finds when each conversation is read by itself.

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
  readonly behaviorId?: string;
}

const behaviors = [
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
const words = ["refund", "Refund", "knee", "pain", "flight", "café", "sorry", "rain2day", "the"];

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
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
    ...(random() < 0.7 && { behaviorId: pick(random, behaviors).id }),
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
    list.map(({ captured, behaviorId }) => ({
      id: captured.conversation.id,
      conversationId: captured.conversation.id,
      text: "",
      behaviorId,
    })),
  );
  await store.tables.promptVersions.upsert(
    files.map(({ file }) => ({ id: file, file, version: versions[0], text: "" })),
  );
}

// The same, read one conversation at a time.

export function holds(node: QueryNode, one: Known): boolean {
  if (node.kind === "not") return !holds(node.part, one);
  if (node.kind === "condition") return holdsCondition(node, one);
  return node.kind === "all"
    ? node.parts.every((part) => holds(part, one))
    : node.parts.some((part) => holds(part, one));
}

const inside = (value: number | undefined, any: readonly Interval[]): boolean =>
  value !== undefined &&
  any.some(
    ({ low, high, lowExcluded, highExcluded }) =>
      (low === undefined || (lowExcluded ? value > low : value >= low)) &&
      (high === undefined || (highExcluded ? value < high : value <= high)),
  );
const like = (value: unknown, any: readonly Pattern[]): boolean =>
  typeof value === "string" && any.some((pattern) => matchesPattern(pattern, value));

function holdsCondition({ field, test, key }: Condition, one: Known): boolean {
  const { conversation, spans } = one.captured;
  const patterns = test.kind === "patterns" ? test.any : [];
  const intervals = test.kind === "intervals" ? test.any : [];
  const { usage } = conversation;
  const errors = spans.filter(({ status }) => status === "error").length;
  const meant = (evaluator: string): boolean =>
    evaluator !== "no promise" || one.links.some(({ file }) => file === "prompts/coach.prompt.md");
  const current = one.verdicts.filter(
    ({ key: own, evaluator }) => own.startsWith("key-") && own !== "key-of-before" && meant(evaluator),
  );
  const chosen = Object.keys(field.values ?? {}).filter((value) => like(value, patterns));
  switch (field.name) {
    case "id":
      return like(conversation.id, patterns);
    case "status": {
      const [trace] = one.captured.traces;
      return like(trace!.status === "unset" ? (errors > 0 ? "error" : "unset") : trace!.status, patterns);
    }
    case "outcome":
      return like(conversation.outcome?.label, patterns);
    case "score":
      return inside(conversation.outcome?.score, intervals);
    case "service":
      return like(conversation.attributes.service, patterns);
    case "user":
      return like(conversation.attributes.userId, patterns);
    case "env":
      return like(conversation.attributes.environment, patterns);
    case "agent":
      return like(conversation.attributes.agent, patterns);
    case "task":
      return like(conversation.taskId, patterns);
    case "file":
      return like(conversation.source.file, patterns);
    case "format":
      return like(conversation.source.format, patterns);
    case "tag":
      return conversation.tags.some((tag) => like(tag, patterns));
    case "tool":
      return spans.some(({ tool }) => like(tool?.name, patterns));
    case "model":
      return like(conversation.model, patterns);
    case "finish":
      return spans.some(({ finishReason }) => like(finishReason, patterns));
    case "signal":
      return one.signals.some(({ kind }) => like(kind, patterns));
    case "span":
      return spans.some(({ name }) => like(name, patterns));
    case "error":
      return spans.some(({ error }) => like(error, patterns));
    case "cost":
      return inside(conversation.costUsd, intervals);
    case "latency":
      return inside(conversation.durationMs, intervals);
    case "tokens.in":
      return inside(usage?.inputTokens, intervals);
    case "tokens.out":
      return inside(usage?.outputTokens, intervals);
    case "tokens":
      return inside(usage && (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0), intervals);
    case "turns":
      return inside(one.turns, intervals);
    case "messages":
      return inside(conversation.messageCount, intervals);
    case "spans":
      return inside(spans.length, intervals);
    case "errors":
      return inside(errors, intervals);
    case "after":
    case "before":
    case "started":
      return inside(conversation.startMs, intervals);
    case "attr":
      return [conversation.attributes, ...spans.map(({ attributes }) => attributes)].some((attributes) => {
        const value = attributes[key!];
        return Array.isArray(value) ? value.some((item) => like(item, patterns)) : like(value, patterns);
      });
    case "behavior": {
      const behavior = behaviors.find(({ id }) => id === one.behaviorId);
      return like(behavior?.name, patterns) || like(behavior?.id, patterns);
    }
    case "prompt":
      return (
        test.kind === "prompts" &&
        test.any.some(({ name, version }) =>
          one.links.some(
            (link) =>
              link.file !== "" &&
              [
                files.find(({ file }) => file === link.file)!.name,
                link.file,
                link.file.replace(/^.*\//, ""),
              ].some((own) => like(own, [name])) &&
              link.version.startsWith(version ?? ""),
          ),
        )
      );
    case "evaluator":
      return (
        test.kind === "verdicts" &&
        test.any.some(({ name, label, score }) =>
          [...current, ...one.verdicts.filter(({ key: own }) => own === "recorded")].some(
            (own) =>
              like(own.evaluator, [name]) &&
              (label ? own.label === label : own.label !== "not-applicable") &&
              (!score || inside(own.score, [score])),
          ),
        )
      );
    case "input":
    case "output":
    case "text": {
      const phrases = test.kind === "phrases" ? test.any : [];
      return phrases.some((phrase) => {
        if (field.name !== "text") return holdsPhrase(one[field.name as "input"], phrase);
        const opening = derive(one.captured).opening;
        return (
          holdsPhrase(one.input, phrase) ||
          holdsPhrase(one.output, phrase) ||
          like(opening, [phrase.part]) ||
          like(conversation.id, [phrase.part])
        );
      });
    }
    case "is":
      return chosen.some((state) => {
        if (state === "failing") return current.some(({ label }) => label === "fail");
        if (state === "passing")
          return (
            current.some(({ label }) => label === "pass") && !current.some(({ label }) => label === "fail")
          );
        if (state === "unjudged") return !current.some(({ label }) => label === "pass" || label === "fail");
        if (state === "outlier") return one.behaviorId === undefined;
        return one.links.some(({ how }) => how === state);
      });
    case "has":
      return chosen.some(
        (what) =>
          ({
            error: errors > 0,
            tool: spans.some(({ tool }) => tool),
            tag: conversation.tags.length > 0,
            signal: one.signals.length > 0,
            user: conversation.attributes.userId !== undefined,
            cost: conversation.costUsd !== undefined,
            time: conversation.startMs !== undefined,
            outcome: conversation.outcome !== undefined,
            evaluation: one.verdicts.length > 0,
            prompt: one.links.some(({ file }) => file),
            behavior: one.behaviorId !== undefined,
          })[what],
      );
    default:
      throw new Error(field.name);
  }
}

// Random queries.

export const quoted = (text: string): string => `"${text.replace(/["\\*]/g, "\\$&")}"`;
export const conditionMakers: readonly ((random: Random) => string)[] = [
  (r) => `is:${pick(r, ["failing", "passing", "unjudged", "unmatched", "ambiguous", "outlier"])}`,
  (r) =>
    `has:${pick(r, ["error", "tool", "tag", "signal", "user", "cost", "time", "outcome", "evaluation", "prompt", "behavior"])}`,
  (r) => `status:${pick(r, ["ok", "error", "unset", "ok,error", "e*"])}`,
  (r) => `outcome:${pick(r, ["pass", "FAIL", "unknown", "*"])}`,
  (r) =>
    `evaluator:${pick(r, ["tone=fail", "TONE=pass", '"no promise"=fail', "tone", "t*=unknown", "theirs=fail", "*<0.5", "tone>=0.3", "nobody", '"no promise"', "tone=not-applicable", "tone=0.5..0.7", "tone,theirs"])}`,
  (r) =>
    `behavior:${pick(r, ['"knee pain"', "*refund*", "b-1", '"O\'Brien\'s \\"quotes\\""', '"*100%*"', "nothing", "*"])}`,
  (r) =>
    `prompt:${pick(r, ["coach", "coach@a1", "travel@a1b2", "*.prompt.md", "prompts/coach.prompt.md@00", "coach.prompt.md", "c*@A1B2", "nothing", "coach,travel"])}`,
  (r) => `signal:${pick(r, ["user-gives-up", "user-*", "tool-error,user-gives-up"])}`,
  (r) =>
    `tool:${pick(r, ["search_flights", "search_*", "SEARCH_hotels", "a%b", "a*b", "book,search_flights", "none", "*"])}`,
  (r) => `tool~${pick(r, ["flight", "_", "%"])}`,
  (r) => `model:${pick(r, ["gpt-4*", "claude", "it's_50%", "*o", "gpt_4o"])}`,
  (r) => `tag:${pick(r, ["beta", "vip", '"x,y"', "it's", "*", "b*a", '"line*break"'])}`,
  (r) => `finish:${pick(r, ["stop", "length", "*"])}`,
  (r) =>
    `${pick(r, ["input", "output", "text"])}~${pick(r, [...words, '"knee pain"', '"refund the"', "ref*", "*ain", quoted("it's"), quoted("100%"), "北京", quoted("say hi"), "Größe", "ärger", "rain2day", quoted("DROP TABLE")])}`,
  (r) =>
    pick(r, ["refund", "knee pain", '"the the"', "c-1", "flight*", "sorry,refund", quoted("it's"), "天气"]),
  (r) =>
    `cost${pick(r, [">0.02", "<0.01", ":0.01..0.03", "=0.02", ":..0.01", ":0.04..", "!=0.02", ">$0.01"])}`,
  (r) => `latency${pick(r, [">3s", "<500ms", ":1s..2s", ">=0.05m", ":2000"])}`,
  (r) => `tokens${pick(r, [">3k", "<500", ":1000..2000", ".in>2k", ".out<100"])}`,
  (r) =>
    pick(r, [
      "turns>1",
      "turns:1",
      "messages:4",
      "spans>3",
      "spans<=2",
      "errors>0",
      "errors:0",
      "score<0.5",
      "score:1",
    ]),
  (r) =>
    pick(r, [
      "after:5d",
      "before:2d",
      "after:2026-03-10",
      "before:2026-03-12T06:00",
      "started:2026-03-14",
      "started:2026-03-08..2026-03-10",
      "after:yesterday",
      "before:today",
      "started:2026-03",
      "started>2026-03-10",
      "started<=2026-03-10",
    ]),
  (r) =>
    pick(r, [
      "user:u-3",
      "user:u-*",
      "service:coach",
      "service:travel-agent",
      "service:it's",
      "env:production",
      "task:1,2",
      "file:*100%*",
      "file:a/*",
      "format:chat",
      "agent:x",
      "id:c-1*",
      "id:c-17",
      "id~'",
    ]),
  (r) =>
    pick(r, ["span:chat", "span:plan*", "span:x'y", "error~timeout", 'error:"it\'s broken"', 'error~"100%"']),
  (r) =>
    `attr.${pick(r, ["app.plan:pro", "app.plan:f*", "app.plan:it's", 'app.plan:"50%_x"', "list:two", "list:t*", "nothing:*", "app_plan:pro"])}`,
];

export function randomQuery(random: Random, depth: number): string {
  const kind = random();
  if (depth === 0 || kind < 0.35)
    return `${random() < 0.25 ? "-" : ""}${pick(random, conditionMakers)(random)}`;
  const parts = Array.from({ length: 2 + Math.floor(random() * 2) }, () => randomQuery(random, depth - 1));
  if (kind < 0.65)
    return parts.map((part) => (/ OR /.test(part) ? `(${part})` : part)).join(random() < 0.2 ? " AND " : " ");
  if (kind < 0.9) return `(${parts.join(" OR ")})`;
  return `NOT (${parts[0]})`;
}
