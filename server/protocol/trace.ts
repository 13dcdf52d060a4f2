import type { ConversationRequest } from "./messages.ts";

/**
 * One conversation as the trace viewer shows it. Everything captured in it is text with control characters and direction overrides made
 * visible. Long texts are cut; the whole one is asked for by its place.
 */
export interface ShownText {
  readonly text: string;
  /** Where it was cut: the length of the whole, and the place to ask for it. */
  readonly cut?: { readonly length: number; readonly place: string };
}

export type TraceStatus = "ok" | "error" | "unset";
export type TraceSpanKind = "agent" | "model" | "tool" | "retrieval" | "other";
export type TraceLabel = "pass" | "fail" | "unknown" | "not-applicable";

export interface TraceUsage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly reasoningTokens?: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
}

/** What is known of the conversation as a whole. Times are epoch milliseconds. */
export interface TraceFacts {
  readonly opening: string;
  /** It is no conversation with an agent but a cycle of improvement: nobody labels it or runs it again. */
  readonly isCycle?: true;
  readonly status: TraceStatus;
  readonly outcome?: {
    readonly label: "pass" | "fail" | "unknown";
    readonly score?: number;
    readonly explanation?: string;
  };
  readonly models: readonly string[];
  readonly services: readonly string[];
  /** Of what was asked, in the order of asking. `message`: where, on requests after the opening one. */
  readonly behaviors: readonly { readonly id: string; readonly name: string; readonly message?: number }[];
  readonly tags: readonly string[];
  readonly task?: string;
  readonly source: string;
  readonly startMs?: number;
  readonly durationMs?: number;
  readonly costUsd?: number;
  /** The cost, or a part of it, was computed from a table of prices: nobody recorded it. */
  readonly costIsComputed: boolean;
  readonly usage?: TraceUsage;
  readonly attributes: readonly TraceField[];
}

export interface TraceField {
  readonly name: string;
  readonly value: ShownText;
}

/** A row of the waterfall, in the order of the tree. `from` and `to` are places on its axis. */
export interface TraceRow {
  readonly id: string;
  readonly depth: number;
  /** Index of the parent's row. */
  readonly parent?: number;
  /** Rows below it in the tree; they follow it. */
  readonly below: number;
  readonly kind: TraceSpanKind;
  readonly name: string;
  readonly status: TraceStatus;
  readonly from: number;
  readonly to: number;
  /** False where the span has no times and its place comes from the order alone. */
  readonly isTimed: boolean;
  readonly durationMs?: number;
  readonly tokens?: number;
  readonly costUsd?: number;
  readonly model?: string;
  readonly service?: string;
  /** First message that stands in it. */
  readonly message?: number;
  /** Failed evaluations and implicit signals about what stands in it. */
  readonly marks: number;
  /** First span of a further trace. */
  readonly startsTrace?: boolean;
}

/** `ms`: the axis is time, without the pauses in which nothing ran. `order`: no span has times, each takes one step. */
export interface TraceWaterfall {
  readonly unit: "ms" | "order";
  readonly length: number;
  readonly pauses: readonly { readonly at: number; readonly ms: number }[];
  readonly rows: readonly TraceRow[];
}

export interface TraceCall {
  readonly id: string;
  readonly name: string;
  readonly args: ShownText;
  /** Index of the message that answers it. */
  readonly result?: number;
  readonly spanId?: string;
}

export interface TraceMedia {
  readonly kind: "image" | "audio" | "video" | "file";
  readonly mimeType?: string;
  readonly name?: string;
  /** Never loaded: shown as text. */
  readonly uri?: string;
  readonly bytes?: number;
}

export interface TraceMessage {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly text: ShownText;
  readonly reasoning?: ShownText;
  readonly calls: readonly TraceCall[];
  readonly toolName?: string;
  readonly isError?: boolean;
  /** Of a tool message: index of the message that called. */
  readonly answers?: number;
  readonly media: readonly TraceMedia[];
  readonly atMs?: number;
  readonly costUsd?: number;
  readonly usage?: TraceUsage;
  readonly spanId?: string;
}

