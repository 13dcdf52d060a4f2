import type { LabelWord } from "./labels/read-labels.ts";

/** Which conversations to list. All parts must hold; none = all. */
export interface ConversationQuery {
  /** Key of an instruction: conversations in which its evaluators failed it. */
  readonly instructions?: readonly string[];
  /** Only these. */
  readonly ids?: readonly string[];
  readonly file?: string;
  /** A behavior's id; `outlier` = those in none. */
  readonly behavior?: string;
  readonly evaluator?: string;
  readonly failing?: boolean;
  /** Only those that no prompt was found for. */
  readonly unmatched?: boolean;
  /** Words to be found in the opening request or the id, whatever their case. */
  readonly text?: string;
  /** A filter in the language of queries (docs/query.md). */
  readonly query?: string;
  readonly offset?: number;
  /** Default 100. */
  readonly limit?: number;
}

/** One conversation in a list. */
export interface ConversationSummary {
  readonly id: string;
  /** What the user asked first. */
  readonly opening: string;
  readonly outcome?: "pass" | "fail" | "unknown";
  /** Of all that was asked in it, in the order of asking, each once. */
  readonly behaviorIds: readonly string[];
  readonly prompts: readonly string[];
  /** Evaluators that failed it, each with one explanation. */
  readonly failed: readonly { readonly evaluator: string; readonly explanation: string }[];
  /** What people said of how it went. */
  readonly label?: LabelWord;
  readonly model?: string;
  readonly taskId?: string;
  readonly startMs?: number;
}

export interface ConversationPage {
  readonly total: number;
  readonly conversations: readonly ConversationSummary[];
}
