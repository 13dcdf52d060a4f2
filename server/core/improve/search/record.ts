import type { Measured, Proposal } from "./adapter.ts";

export interface RecordedResult {
  /** Of the texts; equal texts are one candidate, however they came about. */
  readonly texts: string;
  readonly caseId: string;
  readonly trial: number;
  readonly result: Measured;
}

/**
 * Everything the world has answered, in its order: the whole state of a search. The rest follows from it, so a search that is given its
 * record goes through the same steps without asking anything again, and goes on where it was killed with the same result.
 */
export interface SearchRecord {
  readonly results: readonly RecordedResult[];
  readonly proposals: readonly Proposal[];
}

export const emptyRecord: SearchRecord = { results: [], proposals: [] };
