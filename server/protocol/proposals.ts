import type { LongRequest } from "./messages.ts";

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
}

export interface ProposeChecksResult {
  /** The instruction, shortened. */
  readonly text: string;
  readonly proposals: readonly ProposalItem[];
  /** Why there are none. */
  readonly nothing?: string;
}

/** What was chosen of it. */
export interface AddCheckRequest {
  readonly uri: string;
  readonly entry: Readonly<Record<string, unknown>>;
}

export interface AddCheckResult {
  /** The file that holds the entry now; it is not saved. */
  readonly configUri: string;
  readonly applied: boolean;
}
