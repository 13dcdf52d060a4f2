import type { InFolder, LongRequest } from "./messages.ts";
import type { ReplayResult } from "./replay.ts";

/** Evaluators that are to judge fresh answers of a prompt, with its text as it is in the editor, saved or not. */
export interface FreshPlanRequest extends InFolder {
  /** URI of the prompt. */
  readonly prompt: string;
  readonly evaluators: readonly string[];
  /** Conversations to run again at most. */
  readonly limit: number;
}

export interface FreshPlanResult {
  /** Conversations that are to be run again; empty where the prompt has none. */
  readonly conversationIds: readonly string[];
  /** Calls that they are about to take. */
  readonly calls: number;
  /** What it will take, at most, and where conversations are sent: sentences. */
  readonly text: string;
}

export interface FreshRunRequest extends LongRequest {
  readonly prompt: string;
  readonly evaluators: readonly string[];
  /** Of the plan: no others than those that were consented to. */
  readonly conversationIds: readonly string[];
}

export interface FreshRunResult {
  /** In the order of the request. */
  readonly evaluators: readonly FreshEvaluatorItem[];
  readonly conversations: readonly FreshConversationItem[];
  /** How it went and what it took: sentences. */
  readonly lines: readonly string[];
}

export interface FreshEvaluatorItem {
  readonly evaluator: string;
  /** By the warning threshold, as the test of stored conversations; `skipped`: there is no verdict. */
  readonly state: "passed" | "failed" | "skipped";
  readonly verdict: string;
  /** What is no pass, the failures first: a line each. */
  readonly lines: readonly string[];
  readonly failures: readonly FreshFailure[];
}

export interface FreshFailure {
  readonly conversationId: string;
  readonly part?: string;
  readonly explanation: string;
  readonly answer: string;
}

/** Its two documents, to be laid side by side. */
export interface FreshConversationItem extends Omit<ReplayResult, "summary"> {
  readonly id: string;
}
