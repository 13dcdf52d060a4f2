import type { InFolder, LongRequest } from "./messages.ts";

/** What no line of a prompt can mend, as homeostat/capability.yaml has it: for a person. */
export interface QueueView {
  /** URI of the file, and whether there is one. */
  readonly uri: string;
  readonly isThere: boolean;
  readonly items: readonly QueueEntry[];
  /** What is wrong in the file, one sentence each. */
  readonly problems: readonly string[];
}

export interface QueueEntry {
  readonly id: string;
  readonly what: string;
  readonly why?: string;
  readonly prompt?: string;
  readonly conversations: readonly string[];
  readonly isOpen: boolean;
  /** "put here by Ada on 2026-05-03", one sentence each. */
  readonly history: readonly string[];
  /** What became of it, as a person wrote it. */
  readonly note?: string;
}

/** What a diagnosis puts down to the model and the queue does not have. */
export interface QueueProposalItem {
  readonly id: string;
  readonly what: string;
  readonly why: string;
  readonly prompt: string;
  readonly failing: number;
  readonly conversations: readonly string[];
  readonly exemplars: readonly {
    readonly id: string;
    readonly evaluator: string;
    readonly said: string;
    /** Zero-based message where it went wrong first, or where the evaluator found what it fails. */
    readonly message?: number;
  }[];
}

export type QueueProposalsRequest = LongRequest;

export interface QueueProposalsResult {
  readonly proposed: readonly QueueProposalItem[];
  /** Failing samples that were looked at. */
  readonly failures: number;
}

/** What a person wants done with the queue. */
export type QueueChange =
  | {
      readonly kind: "add";
      /** Of a proposal; default: made of `what`. */
      readonly id?: string;
      readonly what: string;
      readonly why?: string;
      readonly prompt?: string;
      readonly conversations: readonly string[];
    }
  | { readonly kind: "handle" | "reopen"; readonly id: string; readonly note?: string }
  | { readonly kind: "remove"; readonly id: string };

export interface ChangeQueueRequest extends InFolder {
  readonly change: QueueChange;
  readonly who?: string;
}

export interface ChangeQueueResult {
  readonly id: string;
  /** `false`: it said so already. */
  readonly isChanged: boolean;
}
