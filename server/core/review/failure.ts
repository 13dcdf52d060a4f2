import type { Scope } from "../store/index.ts";

export interface FailuresQuery {
  /** By its name. */
  readonly evaluator?: string;
  /** By its name or file. */
  readonly prompt?: string;
  /** Of this conversation alone. */
  readonly conversation?: string;
  readonly limit?: number;
}

export interface FailureList {
  readonly total: number;
  readonly failures: readonly FailureBundle[];
}

/** A failing sample with everything that somebody needs who looks into it: what people and coding agents are handed. Texts are as captured. */
export interface FailureBundle {
  /** Of the evaluation. */
  readonly id: string;
  readonly evaluator: string;
  readonly scope: Scope;
  readonly conversationId: string;
  readonly traceIds: readonly string[];
  readonly sampleId: string;
  readonly taskId?: string;
  readonly input: string;
  readonly output: string;
  /** Why the evaluator failed it, with its evidence, and the message (index into the conversation) that this is in. */
  readonly reason: string;
  readonly score?: number;
  readonly messageIndex?: number;
  /** What of the evaluator's definition was not met. */
  readonly failed: readonly FailedCriterion[];
  readonly toolCalls: readonly FailureToolCall[];
  readonly prompts: readonly FailurePrompt[];
  /** A recorded verdict on the whole conversation, as a person's or a benchmark's. */
  readonly outcome?: { readonly label: string; readonly explanation?: string };
}

/** `expected` is the value of the assertion as the configuration has it. */
export interface FailedCriterion {
  readonly type: string;
  readonly expected?: unknown;
  readonly threshold?: number;
  readonly reason?: string;
}

export interface FailureToolCall {
  readonly name: string;
  readonly args: unknown;
  readonly result?: string;
  readonly isError?: boolean;
}

export interface FailurePrompt {
  readonly file: string;
  readonly version: string;
  /** Those that the evaluator covers. `line`: 1-based, in the file as it is now; absent where the text is no more in it. */
  readonly instructions: readonly { readonly text: string; readonly line?: number }[];
}
