import type { InFolder, LongRequest } from "./messages.ts";

/** The line of a prompt that a check is to be proposed for. */
export interface ProposeChecksRequest extends LongRequest {
  readonly uri: string;
  /** Zero-based. */
  readonly line: number;
}

export interface ProposalItem {
  readonly name: string;
  /** "would flag 12 of 83 (14 %)". */
  readonly figure: string;
  /** What was found by breaking answers, in one sentence. */
  readonly tested: string;
  readonly checks: string;
  /** As a report, for reading: conversations that it would flag. */
  readonly failing: readonly { readonly conversationId: string; readonly explanation: string }[];
  /** The entry for `evaluators:`. */
  readonly entry: Readonly<Record<string, unknown>>;
  /** Answers that a model will be asked about once it is added; 0 where it asks nobody. */
  readonly leftToJudge: number;
}

/** The same line, for a model that is to write a rubric for it. */
export interface ProposeRubricsRequest extends ProposeChecksRequest {
  /** Calls at most: what the person was told. */
  readonly calls: number;
}

/** A behavior that something is to tell failing conversations of; `byModel`: a model is asked for a criterion. */
export interface ProposeForBehaviorRequest extends LongRequest {
  readonly behavior: string;
  readonly byModel?: true;
  readonly calls?: number;
}

export interface ProposeChecksResult {
  /** The instruction, shortened, or the name of the behavior. */
  readonly text: string;
  readonly proposals: readonly ProposalItem[];
  /** Why there are none. */
  readonly nothing?: string;
  /** Who could be asked for a rubric, and what that takes; absent where nobody can be. */
  readonly plan?: { readonly writer: string; readonly text: string; readonly calls: number };
  /** What was asked, a sentence for each model. */
  readonly asked?: readonly string[];
  /** Code of what kept a model from answering, where a person can mend it. */
  readonly trouble?: string;
}

/** What was chosen of it. */
export interface AddCheckRequest extends InFolder {
  /** The prompt; absent where none is meant. */
  readonly uri?: string;
  readonly entry: Readonly<Record<string, unknown>>;
}

export interface AddCheckResult {
  /** The file that holds the entry now; it is not saved. */
  readonly configUri: string;
  readonly applied: boolean;
}
