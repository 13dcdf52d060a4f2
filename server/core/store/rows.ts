import { messagesFromSpans } from "./messages.ts";
import type {
  Captured,
  Conversation,
  Evaluation,
  EvaluationPart,
  Label,
  Message,
  Outcome,
  PlacedMark,
  RecordedEvaluation,
  Sample,
  Scope,
  Signal,
  SignalKind,
  Span,
  SpanKind,
  Status,
  Trace,
  Usage,
} from "./records.ts";
import type { Row } from "./schema.ts";

// Records <-> rows. Structured parts are JSON text: LanceDB filters on the plain columns, people read the rest one record at a time.

const tokenColumns = [
  "inputTokens",
  "outputTokens",
  "reasoningTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
] as const satisfies readonly (keyof Usage)[];

/** The tokens of a row; without those that were not counted, so that what is read back equals what was written. */
function usageOf(row: Usage): { usage?: Usage } {
  const usage: Partial<Record<keyof Usage, number>> = {};
  for (const name of tokenColumns) if (row[name] !== undefined) usage[name] = row[name];
  return Object.keys(usage).length > 0 ? { usage } : {};
}

const tokensOf = ({
  inputTokens,
  outputTokens,
  reasoningTokens,
  cacheReadTokens,
  cacheWriteTokens,
}: Usage = {}) => ({ inputTokens, outputTokens, reasoningTokens, cacheReadTokens, cacheWriteTokens });

const parse = <T>(json: string | undefined, otherwise: T): T =>
  json === undefined ? otherwise : (JSON.parse(json) as T);

/** What is written of a conversation beside its own fields. */
export type ConversationExtras = Pick<
  Row<"conversations">,
  | "systemHash"
  | "opening"
  | "handling"
  | "laterRequests"
  | "importedMs"
  | "receivedMs"
  | "turnCount"
  | "derivedBy"
> & { readonly signals?: readonly Signal[] };

export function conversationRow(captured: Captured, extras: ConversationExtras): Row<"conversations"> {
  const { conversation } = captured;
  const { signals = [] } = extras;
  const { source, outcome, usage, promptHint, attributes } = conversation;
  const text = (name: string): string | undefined => {
    const value = attributes[name];
    return typeof value === "string" ? value : undefined;
  };
  // Written out: what is left of an object without some of its keys takes three times as long as the row.
  return {
    id: conversation.id,
    contentHash: conversation.contentHash,
    taskId: conversation.taskId,
    trial: conversation.trial,
    model: conversation.model,
    startMs: conversation.startMs,
    endMs: conversation.endMs,
    durationMs: conversation.durationMs,
    costUsd: conversation.costUsd,
    messageCount: conversation.messageCount,
    sourceFile: source.file,
    sourceFormat: source.format,
    outcomeLabel: outcome?.label,
    outcomeScore: outcome?.score,
    outcomeExplanation: outcome?.explanation,
    ...tokensOf(usage),
    tags: JSON.stringify(conversation.tags),
    attributes: JSON.stringify(attributes),
    hintName: promptHint?.name,
    hintVersion: promptHint?.version,
    service: text("service"),
    userId: text("userId"),
    agent: text("agent"),
    environment: text("environment"),
    ...foundBy(captured, signals),
    systemHash: extras.systemHash,
    opening: extras.opening,
    handling: extras.handling,
    laterRequests: extras.laterRequests,
    importedMs: extras.importedMs,
    receivedMs: extras.receivedMs,
    turnCount: extras.turnCount,
    derivedBy: extras.derivedBy,
  } satisfies Record<keyof Row<"conversations">, unknown>;
}

