import type { Rate } from "../base/index.ts";
import type { Evaluator } from "../evaluators/index.ts";
import type { InstructionKind } from "../prompt/index.ts";
import type { VersionTrend } from "./version-trend.ts";

/**
 * How far a figure may go: outcomes, latency and cost are trusted by declaration, others once a mutation test has shown that they catch broken
 * answers. What is untrusted or was never tested caps at warning.
 */
export type Trust = "declared" | "trusted" | "untrusted" | "untested";

/** An evaluator with what is known of its trust by now. */
export type MeasuringEvaluator = Omit<Evaluator, "trust"> & { readonly trust: Trust };

/** One evaluator's figure on one instruction, or on a whole prompt. `failing` holds at most `maxEvidence` conversation ids. */
export interface EvaluatorFigure extends Rate {
  readonly evaluator: string;
  readonly unknown: number;
  readonly trust: Trust;
  /** One-sided p values of "the true rate reaches the threshold"; small = it does not. */
  readonly pError: number;
  readonly pWarning: number;
  readonly failing: readonly string[];
  /** Conversations with a failing sample, all of them. */
  readonly failingConversations: number;
  /** Conversations that had a verdict, those of one task as one: what stands for itself. Absent in a baseline of an older build. */
  readonly clusters?: number;
}

/**
 * Where the failures of an instruction come from. `low`, `high`: 95 % interval of the share that fails, clusters considered; absent in a
 * baseline of an older build.
 */
export interface BehaviorShare {
  readonly behaviorId: string;
  readonly fail: number;
  readonly n: number;
  readonly low?: number;
  readonly high?: number;
}

/** Everything known about one instruction text, pooled over the versions that hold it. `figures`: worst first. */
export interface InstructionFigures {
  readonly key: string;
  readonly text: string;
  readonly kind: InstructionKind;
  readonly evaluators: readonly string[];
  readonly figures: readonly EvaluatorFigure[];
  readonly behaviors: readonly BehaviorShare[];
  /** Versions that hold it and have conversations. */
  readonly versions: readonly string[];
  /** What its worst evaluator says under each of them; absent where fewer than two have a verdict. */
  readonly trend?: VersionTrend;
  /** Conversations that an evaluator of it failed. */
  readonly failing: number;
  /** Conversations that put it to work, of those that held it. */
  readonly exercised: number;
  readonly held: number;
}

/** One measured version: the keys of its instructions in order tell what an edited text was made from. */
export interface MeasuredVersion {
  readonly version: string;
  readonly commit?: string;
  readonly atMs?: number;
  readonly conversations: number;
  readonly keys: readonly string[];
}

export interface PromptFigures {
  readonly name: string;
  readonly file: string;
  /** Newest first. */
  readonly versions: readonly MeasuredVersion[];
  readonly instructions: readonly InstructionFigures[];
  /** Over all samples of the prompt, in the order of the configuration. */
  readonly evaluators: readonly (EvaluatorFigure & { readonly linked: boolean })[];
  readonly conversations: {
    readonly matched: number;
    readonly ambiguous: number;
    readonly unmatched: number;
  };
}

export const maxEvidence = 20;
