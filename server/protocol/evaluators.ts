import type { CoverageHoles } from "./coverage.ts";

/** What the view of evaluators and the Test Explorer show. Texts of unknown origin are one line and harmless. */
export interface EvaluatorsResult {
  /** In the order of the configuration. */
  readonly evaluators: readonly EvaluatorItem[];
  readonly conversations: number;
  /** URI of homeostat.yaml, whether it is there or not. */
  readonly configUri: string;
  readonly hasConfig: boolean;
  /** What none of them judges. */
  readonly holes: CoverageHoles;
}

export type EvaluatorTrust = "declared" | "trusted" | "untrusted" | "untested";

/** Rates are in 0..1. */
export interface EvaluatorFigureItem {
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly rate?: number;
  readonly low?: number;
  readonly high?: number;
}

export interface EvaluatorItem extends EvaluatorFigureItem {
  readonly name: string;
  readonly description?: string;
  readonly scope: string;
  readonly trust: EvaluatorTrust;
  /** Zero-based, in homeostat.yaml; absent for the built-in one. */
  readonly line?: number;
  readonly prompts: readonly EvaluatorPromptItem[];
  /** What is not as it should be: nothing judged, instructions that are not found. */
  readonly problems: readonly string[];
}

/** An evaluator on the samples of one prompt. */
export interface EvaluatorPromptItem extends EvaluatorFigureItem {
  readonly file: string;
  readonly uri: string;
  /** Conversations with a failing sample: how many, and the ids of some. */
  readonly failingConversations: number;
  readonly failing: readonly string[];
  readonly covers: readonly EvaluatorCoverItem[];
  /** Its rate is below the warning threshold, however few samples there are: then a test of it fails. */
  readonly isBelow: boolean;
  /** The rate and what it is held against, and whether its samples are few: a sentence. */
  readonly verdict: string;
}

/** An instruction that the evaluator covers. */
export interface EvaluatorCoverItem extends EvaluatorFigureItem {
  readonly key: string;
  readonly text: string;
  /** Zero-based lines in the prompt as it is on disk; absent where the text is no longer in it. */
  readonly line?: number;
  readonly endLine?: number;
}

export interface FailuresRequest {
  readonly folder?: string;
  readonly evaluator?: string;
  readonly prompt?: string;
  readonly conversation?: string;
  readonly limit?: number;
}

export interface FailuresResult {
  readonly total: number;
  readonly failures: readonly FailureItem[];
}

export interface FailureItem {
  readonly id: string;
  readonly evaluator: string;
  readonly conversationId: string;
  readonly reason: string;
  /** One line of what was said. */
  readonly excerpt: string;
  readonly messageIndex?: number;
  /** All of it as plain text, to be copied. */
  readonly text: string;
}

/** Progress and cancel, and which of the evaluators are to judge. */
export interface EvaluateOnlyRequest {
  readonly folder?: string;
  readonly progressToken: string;
  readonly evaluators: readonly string[];
}