/** Columns and labels that queries find a conversation by. */
function foundBy(
  { conversation, traces, spans }: Captured,
  signals: readonly Signal[],
): Required<Pick<Row<"conversations">, "status" | "labels" | "spanCount" | "errorCount">> {
  const errors = spans.filter(({ status }) => status === "error").length;
  const labels = new Set<string>();
  const add = (kind: string, value: string | undefined): void => {
    if (value && value.length <= 200) labels.add(`${kind}=${value.toLowerCase()}`);
  };
  for (const tag of conversation.tags) add("tag", tag);
  for (const { kind } of signals) add("signal", kind);
  add("model", conversation.model);
  for (const span of spans) {
    if (span.kind === "model") add("model", span.model);
    add("tool", span.tool?.name);
    add("finish", span.finishReason);
  }
  const ended = traces.map(({ status }) => status);
  return {
    // A trace that says how it ended has the word; a tool that failed on the way is counted, and no failure of the whole.
    status: ended.includes("error") ? "error" : ended.includes("ok") ? "ok" : errors > 0 ? "error" : "unset",
    labels: [...labels],
    spanCount: spans.length,
    errorCount: errors,
  };
}

export function conversationOf(row: Row<"conversations">): Conversation {
  const outcome: Outcome | undefined = row.outcomeLabel
    ? {
        label: row.outcomeLabel as Outcome["label"],
        score: row.outcomeScore,
        explanation: row.outcomeExplanation,
      }
    : undefined;
  return {
    id: row.id,
    contentHash: row.contentHash ?? "",
    source: { file: row.sourceFile ?? "", format: row.sourceFormat ?? "" },
    taskId: row.taskId,
    trial: row.trial,
    outcome,
    model: row.model,
    startMs: row.startMs,
    endMs: row.endMs,
    durationMs: row.durationMs,
    costUsd: row.costUsd,
    ...usageOf(row),
    messageCount: row.messageCount ?? 0,
    tags: parse<string[]>(row.tags, []),
    attributes: parse(row.attributes, {}),
    promptHint: row.hintName ? { name: row.hintName, version: row.hintVersion } : undefined,
  };
}

/** What full-text search reads: the words of users, and those of the agent; of very long conversations the beginning. */
export function contentRow({ conversation, spans }: Captured): Row<"contents"> {
  const messages = messagesFromSpans(spans);
  const said = (role: Message["role"]): string =>
    messages
      .flatMap((message) => (message.role === role && message.text !== "" ? [message.text] : []))
      .join("\n")
      .slice(0, maxContentChars);
  return { id: conversation.id, input: said("user"), output: said("assistant") };
}
const maxContentChars = 100_000;

/** The evaluator key of evaluations that came with the trace: no evaluator of ours made them. */
export const recordedKey = "recorded";

/** Their labels are other people's words; those that say pass or fail count as such. */
export const recordedRows = ({ conversation, evaluations = [] }: Captured): Row<"evaluations">[] =>
  evaluations.map((evaluation) => recordedRow(conversation.id, evaluation));

export function recordedRow(
  conversationId: string,
  { name, label, score, explanation, spanId, isStale }: RecordedEvaluation,
): Row<"evaluations"> {
  const sampleId = spanId ?? conversationId;
  return {
    id: evaluationId(`${recordedKey}:${name}`, sampleId),
    evaluator: name,
    evaluatorKey: recordedKey,
    sampleId,
    conversationId,
    label: recordedLabel(label),
    score,
    explanation: [label, explanation].filter(Boolean).join(": "),
    ...(isStale && { stale: 1 }),
  };
}

function recordedLabel(label: string | undefined): Label {
  const word = label?.trim().toLowerCase() ?? "";
  if (["pass", "passed", "true", "yes", "correct", "good"].includes(word)) return "pass";
  return ["fail", "failed", "false", "no", "incorrect", "bad"].includes(word) ? "fail" : "unknown";
}

export const traceRow = (trace: Trace): Row<"traces"> => ({ ...trace });

export function spanRow(span: Span): Row<"spans"> {
  const { output, tool, documents } = span;
  return {
    id: span.id,
    traceId: span.traceId,
    conversationId: span.conversationId,
    parentId: span.parentId,
    seq: span.seq,
    kind: span.kind,
    name: span.name,
    status: span.status,
    startMs: span.startMs,
    endMs: span.endMs,
    model: span.model,
    costUsd: span.costUsd,
    service: span.service,
    finishReason: span.finishReason,
    error: span.error,
    ...tokensOf(span.usage),
    input: JSON.stringify(span.input),
    output: output && JSON.stringify(output),
    tool: tool && JSON.stringify(tool),
    attributes: JSON.stringify(span.attributes),
    documents: documents && JSON.stringify(documents),
  } satisfies Record<keyof Row<"spans">, unknown>;
}

