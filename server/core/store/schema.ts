import { Binary, type DataType, Field, Float64, List, Schema, Utf8 } from "apache-arrow";

/** Raise with every change of a table below; `migrations` says how an older store gets there. */
export const schemaVersion = 9;

/** `long`: texts that are compressed; `list`: texts; `bytes`: whatever its writer packed, compressed. */
export type ColumnType = "text" | "long" | "number" | "list" | "bytes";

/** Columns of every table. `id` is the key of each: rows are written by merging on it, so writing twice changes nothing. */
export const tableColumns = {
  meta: { id: "text", value: "text" },
  texts: { id: "text", text: "long" },
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
    reasoningTokens: "number",
    cacheReadTokens: "number",
    cacheWriteTokens: "number",
    messageCount: "number",
    tags: "text",
    attributes: "text",
    hintName: "text",
    hintVersion: "text",
    systemHash: "text",
    opening: "text",
    /** What the agent did about the opening request until the next one, in words. */
    handling: "text",
    /** What else the user asked for later: JSON, a list of `LaterRequest`. Absent where nobody looked: before version 5. */
    laterRequests: "text",
    /** What has no time of its own ages by this. Absent on what was imported before version 2. */
    importedMs: "number",
    status: "text",
    service: "text",
    userId: "text",
    agent: "text",
    environment: "text",
    /** What it can be found by, each as `kind=value` in lower case: tool, model, tag, finish, signal. */
    labels: "list",
    /** How often the user spoke. */
    turnCount: "number",
    spanCount: "number",
    errorCount: "number",
    /** When its latest span arrived by the receiver. */
    receivedMs: "number",
    /** By which version of the rules that is made which is derived of it. Absent before version 9. */
    derivedBy: "number",
  },
  /** By conversation: what was said to the agent and what it said, for full-text search. */
  contents: { id: "text", input: "long", output: "long" },
  /** Spans and log records as they arrived, by conversation and batch, so that later ones can join them. Dropped once it is quiet. */
  received: {
    id: "text",
    conversationId: "text",
    traceId: "text",
    receivedMs: "number",
    bytes: "bytes",
  },
  /** Implicit feedback: something the user or a tool did that says how it went. */
  signals: { id: "text", conversationId: "text", kind: "text", messageIndex: "number", evidence: "text" },
  /** What may explain a failure without any line of the prompt (`CauseMark`). */
  marks: {
    id: "text",
    conversationId: "text",
    cause: "text",
    kind: "text",
    strength: "number",
    messageIndex: "number",
    /** The turn it stands in; absent where nobody answered. */
    turn: "number",
    spanId: "text",
    quote: "text",
  },
  traces: {
    id: "text",
    conversationId: "text",
    name: "text",
    status: "text",
    startMs: "number",
    endMs: "number",
    systemHash: "text",
    service: "text",
    /** Of the JSON of the tools that the model was given, which stands in `texts`. */
    toolsHash: "text",
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
    reasoningTokens: "number",
    cacheReadTokens: "number",
    cacheWriteTokens: "number",
    costUsd: "number",
    input: "long",
    output: "long",
    tool: "long",
    attributes: "long",
    service: "text",
    finishReason: "text",
    error: "text",
    documents: "long",
  },
  /**
   * `turn`: the turn a call belongs to. On turns alone: `terms`, the stems an instruction's condition is matched with, and `said`, those of
   * the agent's own words.
   */
  samples: {
    id: "text",
    conversationId: "text",
    scope: "text",
    index: "number",
    turn: "number",
    input: "text",
    terms: "long",
    said: "long",
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
    /** JSON: what the single checks said, where there are several or they are named. */
    parts: "long",
    /** How often a judge was asked, and how often it gave this label; absent = once. */
    trials: "number",
    agreeing: "number",
    /** 1: unknown for now alone, and to be judged with the next evaluation. */
    putOff: "number",
    /** 1: made elsewhere, of what the conversation was before more was said in it. */
    stale: "number",
    atMs: "number",
  },
  /** By question and model: what a judge answered about a sample of the conversation. */
  judgements: {
    id: "text",
    conversationId: "text",
    model: "text",
    answer: "long",
    costUsd: "number",
    atMs: "number",
  },
  /**
   * By all that decides how it goes (agent, system text, what was said): a conversation run again, and what evaluators said of it, by their
   * keys; both JSON. `conversationId`: the recorded one.
   */
  freshRuns: { id: "text", conversationId: "text", run: "long", evaluations: "long", atMs: "number" },
  /** By line, operator and version of the prompt: what changing the line showed (`LineAblation`, JSON). Counts, nothing of what was said. */
  ablations: { id: "text", file: "text", version: "text", key: "text", report: "long", atMs: "number" },
  /** Versions of datasets (`Dataset`, JSON), by their ids. `conversationIds`: of whom there are cases. */
  datasets: {
    id: "text",
    name: "text",
    prompt: "text",
    content: "long",
    conversationIds: "list",
    atMs: "number",
  },
  /** Cycles of improvement (`CycleReport`, JSON), with what they suggest. `conversationIds`: whose cases they name. */
  cycles: {
    id: "text",
    prompt: "text",
    target: "text",
    report: "long",
    conversationIds: "list",
    atMs: "number",
  },
  /** What was done in a cycle, step by step (`TrailStep[]`, JSON), by the cycle's id. `conversationIds`: who was run again or quoted in it. */
  cycleTrails: { id: "text", steps: "long", conversationIds: "list", atMs: "number" },
  /** How far a cycle is (`CycleState`, JSON), by its id, while it goes and afterwards. Counts and times, nothing of what was said. */
  cycleStates: { id: "text", state: "long", atMs: "number" },
  /** What a model proposed in a cycle (`KeptReflection`, JSON), by what it was asked. `conversationIds`: who may be quoted in it. */
  reflections: {
    id: "text",
    cycle: "text",
    reflection: "long",
    conversationIds: "list",
    atMs: "number",
  },
  /** Edits that were tried, and what became of them (`Attempt`, JSON). `conversationIds`: whose failures it was learnt from. */
  attempts: {
    id: "text",
    prompt: "text",
    target: "text",
    operator: "text",
    report: "long",
    conversationIds: "list",
    atMs: "number",
  },
  /**
   * What a chat model said when somebody asked it, by model, question and what it was shown. `kind`: of a failure's cause, or of conditions;
   * `about`: of a cause, the prompt file; `answer`: JSON.
   */
  opinions: {
    id: "text",
    kind: "text",
    model: "text",
    conversationId: "text",
    about: "text",
    answer: "long",
    atMs: "number",
  },
  /** By evaluator key: its mutation test, JSON. `conversationIds`: whose outputs it quotes. */
  mutationTests: {
    id: "text",
    evaluator: "text",
    atMs: "number",
    report: "long",
    conversationIds: "list",
  },
  /** Definitions of evaluators, each time that another one came into force. `definition`: JSON; none of a suite. */
  evaluatorVersions: {
    id: "text",
    evaluator: "text",
    evaluatorKey: "text",
    definition: "long",
    atMs: "number",
  },
  /** Per conversation (its id): which evaluators have judged it, as one hash; equal = nothing to do. */
  judged: { id: "text", evaluators: "text" },
  promptVersions: { id: "text", file: "text", version: "text", text: "text", commit: "text", atMs: "number" },
  /**
   * Conversation x prompt file. `missing`: keys of the instructions that its system text did not hold. `rangeStart`, `rangeEnd`: what of that
   * text the prompt covers, in UTF-16 units. `variables`: JSON, values by name. `candidates`: JSON, what is as likely. `hintVersion`: the
   * version that the trace named, where it is none of ours.
   */
  links: {
    id: "text",
    conversationId: "text",
    file: "text",
    version: "text",
    how: "text",
    share: "number",
    missing: "text",
    rangeStart: "number",
    rangeEnd: "number",
    variables: "text",
    candidates: "text",
    hintVersion: "text",
  },
  /**
   * One thing a user asked for. The id of the first in a conversation is the conversation's, of later ones `<conversation>#r<messageIndex>`.
   * `messageIndex`, `turn`: where it stands, on later ones alone. `intent`: in one line by a model; `success`: whether by that model's reading the user got it: yes, no or unknown.
   */
  requests: {
    id: "text",
    conversationId: "text",
    text: "text",
    behaviorId: "text",
    messageIndex: "number",
    turn: "number",
    intent: "text",
    success: "text",
  },
  /** By model and content: what a chat model read out of a request. */
  intents: { id: "text", model: "text", intent: "text", wanted: "text", did: "text", success: "text" },
  /** By model and what it was shown: how it called a behavior or group. `seen`: marks of the requests that it saw for that. */
  behaviorNames: { id: "text", model: "text", name: "text", description: "text", seen: "list" },
  /** What cuts across behaviors: bug report, churn risk, … found in what the user wrote. */
  tags: { id: "text", conversationId: "text", tag: "text", messageIndex: "number", evidence: "text" },
  /** What happened later, of a conversation or a user: churned, upgraded, a ticket. `value`: 1 = it did, 0 = it did not. */
  outcomes: {
    id: "text",
    conversationId: "text",
    userId: "text",
    kind: "text",
    value: "number",
    atMs: "number",
    source: "text",
  },
  /** `bornMs`: when it was first found. `namedBy`: the model that named it; absent = named in the users' words. `drift`: JSON. */
  behaviors: {
    id: "text",
    name: "text",
    description: "text",
    words: "text",
    exemplars: "text",
    size: "number",
    groupId: "text",
    bornMs: "number",
    namedBy: "text",
    drift: "text",
  },
  /** Nodes above behaviors. `words`: JSON. */
  groups: { id: "text", name: "text", description: "text", words: "text", size: "number" },
  /** What became of behaviors from one search to the next. `others`: what it was split off from, or what went into it. */
  behaviorEvents: {
    id: "text",
    atMs: "number",
    kind: "text",
    behaviorId: "text",
    name: "text",
    size: "number",
    others: "list",
  },
  /** By embedder and content: what a neural embedder made of a text, as 32-bit numbers. */
  vectors: { id: "text", embedder: "text", vector: "bytes" },
  /** The one search that stands: with which embedder, and what new requests are assigned by. */
  behaviorModels: { id: "text", embedder: "text", atMs: "number", model: "bytes" },
} as const satisfies Record<string, Record<string, ColumnType>>;

export type TableName = keyof typeof tableColumns;
type Value<C> = C extends "number"
  ? number
  : C extends "list"
    ? readonly string[]
    : C extends "bytes"
      ? Uint8Array
      : string;

/** A row as it lies in a table: absent values are left out. */
export type Row<T extends TableName> = { readonly id: string } & {
  readonly [K in keyof (typeof tableColumns)[T]]?: Value<(typeof tableColumns)[T][K]>;
};

const arrowTypes: Readonly<Record<ColumnType, () => DataType>> = {
  text: () => new Utf8(),
  long: () => new Utf8(),
  number: () => new Float64(),
  list: () => new List(new Field("item", new Utf8(), true)),
  bytes: () => new Binary(),
};

/** A table's own schema decides; one that was made without it stays as it is. */
const metadataOf = (type: ColumnType): Map<string, string> | undefined =>
  type === "long" || type === "bytes" ? new Map([["lance-encoding:compression", "zstd"]]) : undefined;

export const arrowSchema = (table: TableName): Schema =>
  new Schema(
    Object.entries(tableColumns[table]).map(
      ([name, type]) => new Field(name, arrowTypes[type](), name !== "id", metadataOf(type)),
    ),
  );
