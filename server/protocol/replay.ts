import type { InFolder, LongRequest } from "./messages.ts";

/** A conversation that is to be run again with the text of a prompt as it is in the editor, saved or not. */
export interface ReplayPlanRequest extends InFolder {
  readonly id: string;
  /** URI of the prompt. Default: the one that was found in the conversation. */
  readonly prompt?: string;
}

export interface ReplayPlanResult {
  /** What it will take and where conversations are sent, in sentences. */
  readonly text: string;
  /** URI of the prompt. */
  readonly prompt: string;
  readonly isUnsaved: boolean;
}

export interface ReplayRequest extends LongRequest, ReplayPlanRequest {}

/** Two documents to be laid side by side. */
export interface ReplayResult {
  readonly recorded: string;
  readonly fresh: string;
  /** Name of the prompt's file, and what it was: saved or not. */
  readonly title: string;
  /** How it ended, what verdicts changed, what it took: sentences. */
  readonly summary: string;
}

/** An entry under `agents:` that is wanted for the prompt that a conversation has, or a prompt by its URI. */
export interface AddAgentRequest extends InFolder {
  readonly id?: string;
  readonly prompt?: string;
}

export interface AddAgentResult {
  /** The file that holds the entry now; it is not saved. */
  readonly configUri: string;
  readonly applied: boolean;
  /** Zero-based line of the entry. */
  readonly line: number;
}
