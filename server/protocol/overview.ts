import type { BehaviorItem } from "./behaviors.ts";
import type { CoverageItem } from "./coverage.ts";

/** Figures of one evaluator; rates are pass rates in 0..1 and absent where it gave no verdict. */
export interface OverviewEvaluator {
  readonly name: string;
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly rate?: number;
  readonly low?: number;
  readonly high?: number;
  /** Whether it covers a line of the prompt. */
  readonly linked: boolean;
  /** The worst that the editor says of the prompt by it. */
  readonly severity?: OverviewSeverity;
}

export type OverviewSeverity = "error" | "warning" | "information";

/** A measured line of a prompt that falls short, by its worst evaluator. */
export interface OverviewLine {
  readonly key: string;
  readonly text: string;
  /** Zero-based, in the text as it stands; absent where the file cannot be read. */
  readonly line?: number;
  readonly evaluator: string;
  readonly passes: number;
  readonly n: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  /** What the editor says of it; absent where the rate is low and the evidence too thin to say so. */
  readonly severity?: OverviewSeverity;
  readonly failingConversations: number;
}

/** Directives of a prompt; those without an evaluator, and those that no conversation put to work, by their places. */
export interface OverviewCoverage {
  readonly directives: number;
  readonly tested: number;
  readonly exercised: number;
  readonly untested: readonly OverviewPlace[];
  readonly neverExercised: readonly OverviewPlace[];
  /** Lines that were changed after they had been measured. */
  readonly changed: number;
}

export interface OverviewPlace {
  readonly text: string;
  /** Zero-based. */
  readonly line: number;
}

export interface OverviewPrompt {
  readonly name: string;
  /** Relative to the folder, with `/`; outside it, absolute. */
  readonly file: string;
  readonly matched: number;
  readonly ambiguous: number;
  readonly evaluators: readonly OverviewEvaluator[];
  /** Worst first. */
  readonly lines: readonly OverviewLine[];
  /** Absent where the file cannot be read. */
  readonly coverage?: OverviewCoverage;
  /** Absent where no behaviors were found. */
  readonly traffic?: OverviewTraffic;
}

/** Conversations of a prompt with what people asked for, and how many of them are covered: each part by itself. */
export interface OverviewTraffic {
  readonly conversations: number;
  /** A line speaks to all that was asked. */
  readonly addressed: number;
  /** An evaluator that reads what was said gave a verdict; of these, one that is trusted. */
  readonly judged: number;
  readonly trusted: number;
}

/** Everything the overview page shows of one folder. */
export interface Overview {
  readonly hasFolder: boolean;
  readonly thresholds: { readonly error: number; readonly warning: number; readonly minSamples: number };
  readonly conversations: number;
  readonly unmatched: number;
  readonly evaluations: number;
  /** Conversations in no behavior. */
  readonly outliers: number;
  readonly behaviors: readonly BehaviorItem[];
  readonly prompts: readonly OverviewPrompt[];
  /** Absent where no behaviors were found, nothing was judged, or figures come from a baseline. */
  readonly coverage?: CoverageItem;
}
