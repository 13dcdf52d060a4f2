import type { SampleMeta } from "../../server/core/evaluators/index.ts";
import type { Message } from "../../server/core/store/index.ts";
/** One sensible use of a check, with conversations that it passes. */
export interface MutationCase {
  /** Of the check, as written in an assertion. */
  readonly type: string;
  readonly evaluator: Record<string, unknown>;
  readonly conversations: readonly (readonly Message[])[];
  /** What is known of each conversation beside its messages: spans, tools. */
  readonly metas?: readonly SampleMeta[];
  /** Texts of the lines that it covers. */
  readonly lines?: readonly string[];
}
export declare const says: (text: string) => Message;
export declare const asks: (text: string) => Message;
export declare const calls: (name: string, args: object, text?: string) => Message[];
/** Answers of a shop, each to its own question. All name the order and close with one question. */
export declare const shop: readonly (readonly [string, string])[];
export declare const one: (
  type: string,
  assertion: Record<string, unknown>,
  conversations: MutationCase["conversations"],
  more?: Record<string, unknown>,
) => MutationCase;
/**
 * A sensible use of each check that judges what was said or done; what reads a recorded figure (outcome, latency, cost) is trusted by
 * declaration and needs none. Rows of types that are not there are passed over.
 */
export declare const goodCases: readonly MutationCase[];
/** Evaluators that must come out untrusted. */
export declare const badCases: Readonly<Record<string, MutationCase>>;
export declare const shopConversations: Message[][];
