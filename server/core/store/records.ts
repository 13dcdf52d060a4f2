export type Role = "system" | "user" | "assistant" | "tool";

/** A tool call as the model asked for it. `args` is the parsed JSON, or the raw string where it did not parse. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly args: unknown;
}

export interface Usage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** Of the output tokens, those that were thought and not said. */
  readonly reasoningTokens?: number;
  /** Of the input tokens, those read from and written to the provider's cache. */
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
}

/** An image, a sound or a file in a message, by reference: what it was, never its bytes. */
export interface Media {
  readonly kind: "image" | "audio" | "video" | "file";
  readonly mimeType?: string;
  /** Where it is; absent where it came inline. */
  readonly uri?: string;
  readonly name?: string;
  /** Size of what came inline. */
  readonly bytes?: number;
}

/** One message of a conversation. `text` is empty where the message holds tool calls alone. Times are epoch milliseconds. */
export interface Message {
  readonly role: Role;
  readonly text: string;
  readonly toolCalls?: readonly ToolCall[];
  /** On tool messages: the call that this answers, the tool's name, and whether the tool failed. */
  readonly toolCallId?: string;
  readonly toolName?: string;
  readonly isError?: boolean;
  readonly atMs?: number;
  readonly costUsd?: number;
  readonly usage?: Usage;
  /** What the model thought aloud before it said this. */
  readonly reasoning?: string;
  readonly media?: readonly Media[];
}

