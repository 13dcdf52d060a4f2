import type { EvaluatorTrust } from "./evaluators.ts";

/** Behaviors by evaluators, and what nobody sees. Texts are one line and harmless. */
export interface CoverageItem {
  /** The columns: those that read what was said and judge most first; then what was recorded. */
  readonly evaluators: readonly { readonly name: string; readonly trust: EvaluatorTrust }[];
  /** Evaluators that judge some behavior and have no column. */
  readonly moreEvaluators: number;
  /** Those with a hole first, by conversations that nobody judged; then by traffic. Of many the first of either order. */
  readonly behaviors: readonly CoveredBehaviorItem[];
  /** Behaviors that are not among them. */
  readonly moreBehaviors: number;
  /** Of all behaviors, those that no evaluator judges half of. */
  readonly notJudged: number;
  /** Counts of conversations, one in each of its behaviors: all, judged by an evaluator that reads them, by a trusted one, by what was recorded. */
  readonly conversations: number;
  readonly judged: number;
  readonly trusted: number;
  readonly recorded: number;
  readonly unseen: readonly UnseenFailureItem[];
}

export interface CoveredBehaviorItem {
  readonly id: string;
  readonly name: string;
  readonly share: number;
  readonly conversations: number;
  readonly judged: number;
  readonly trusted: number;
  readonly recorded: number;
  /** No evaluator, or no trusted one, judges half of it. */
  readonly hole?: "not-judged" | "not-trusted";
  /** Of the evaluators that judge it; `evaluator` counts columns from 0. Rates are failure rates in 0..1. */
  readonly cells: readonly {
    readonly evaluator: number;
    readonly failed: number;
    readonly n: number;
    readonly low: number;
    readonly high: number;
  }[];
}

/** A sentence without a full stop; the behavior it is about, where it is about one. */
export interface UnseenFailureItem {
  readonly text: string;
  readonly behaviorId?: string;
}

/** What no evaluator judges, by traffic: the first of `total` each. */
export interface CoverageHoles {
  readonly behaviors: {
    readonly total: number;
    readonly first: readonly Pick<
      CoveredBehaviorItem,
      "id" | "name" | "share" | "conversations" | "judged" | "recorded"
    >[];
  };
  readonly lines: { readonly total: number; readonly first: readonly UncoveredLine[] };
  readonly unseen: readonly UnseenFailureItem[];
}

export interface UncoveredLine {
  readonly text: string;
  readonly file: string;
  readonly uri: string;
  /** Zero-based; absent where the text is no longer in the file. */
  readonly line?: number;
  /** Conversations that put it to work, of those whose prompt held it. */
  readonly exercised: number;
  readonly held: number;
}
