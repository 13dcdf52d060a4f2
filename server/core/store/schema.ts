import { Field, Float64, Schema, Utf8 } from "apache-arrow";

/** Raise with every change of a table below; `migrations` says how an older store gets there. */
export const schemaVersion = 2;

type ColumnType = "text" | "number";

/** Columns of every table. `id` is the key of each: rows are written by merging on it, so writing twice changes nothing. */
export const tableColumns = {
  meta: { id: "text", value: "text" },
  texts: { id: "text", text: "text" },
  conversations: {
    id: "text",
    contentHash: "text",
    sourceFile: "text",
    sourceFormat: "text",
    taskId: "text",
    trial: "number",
    outcomeLabel: "text",
    outcomeScore: "number",
    outcomeExplanation: "text",
    model: "text",
    startMs: "number",
    endMs: "number",
    durationMs: "number",
    costUsd: "number",
    inputTokens: "number",
    outputTokens: "number",
    messageCount: "number",
    tags: "text",
    attributes: "text",
    hintName: "text",
    hintVersion: "text",
    systemHash: "text",
    opening: "text",
    /** What the agent did about the opening request, in words. */
    handling: "text",
    /** What has no time of its own ages by this. Absent on what was imported before version 2. */
    importedMs: "number",
  },
  traces: {
    id: "text",
    conversationId: "text",
    name: "text",
    status: "text",
    startMs: "number",
    endMs: "number",
    systemHash: "text",
  },
  spans: {
    id: "text",
    conversationId: "text",
    traceId: "text",
    parentId: "text",
    seq: "number",
    kind: "text",
    name: "text",
    status: "text",
    startMs: "number",
    endMs: "number",
    model: "text",
    inputTokens: "number",
    outputTokens: "number",
    costUsd: "number",
    input: "text",
    output: "text",
    tool: "text",
    attributes: "text",
  },
  /** `turn`: the turn a call belongs to. `terms`: the stems an instruction's condition is matched with, on turns alone. */
  samples: {
    id: "text",
    conversationId: "text",
    scope: "text",
    index: "number",
    turn: "number",
    input: "text",
    terms: "text",
  },
  evaluations: {
    id: "text",
    evaluator: "text",
    evaluatorKey: "text",
    sampleId: "text",
    conversationId: "text",
    label: "text",
    score: "number",
    explanation: "text",
    costUsd: "number",
    messageIndex: "number",
  },
  /** Per conversation (its id): which evaluators have judged it, as one hash; equal = nothing to do. */
  judged: { id: "text", evaluators: "text" },
  promptVersions: { id: "text", file: "text", version: "text", text: "text", commit: "text", atMs: "number" },
  /** Conversation x prompt file. `missing`: keys of the instructions that its system text did not hold. */
  links: {
    id: "text",
    conversationId: "text",
    file: "text",
    version: "text",
    how: "text",
    share: "number",
    missing: "text",
  },
  requests: { id: "text", conversationId: "text", text: "text", behaviorId: "text" },
  behaviors: {
    id: "text",
    name: "text",
    description: "text",
    words: "text",
    exemplars: "text",
    size: "number",
  },
} as const satisfies Record<string, Record<string, ColumnType>>;

export type TableName = keyof typeof tableColumns;
type Value<C> = C extends "number" ? number : string;

/** A row as it lies in a table: absent values are left out. */
export type Row<T extends TableName> = { readonly id: string } & {
  readonly [K in keyof (typeof tableColumns)[T]]?: Value<(typeof tableColumns)[T][K]>;
};

export const arrowSchema = (table: TableName): Schema =>
  new Schema(
    Object.entries(tableColumns[table]).map(
      ([name, type]) => new Field(name, type === "number" ? new Float64() : new Utf8(), name !== "id"),
    ),
  );
