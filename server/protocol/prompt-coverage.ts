import type { InFolder } from "./messages.ts";

/** Coverage of prompts, as an editor knows coverage of programs. Texts are one line and harmless. */
export interface PromptCoverageResult {
  readonly prompts: readonly PromptCoverageItem[];
}

export interface PromptCoverageItem {
  readonly uri: string;
  readonly file: string;
  /** Conversations that it answered. */
  readonly conversations: number;
  /** Lines that were put to work, of those that direct. */
  readonly exercised: CoverageCount;
  /** Evaluators of lines that judged something, of all; a line that none covers counts as one that judged nothing. */
  readonly judged: CoverageCount;
  /** Sections of which a line was put to work. */
  readonly sections: CoverageCount;
  /** Those that it answered, most conversations first. */
  readonly behaviors: readonly CoveringBehaviorItem[];
}

export interface CoverageCount {
  readonly covered: number;
  readonly total: number;
}

export interface CoveringBehaviorItem {
  readonly id: string;
  readonly name: string;
  /** All of its conversations, whichever prompt answered them. */
  readonly conversations: number;
}

/** `behavior`: only what this one puts to work. */
export interface CoverageDetailsRequest extends InFolder {
  readonly uri: string;
  readonly behavior?: string;
}

/** Places are zero-based, as a language server counts. Counts are conversations, of branches verdicts. */
export interface CoverageDetails {
  readonly statements: readonly CoveredStatement[];
  readonly sections: readonly {
    readonly title: string;
    readonly range: PlaceRange;
    readonly count: number;
  }[];
}

export interface CoveredStatement {
  readonly range: PlaceRange;
  readonly count: number;
  readonly branches: readonly { readonly label: string; readonly count: number }[];
}

interface Place {
  readonly line: number;
  readonly character: number;
}

export interface PlaceRange {
  readonly start: Place;
  readonly end: Place;
}