/** A document that a retrieval gave, as far as it was recorded. */
export interface RetrievedDocument {
  readonly id?: string;
  readonly text: string;
  readonly score?: number;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** A tool as the model was told of it. `parameters` is its JSON Schema. */
export interface ToolDefinition {
  readonly name: string;
  readonly description?: string;
  readonly parameters?: unknown;
}

/** An evaluation that arrived with the trace, made elsewhere. `score` as its maker gave it. */
export interface RecordedEvaluation {
  readonly name: string;
  readonly label?: string;
  readonly score?: number;
  readonly explanation?: string;
  /** Our id of the span it is about; absent = the whole conversation. */
  readonly spanId?: string;
  /** It was made before more was said in the conversation. */
  readonly isStale?: true;
}

export type SpanKind = "agent" | "model" | "tool" | "retrieval" | "other";
export type Status = "ok" | "error" | "unset";

/**
 * One unit of work inside a trace. A model span's `input` holds the messages that are new since the model was last called in this
 * trace (never the whole history again), `output` what it answered. A tool span has `tool`. The root agent span's `input` holds the
 * messages that no model call read, as a user's last words. `seq` orders the spans of a conversation.
 */
export interface Span {
  readonly id: string;
  readonly traceId: string;
  readonly conversationId: string;
  readonly parentId?: string;
  readonly seq: number;
  readonly kind: SpanKind;
  readonly name: string;
  readonly status: Status;
  readonly startMs?: number;
  readonly endMs?: number;
  readonly model?: string;
  readonly usage?: Usage;
  readonly costUsd?: number;
  readonly input: readonly Message[];
  readonly output?: Message;
  readonly tool?: {
    readonly callId: string;
    readonly name: string;
    readonly args: unknown;
    readonly result: string;
  };
  /** The service (`service.name`) that made it. */
  readonly service?: string;
  /** Why the model stopped: stop, length, tool_calls, content_filter... as its provider says it. */
  readonly finishReason?: string;
  /** What went wrong, where `status` is error. */
  readonly error?: string;
  /** On retrievals. */
  readonly documents?: readonly RetrievedDocument[];
  /** What has no field above, small values only: unknown attributes, `events`, `aside`... */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** One tree of spans. `systemHash` is the sha256 of the system text the model was given, kept once in the store. */
export interface Trace {
  readonly id: string;
  readonly conversationId: string;
  readonly name: string;
  readonly status: Status;
  readonly startMs?: number;
  readonly endMs?: number;
  readonly systemHash?: string;
  readonly service?: string;
  /** Of the JSON of the tools that the model was given (`ToolDefinition[]`), kept once in the store. */
  readonly toolsHash?: string;
}

/** A recorded verdict on the whole conversation: a benchmark's reward, a label a person gave. `score` in 0..1. */
export interface Outcome {
  readonly label: "pass" | "fail" | "unknown";
  readonly score?: number;
  readonly explanation?: string;
}

/** What one user and the agent said under one conversation id. */
export interface Conversation {
  readonly id: string;
  /** Changes when any message changes; tells a re-import from an update. */
  readonly contentHash: string;
  readonly source: { readonly file: string; readonly format: string };
  /** The task or test case this repeats, where the source says so; trials of one task are not independent samples. */
  readonly taskId?: string;
  readonly trial?: number;
  readonly outcome?: Outcome;
  readonly model?: string;
  readonly startMs?: number;
  readonly endMs?: number;
  /** Wall time of the agent, where recorded. */
  readonly durationMs?: number;
  readonly costUsd?: number;
  readonly usage?: Usage;
  readonly messageCount: number;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  /** A prompt's name or file as the source itself gave it (an attribute, `--prompt`), and its version where given. */
  readonly promptHint?: { readonly name: string; readonly version?: string };
}

/** What capture hands to the store: one conversation with its traces and spans, and the texts (of systems, of tools) they refer to by hash. */
export interface Captured {
  readonly conversation: Conversation;
  readonly traces: readonly Trace[];
  readonly spans: readonly Span[];
  readonly systemTexts: Readonly<Record<string, string>>;
  /** Evaluations that came with it. */
  readonly evaluations?: readonly RecordedEvaluation[];
}

/**
 * Implicit feedback: something that the user, a tool or the agent did and that says how it went, although nobody was asked. `evidence`
 * quotes the message at `messageIndex`.
 */
export interface Signal {
  readonly kind: SignalKind;
  readonly messageIndex: number;
  readonly evidence: string;
}

/**
 * What a failure is put down to. `prompt`: a line of it, or one that it lacks. `context`: what the agent needed to know was not there.
 * `capability`: the model could not do it. `tool`: a tool or another system failed. `user`: what was asked, or how. `unknown`: none of them
 * is likely enough to be named.
 */
export const causeKinds = ["prompt", "context", "capability", "tool", "user", "unknown"] as const;
export type CauseKind = (typeof causeKinds)[number];

/**
 * Something in a conversation that may explain a failure without any line of the prompt, found by rule in its messages and spans:
 * `kind` names the rule. Passing conversations have them as well, which is what tells how much one matters. `strength` in 0..1. `quote` is
 * captured text, cut to a line.
 */
export interface CauseMark {
  readonly cause: Exclude<CauseKind, "prompt" | "unknown">;
  readonly kind: string;
  readonly strength: number;
  readonly messageIndex: number;
  readonly spanId?: string;
  readonly quote: string;
}

/** A mark with the turn it stands in; absent where nobody answered. */
export type PlacedMark = CauseMark & { readonly turn?: number | undefined };

/**
 * Something that the user asked for after the opening request. `messageIndex` is into the conversation's messages, `turn` the one that
 * the message stands in (absent where nobody answered), `handling` what the agent did from there to the next request.
 */
export interface LaterRequest {
  readonly messageIndex: number;
  readonly turn?: number;
  readonly text: string;
  readonly handling?: string;
}

export const signalKinds = [
  "tool-error",
  "tool-retry",
  "user-rephrases",
  "user-corrects",
  "user-gives-up",
  "hand-over",
  "user-accepts",
  "output-edited",
  "asks-again",
  "no-answer",
] as const;
export type SignalKind = (typeof signalKinds)[number];

export type Scope = "call" | "turn" | "conversation";

/**
 * One judged unit. `messages` is the whole conversation without the system text; the sample is `messages.slice(from, to)`: for a call
 * one assistant message (its tool results follow it), for a turn a user's message and all up to the next, for a conversation all.
 * `input` is what the user asked, `output` what the assistant said (its texts, joined by a blank line).
 */
export interface Sample {
  readonly id: string;
  readonly conversationId: string;
  readonly scope: Scope;
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly messages: readonly Message[];
  readonly input: string;
  readonly output: string;
  readonly latencyMs?: number;
  readonly costUsd?: number;
  readonly usage?: Usage;
  readonly outcome?: Outcome;
  /** The prompt's variables as they were rendered, where known: what `{{name}}` in an assertion's value stands for. */
  readonly vars?: Readonly<Record<string, unknown>>;
  /** The test case that it repeats, where known. */
  readonly taskId?: string;
  /** Files of the prompts that the conversation was held with, as links name them. */
  readonly promptFiles?: readonly string[];
  /** What a transform made of the output, where that is no text. */
  readonly outputValue?: unknown;
  /** The output went through the transforms of its test before it was recorded. */
  readonly isTransformed?: true;
  /** The conversation's spans, where an evaluator asked for them. */
  readonly spans?: readonly Span[];
  /** What the model was told at first, where an evaluator asked for it and it was recorded. */
  readonly systemText?: string;
  /** The tools that the model was told of, where an evaluator asked for them and they were recorded. */
  readonly tools?: readonly ToolDefinition[];
  /** Evaluations of its conversation that were made elsewhere, where an evaluator asked for them. */
  readonly recorded?: readonly Pick<
    Evaluation,
    "evaluator" | "sampleId" | "label" | "score" | "explanation" | "isStale"
  >[];
  /** What a provider gave beside the text, where the sample comes of a run and not of a recording. */
  readonly response?: ProviderResponse;
}

/** A provider's whole answer in a run: what is absent here was not given, while in a recording it may only not have been recorded. */
export interface ProviderResponse {
  /** What it answered, where that was no text: tool calls, an object. */
  readonly output?: unknown;
  readonly finishReason?: string;
  /** Natural logarithm of the probability of each token of the output. */
  readonly logProbs?: readonly number[];
  readonly guardrails?: {
    readonly flagged?: boolean;
    readonly flaggedInput?: boolean;
    readonly flaggedOutput?: boolean;
    readonly reason?: string;
  };
  /** promptfoo's `metadata.skillCalls`. */
  readonly skillCalls?: readonly { readonly name: string; readonly isError?: boolean }[];
}

/** What one check of an evaluation said. `name`: its metric, else its type. */
export interface EvaluationPart {
  readonly name: string;
  readonly label: "pass" | "fail" | "unknown";
  readonly score?: number;
  readonly weight?: number;
  readonly reason: string;
}

/** `pass` and `fail` are verdicts, `unknown` was judged without one, `not-applicable` = the evaluator's `when` did not hold. */
export type Label = "pass" | "fail" | "unknown" | "not-applicable";

/** Evaluator x sample. `explanation` quotes the evidence; `score` in 0..1. */
export interface Evaluation {
  readonly evaluator: string;
  /** Hash of the evaluator's definition: a changed evaluator starts anew. */
  readonly evaluatorKey: string;
  readonly sampleId: string;
  readonly conversationId: string;
  readonly label: Label;
  readonly score?: number;
  readonly explanation: string;
  readonly costUsd?: number;
  /** Index into the conversation's messages of the first piece of evidence. */
  readonly messageIndex?: number;
  /** Where there are several checks, or named ones. */
  readonly parts?: readonly EvaluationPart[];
  /** How often a judge was asked, and how often it gave this label; absent = once. */
  readonly trials?: number;
  readonly agreeing?: number;
  /** Unknown for now alone: a judge could not be asked, and the next evaluation asks it. */
  readonly isPutOff?: true;
  /** Made elsewhere, before more was said in the conversation. */
  readonly isStale?: true;
  readonly atMs?: number;
}