export interface TraceEvaluation {
  readonly evaluator: string;
  /** As the evaluator is called, where that cannot be shown as it is. */
  readonly evaluatorName?: string;
  readonly label: TraceLabel;
  readonly score?: number;
  readonly explanation: string;
  readonly costUsd?: number;
  /** Message that holds the evidence. */
  readonly message?: number;
  /** "turn 2", "call 5"; absent for the whole conversation. */
  readonly part?: string;
  /** It came with the trace: no evaluator of ours made it. */
  readonly isRecorded: boolean;
  /** It was made before more was said in the conversation. */
  readonly isStale?: true;
  /** Id of the part. */
  readonly sample?: string;
  readonly spanId?: string;
  /** Lines of the conversation's prompts that the evaluator covers, as indexes into `lines`. */
  readonly lines: readonly number[];
}

/** What a person said of it, or of a part of it. */
export interface TraceGivenLabel {
  readonly label: "pass" | "fail" | "unknown";
  readonly who: string;
  readonly why?: string;
  readonly atMs?: number;
  readonly sample?: string;
  readonly part?: string;
  /** Whose criterion it goes by. */
  readonly evaluator?: string;
  /** Both as they stand in the file, where they cannot be shown as they are. */
  readonly names?: { readonly who: string; readonly evaluator?: string };
}

export interface TraceSignal {
  readonly kind: string;
  readonly message: number;
  readonly evidence: string;
}

/** What cuts across behaviors, found in what the user wrote. */
export interface TraceTag {
  readonly tag: string;
  readonly message: number;
  readonly evidence: string;
}

export interface TracePrompt {
  readonly file: string;
  readonly version: string;
  /** "ambiguous", or by what it was found. */
  readonly how: string;
  /** Of an ambiguous one: what is as likely by the system text. */
  readonly candidates: readonly { readonly file: string; readonly version: string }[];
  /** What its variables were filled with, as far as that could be recovered. */
  readonly variables: readonly TraceField[];
  /** What the trace calls its version, where that is none of ours. */
  readonly hintVersion?: string;
}

/** An instruction of a linked prompt version that the system text held. */
export interface TraceLine {
  readonly key: string;
  readonly text: string;
  readonly file: string;
  /** Zero-based, in the file as it stands; absent where it is not in the file any more. */
  readonly line?: number;
  /** It was changed since: the line is where the new text stands. */
  readonly isChanged: boolean;
  /** Evaluators that cover it and failed this conversation. */
  readonly failed: readonly string[];
}

export interface TraceTool {
  readonly name: string;
  readonly description?: string;
  readonly parameters?: ShownText;
}

export interface TraceView {
  readonly id: string;
  readonly facts: TraceFacts;
  readonly prompts: readonly TracePrompt[];
  /** Whether they were looked for already. */
  readonly isLinked: boolean;
  readonly lines: readonly TraceLine[];
  readonly waterfall: TraceWaterfall;
  readonly messages: readonly TraceMessage[];
  readonly evaluations: readonly TraceEvaluation[];
  readonly labels: readonly TraceGivenLabel[];
  readonly signals: readonly TraceSignal[];
  readonly tags: readonly TraceTag[];
  readonly systemTexts: readonly ShownText[];
  readonly tools: readonly TraceTool[];
}

/** One span with all that is known of it. */
export interface TraceSpan {
  readonly id: string;
  readonly name: string;
  readonly kind: TraceSpanKind;
  readonly status: TraceStatus;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly error?: ShownText;
  readonly input: readonly TraceMessage[];
  readonly output?: TraceMessage;
  readonly tool?: {
    readonly name: string;
    readonly callId: string;
    readonly args: ShownText;
    readonly result: ShownText;
  };
  readonly documents: readonly {
    readonly title: string;
    readonly score?: number;
    readonly text: ShownText;
  }[];
  readonly events: readonly {
    readonly name: string;
    readonly atMs?: number;
    readonly fields: readonly TraceField[];
  }[];
  readonly attributes: readonly TraceField[];
}

export interface TraceSpanRequest extends ConversationRequest {
  readonly spanId: string;
}

export interface TraceTextRequest extends ConversationRequest {
  readonly place: string;
}

/** What a conversation is opened for: its page selects the message that is the evidence. */
export interface TraceFocus {
  /** Number of a message. */
  readonly message?: number;
  /** The first failure of this evaluator. */
  readonly evaluator?: string;
  /** The first failure of an evaluator that covers one of these lines. */
  readonly instructions?: readonly string[];
}
