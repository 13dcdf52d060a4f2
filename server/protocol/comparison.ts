import type { InFolder, LongRequest } from "./messages.ts";

/** A version of a prompt that conversations used. */
export interface ComparableVersion {
  /** As it is called in a request: FILE@VERSION. */
  readonly called: string;
  readonly file: string;
  /** First characters of its hash. */
  readonly version: string;
  readonly commit?: string;
  readonly atMs?: number;
  readonly conversations: number;
  /** The text as it is on disk. */
  readonly isNow: boolean;
}

export interface ComparableResult {
  /** By prompt, the newest first. */
  readonly versions: readonly ComparableVersion[];
}

/** From `other` to `own`. */
export interface ComparedPair extends InFolder {
  readonly own: string;
  readonly other: string;
}

export interface CompareRequest extends LongRequest, ComparedPair {}

export interface CompareResult {
  readonly view: ComparisonView;
  /** The same for the clipboard. */
  readonly text: string;
}

/** What made the difference between two prompts. */
export interface ComparisonView {
  readonly own: string;
  readonly other: string;
  readonly changes: readonly ComparedChange[];
  /** In the order of the configuration. */
  readonly evaluators: readonly ComparedEvaluator[];
}

/** A line, or what else differs between the texts. */
export interface ComparedChange {
  readonly kind: "added" | "removed" | "changed" | "context" | "text";
  readonly text: string;
  readonly before?: string;
  /** `context`: which of the two has it. */
  readonly side?: "own" | "other";
  /** Where it stands in the file as it is being edited; absent where it does not. Zero-based. */
  readonly place?: { readonly file: string; readonly key: string; readonly line: number };
}

export interface ComparedEvaluator {
  readonly evaluator: string;
  /** Whether the tasks are compared as pairs, in a sentence. */
  readonly pairs: string;
  /** What may be said of it, and what not. */
  readonly verdict: string;
  /** The first is of all tasks. */
  readonly rows: readonly ComparedRow[];
}

/** A difference of pass rates: in all, by a part of what differs, where a line is put to work, in a group of tasks. */
export interface ComparedRow {
  readonly group: "all" | "apart" | "work" | "tasks";
  readonly name: string;
  readonly note?: string;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly own: { readonly passes: number; readonly n: number };
  readonly other: { readonly passes: number; readonly n: number };
  /** It gains or loses clearly more than what it is held against. */
  readonly differs: boolean;
}
