import type { InFolder, LongRequest } from "./messages.ts";

/** A place in a prompt whose line is to be tried, with the text as it is in the editor, saved or not. Zero-based. */
export interface AblationChoicesRequest extends InFolder {
  readonly uri: string;
  readonly line: number;
  readonly character?: number;
}

/** What can be done to a line. */
export interface AblationChoice {
  readonly operator: string;
  /** "leave it out" */
  readonly label: string;
  /** What that shows. */
  readonly shows: string;
  /** What the line says then, or why it cannot be done: one of them, or neither. */
  readonly words?: string;
  readonly cannot?: string;
}

export interface AblationChoicesResult {
  /** Words of the line, cut. */
  readonly line: string;
  readonly choices: readonly AblationChoice[];
  /** Why nothing can be tried, in sentences; absent where something can. */
  readonly cannot?: string;
}

export interface AblationPlanRequest extends AblationChoicesRequest {
  /** What is done to the line. Default: it is left out. */
  readonly operators?: readonly string[];
}

export interface AblationPlanResult {
  /** What it will take and where conversations are sent, or why it cannot be tried, in sentences. */
  readonly text: string;
  /** Words of the line, cut. */
  readonly line: string;
  readonly canRun: boolean;
}

export interface AblationRequest extends LongRequest, AblationPlanRequest {}

/** A conversation whose verdicts flipped, as two documents: with the text as it is, and with the changed line. */
export interface AblatedConversation {
  readonly id: string;
  /** How the line stood: "without it". */
  readonly change: string;
  /** "no-sorry passes now" */
  readonly said: string;
  /** Something fails that passes with the text as it is. */
  readonly isWorse: boolean;
  readonly recorded: string;
  readonly fresh: string;
}

export interface AblationResult {
  /** What it showed, and what it took: sentences. */
  readonly summary: string;
  readonly flipped: readonly AblatedConversation[];
}
