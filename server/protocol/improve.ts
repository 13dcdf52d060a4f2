import type { InFolder, LongRequest } from "./messages.ts";

/** What is to become better: an evaluator by its name, or a behavior by its name or id. */
export interface ImproveAsked extends InFolder {
  readonly target: string;
  /** URI of a prompt, or its name or file; absent = the one that most conversations of the target ran with. */
  readonly prompt?: string;
  /** At most; absent = what the configuration allows. */
  readonly calls?: number;
  readonly usd?: number;
  /** Also where the failures are put down to something else than the prompt. */
  readonly anyway?: boolean;
}

export interface ImprovePlanRequest extends LongRequest, ImproveAsked {}

/** What a cycle is about to take. Nobody was asked yet. */
export interface ImprovePlanResult {
  /** What people call the target. */
  readonly name: string;
  /** What is tried on what, by whom, and who decides: sentences. */
  readonly text: string;
  readonly calls: number;
  readonly usd: number;
  /** Why no edit would be looked for, as a sentence; absent where one would. */
  readonly escalation?: string;
}

export interface ImproveRequest extends LongRequest, ImproveAsked {}

export type ImproveEnd =
  | "suggestion"
  | "nothing"
  | "failed"
  | "undecided"
  | "escalated"
  | "budget"
  | "cancelled";

export interface ImproveResult {
  /** What it is opened by as a trace. */
  readonly trace: string;
  readonly end: ImproveEnd;
  /** How it ended, in sentences. */
  readonly message: string;
  /** Id of what it suggests. */
  readonly suggestion?: string;
}

/** Something that fails. */
export interface ImproveTargetItem {
  readonly kind: "behavior" | "evaluator";
  readonly id: string;
  readonly name: string;
  /** "41 % pass (38 of 92 samples)" */
  readonly says: string;
  /** It fell below `improve.when` of the configuration. Nothing begins by itself. */
  readonly waits: boolean;
}

/** What waits first, then the worst. */
export interface ImproveTargetsResult {
  readonly targets: readonly ImproveTargetItem[];
}

/** What was tried to mend prompts, and what would be tried next, as text. */
export interface MemoryResult {
  readonly text: string;
  readonly attempts: number;
}

export interface ResetMemoryResult {
  readonly said: string;
}

/** The cases of a target are written to their file. */
export interface DatasetRequest extends LongRequest {
  readonly target: string;
}

export interface DatasetResult {
  readonly uri: string;
  /** How many there are, as a sentence. */
  readonly said: string;
  /** What of them stands where, and how far they are from the traffic. */
  readonly text: string;
}
