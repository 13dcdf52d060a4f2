import type { InFolder, LongRequest } from "./messages.ts";

/** A place in a prompt whose line is to be tried, with the text as it is in the editor, saved or not. Zero-based. */
export interface AblationPlanRequest extends InFolder {
  readonly uri: string;
  readonly line: number;
  readonly character?: number;
}

export interface AblationPlanResult {
  /** What it will take and where conversations are sent, or why it cannot be tried, in sentences. */
  readonly text: string;
  /** Words of the line, cut. */
  readonly line: string;
  readonly canRun: boolean;
}

export interface AblationRequest extends LongRequest, AblationPlanRequest {}

export interface AblationResult {
  /** What it showed, and what it took: sentences. */
  readonly summary: string;
}
