import type { Range } from "../../base/index.ts";
import { rebaseHunks, type SuggestedHunk, type Suggestion } from "../../improve/index.ts";
import type { AuditEntry } from "../audit/audit-trail.ts";

/**
 * What became of a suggestion. `waiting`: nobody decided. `accepted`: its edits are in the text. `approved`: they are committed. `rejected`,
 * `reverted`: it is not wanted, or not any more.
 */
export type SuggestionState = "waiting" | "accepted" | "approved" | "rejected" | "reverted";

/** What the last decision about it says. */
export function suggestionState(
  { id }: Pick<Suggestion, "id">,
  trail: readonly AuditEntry[],
): SuggestionState {
  return trail.findLast(({ suggestion }) => suggestion === id)?.action ?? "waiting";
}

/** A suggestion laid over a text that may have moved on since it was made. */
export interface PlacedSuggestion {
  /** Hunks at their places in the text. */
  readonly hunks: readonly SuggestedHunk[];
  /** Hunks whose lines were changed meanwhile or are gone. */
  readonly stale: readonly SuggestedHunk[];
  /** Hunks that the text has already. */
  readonly done: readonly SuggestedHunk[];
}

/** Lays the hunks of one file over its text as it is now. Hunks keep their ids: by them they were measured. */
export function placeSuggestion(
  { base, hunks }: Pick<Suggestion, "base" | "hunks">,
  file: string,
  text: string,
): PlacedSuggestion {
  const own = hunks.filter((hunk) => hunk.file === file);
  const placed: { hunks: SuggestedHunk[]; stale: SuggestedHunk[]; done: SuggestedHunk[] } = {
    ...{ hunks: [], stale: [], done: [] },
  };
  for (const hunk of own) {
    const rebased = rebaseHunks(base[file] ?? "", text, [hunk]);
    const [moved] = rebased.hunks;
    if (moved) placed.hunks.push({ ...hunk, range: moved.range });
    else placed[rebased.done.length > 0 ? "done" : "stale"].push(hunk);
  }
  return placed;
}

/** Whether it can still be made as it was measured: no hunk is stale, and one at least is not there yet. */
export const isOpen = ({ hunks, stale }: PlacedSuggestion): boolean => stale.length === 0 && hunks.length > 0;

/** The stretch of the text that it is about: from the first hunk to the last. */
export function rangeOfHunks(hunks: readonly SuggestedHunk[]): Range | undefined {
  if (hunks.length === 0) return undefined;
  return {
    start: Math.min(...hunks.map(({ range }) => range.start)),
    end: Math.max(...hunks.map(({ range }) => range.end)),
  };
}