export const spanOf = (row: Row<"spans">): Span => ({
  id: row.id,
  traceId: row.traceId ?? "",
  conversationId: row.conversationId ?? "",
  parentId: row.parentId,
  seq: row.seq ?? 0,
  kind: (row.kind ?? "other") as SpanKind,
  name: row.name ?? "",
  status: (row.status ?? "unset") as Status,
  startMs: row.startMs,
  endMs: row.endMs,
  model: row.model,
  ...usageOf(row),
  costUsd: row.costUsd,
  input: parse<Message[]>(row.input, []),
  output: parse<Message | undefined>(row.output, undefined),
  tool: parse<Span["tool"]>(row.tool, undefined),
  service: row.service,
  finishReason: row.finishReason,
  error: row.error,
  documents: parse<Span["documents"]>(row.documents, undefined),
  attributes: parse(row.attributes, {}),
});

export const signalRow = (
  conversationId: string,
  { kind, messageIndex, evidence }: Signal,
): Row<"signals"> => ({
  id: `${conversationId}#${messageIndex}#${kind}`,
  conversationId,
  kind,
  messageIndex,
  evidence,
});

export const signalOf = (row: Row<"signals">): Signal => ({
  kind: row.kind as SignalKind,
  messageIndex: row.messageIndex ?? 0,
  evidence: row.evidence ?? "",
});

/** At one message a rule marks a thing once; what several spans of it show is the same thing. */
export const markRow = (conversationId: string, mark: PlacedMark): Row<"marks"> => ({
  id: `${conversationId}#${mark.messageIndex}#${mark.cause}#${mark.kind}`,
  conversationId,
  cause: mark.cause,
  kind: mark.kind,
  strength: mark.strength,
  messageIndex: mark.messageIndex,
  turn: mark.turn,
  spanId: mark.spanId,
  quote: mark.quote,
});

export const markOf = (row: Row<"marks">): PlacedMark => ({
  cause: (row.cause ?? "context") as PlacedMark["cause"],
  kind: row.kind ?? "",
  strength: row.strength ?? 0,
  messageIndex: row.messageIndex ?? 0,
  ...(row.turn !== undefined && { turn: row.turn }),
  ...(row.spanId !== undefined && { spanId: row.spanId }),
  quote: row.quote ?? "",
});

/** `words`: of turns, what was put to the agent and what it said, in stems. */
export const sampleRow = (
  sample: Sample,
  turn: number | undefined,
  words: Pick<Row<"samples">, "terms" | "said"> = {},
): Row<"samples"> => ({
  id: sample.id,
  conversationId: sample.conversationId,
  scope: sample.scope satisfies Scope,
  index: sample.index,
  turn,
  input: sample.input.slice(0, 400),
  ...words,
});

export const evaluationId = (evaluatorKey: string, sampleId: string): string => `${evaluatorKey}/${sampleId}`;

export function evaluationRow(evaluation: Evaluation): Row<"evaluations"> {
  const { parts, isPutOff, isStale, ...rest } = evaluation;
  const id = evaluationId(evaluation.evaluatorKey, evaluation.sampleId);
  return {
    ...{ id, ...rest },
    ...(parts && { parts: JSON.stringify(parts) }),
    ...(isPutOff && { putOff: 1 }),
    ...(isStale && { stale: 1 }),
  };
}

export const evaluationOf = (row: Row<"evaluations">): Evaluation => ({
  evaluator: row.evaluator ?? "",
  evaluatorKey: row.evaluatorKey ?? "",
  sampleId: row.sampleId ?? "",
  conversationId: row.conversationId ?? "",
  label: (row.label ?? "unknown") as Label,
  score: row.score,
  explanation: row.explanation ?? "",
  costUsd: row.costUsd,
  messageIndex: row.messageIndex,
  ...(row.parts && { parts: JSON.parse(row.parts) as EvaluationPart[] }),
  ...(row.trials !== undefined && { trials: row.trials, agreeing: row.agreeing }),
  ...(row.putOff && { isPutOff: true as const }),
  ...(row.stale && { isStale: true as const }),
  ...(row.atMs !== undefined && { atMs: row.atMs }),
});
