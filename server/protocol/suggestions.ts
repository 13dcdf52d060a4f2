import type { InFolder, LongRequest } from "./messages.ts";

/**
 * `waiting`: nobody decided. `accepted`: its edits were made in the text, and are not committed. `approved`: they are. `rejected`,
 * `reverted`: it is not wanted, or not any more.
 */
export type SuggestionStateName = "waiting" | "accepted" | "approved" | "rejected" | "reverted";

/** Where an edit stands in the text as it is now: it can be made, its lines are gone or others, or the text has it. */
export type EditStanding = "open" | "stale" | "done";

export interface SuggestionsResult {
  /** Whatever was decided, the newest first. */
  readonly suggestions: readonly SuggestionItem[];
}

/** Edits with their evidence, as lists and commands show them: no text of a conversation. */
export interface SuggestionItem {
  readonly id: string;
  /** What it does: "Cover “knee pain triage”: 12/40 to 38/40, 0 of 212 broken". */
  readonly title: string;
  /** Where, in a few words: "shop.prompt.md, 2 edits". */
  readonly summary: string;
  readonly evidence: string;
  readonly state: SuggestionStateName;
  /** Some of its lines are not there any more, so it cannot be made as it was measured. Said of open documents as they are being edited. */
  readonly isStale: boolean;
  /** The text has all of it. */
  readonly isDone: boolean;
  readonly target: { readonly kind: "behavior" | "evaluator"; readonly id: string; readonly name: string };
  readonly prompt: string;
  readonly files: readonly { readonly file: string; readonly uri: string }[];
  readonly edits: readonly SuggestedEditItem[];
  /** What needs a second explicit yes. */
  readonly flags: readonly SuggestionFlagItem[];
  readonly atMs: number;
}

export interface SuggestedEditItem {
  /** Id of the hunk. */
  readonly id: string;
  readonly file: string;
  readonly uri: string;
  readonly standing: EditStanding;
  /** Zero-based, in the text as it is now; of what cannot be placed, in the text it was made for. */
  readonly line: number;
  /** What it does in a few words: "add: Begin every answer with “Dear guest,”." */
  readonly label: string;
  readonly removed: string;
  readonly added: string;
  /** "alone +0.80 a case over 12 cases" */
  readonly worth?: string;
  /** Why, in the words of who proposed it. */
  readonly reason?: string;
}

export interface SuggestionFlagItem {
  readonly rule: string;
  /** A sentence. */
  readonly message: string;
  /** Edit that it is about; absent = the whole. */
  readonly edit?: string;
}

/** One of them, by its id or the beginning of it. The answer is a `SuggestionItem`, or null where there is none. */
export interface SuggestionRequest extends InFolder {
  readonly id: string;
}

export interface SuggestionEditsRequest extends SuggestionRequest {
  /** Edits that are wanted, by id. Default: all. */
  readonly edits?: readonly string[];
  /** What takes the edits that the documents have out of them again. */
  readonly back?: boolean;
}

/** What to change in the documents as they are now, to be made by the client so that it can be looked over and undone there. */
export interface SuggestionEditsResult {
  readonly files: readonly {
    readonly file: string;
    readonly uri: string;
    /** Of the open document that the places are of. */
    readonly version?: number;
    /** The whole text, and the text with the edits. */
    readonly before: string;
    readonly after: string;
    readonly edits: readonly PlacedEdit[];
  }[];
  /** Of the edits that are wanted those that cannot be placed, and those that the text has. */
  readonly stale: readonly SuggestedEditItem[];
  readonly done: readonly SuggestedEditItem[];
}

export interface PlacedEdit extends SuggestedEditItem {
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
}

/**
 * `accept`: the edits were made in the documents, by the client; those that are there are recorded. `approve`: a commit. `revert`: another
 * that takes it back.
 */
export interface DecideSuggestionRequest extends LongRequest {
  readonly kind: "accept" | "reject" | "approve" | "revert";
  readonly id: string;
  readonly edits?: readonly string[];
  /** Asked for with `reject`. */
  readonly reason?: string;
  /** Rules whose flags got a second explicit yes. */
  readonly confirmed?: readonly string[];
  /** Default: what git calls the person. */
  readonly who?: string;
  /** Of `approve` and `revert`: the branch at hand. Default: of `approve` a branch of its own, of `revert` the one that has it. */
  readonly onCurrentBranch?: boolean;
  readonly pullRequest?: boolean;
}

export interface DecideSuggestionResult {
  /** Undefined where nothing was recorded: none of its edits is in the text. */
  readonly state?: SuggestionStateName;
  /** What was done, in a sentence. */
  readonly said: string;
  readonly commit?: { readonly id: string; readonly branch: string; readonly isNewBranch: boolean };
  /** Where it was opened, or what to do where no program of the host is there. */
  readonly pullRequest?: { readonly url?: string; readonly next?: string };
}

/** How commands name a suggestion: by its id, and a folder. */
export interface SuggestionTarget extends InFolder {
  readonly id: string;
  readonly edits?: readonly string[];
  /** Rules whose flags got their second yes on a page that explains them. */
  readonly confirmed?: readonly string[];
}
