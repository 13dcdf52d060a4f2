import type {
  Conversation,
  Evaluation,
  Label,
  Message,
  Outcome,
  Sample,
  Scope,
  Span,
  SpanKind,
  Status,
  Trace,
  Usage,
} from "./records.ts";
import type { Row } from "./schema.ts";

// Records <-> rows. Structured parts are JSON text: LanceDB filters on the plain columns, people read the rest one record at a time.

const usageOf = (row: { inputTokens?: number; outputTokens?: number }): { usage?: Usage } =>
  row.inputTokens === undefined && row.outputTokens === undefined
    ? {}
    : { usage: { inputTokens: row.inputTokens, outputTokens: row.outputTokens } };

const tokensOf = (usage: Usage | undefined): { inputTokens?: number; outputTokens?: number } => ({
  inputTokens: usage?.inputTokens,
  outputTokens: usage?.outputTokens,
});

const parse = <T>(json: string | undefined, otherwise: T): T =>
  json === undefined ? otherwise : (JSON.parse(json) as T);

export function conversationRow(
  conversation: Conversation,
  derived: Pick<Row<"conversations">, "systemHash" | "opening" | "handling" | "importedMs">,
): Row<"conversations"> {
  const { id, contentHash, source, outcome, usage, promptHint, tags, attributes, ...plain } = conversation;
  return {
    ...plain,
    id,
    contentHash,
    sourceFile: source.file,
    sourceFormat: source.format,
    outcomeLabel: outcome?.label,
    outcomeScore: outcome?.score,
    outcomeExplanation: outcome?.explanation,
    ...tokensOf(usage),
    tags: JSON.stringify(tags),
    attributes: JSON.stringify(attributes),
    hintName: promptHint?.name,
    hintVersion: promptHint?.version,
    ...derived,
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

export const traceRow = (trace: Trace): Row<"traces"> => ({ ...trace });

export function spanRow(span: Span): Row<"spans"> {
  const { usage, input, output, tool, attributes, ...plain } = span;
  return {
    ...plain,
    ...tokensOf(usage),
    input: JSON.stringify(input),
    output: output && JSON.stringify(output),
    tool: tool && JSON.stringify(tool),
    attributes: JSON.stringify(attributes),
  };
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
  attributes: parse(row.attributes, {}),
});

export const sampleRow = (
  sample: Sample,
  turn: number | undefined,
  terms: string | undefined,
): Row<"samples"> => ({
  id: sample.id,
  conversationId: sample.conversationId,
  scope: sample.scope satisfies Scope,
  index: sample.index,
  turn,
  input: sample.input.slice(0, 400),
  terms,
});

export const evaluationId = (evaluatorKey: string, sampleId: string): string => `${evaluatorKey}/${sampleId}`;

export function evaluationRow(evaluation: Evaluation): Row<"evaluations"> {
  return { id: evaluationId(evaluation.evaluatorKey, evaluation.sampleId), ...evaluation };
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
});
