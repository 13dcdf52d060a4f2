import type { SuggestionState } from "./suggestion-state.ts";

/**
 * What a person can do with a suggestion. `accept`: its edits go into the text. `compare`: text and text after side by side. `edit`: accept,
 * and go on from there. `approve`: record and commit it. `revert`: take the commit back.
 */
export const suggestionActs = ["accept", "approve", "compare", "edit", "reject", "revert"] as const;
export type SuggestionAct = (typeof suggestionActs)[number];

/** How many hunks can still be made, and how many the text has already. The others are stale. */
export interface HunkCounts {
  readonly open: number;
  readonly done: number;
}

const decided: readonly SuggestionState[] = ["rejected", "reverted"];

/** What is possible now, the likeliest first. Who changed their mind may accept what was rejected. */
export function actsOn(state: SuggestionState, { open, done }: HunkCounts): SuggestionAct[] {
  if (state === "approved") return open > 0 ? ["compare", "revert"] : ["revert"];
  const acts: SuggestionAct[] = [];
  if (open > 0 && state !== "accepted") acts.push("accept");
  if (open + done > 0 && !decided.includes(state)) acts.push("approve");
  if (open > 0) acts.push("compare");
  if (open > 0) acts.push(state === "accepted" ? "accept" : "edit");
  if (!decided.includes(state)) acts.push("reject");
  return acts;
}

/** How it stands, in a sentence. */
export function standingText(state: SuggestionState, { open, done }: HunkCounts, hunks: number): string {
  const stale = hunks - open - done;
  const many = `${stale} of ${hunks} ${hunks === 1 ? "hunk" : "hunks"}`;
  const gone = `${many} ${stale === 1 ? "is" : "are"} stale: the lines were changed since`;
  switch (state) {
    case "waiting":
      if (done === hunks) return "The text has all of it already; nobody has decided.";
      if (stale === hunks) return "Stale: the lines that it changes were changed since.";
      return stale > 0 ? `Waits for a decision. ${gone}.` : "Waits for a decision.";
    case "accepted":
      if (done === hunks) return "Accepted: it is in the text, and not committed.";
      if (done > 0) return `Accepted in part: ${done} of ${hunks} hunks are in the text, and not committed.`;
      return "Accepted, yet not in the text any more.";
    case "approved":
      return done === hunks
        ? "Approved: it is committed."
        : "Approved: it is committed, in part or on a branch.";
    case "rejected":
      return "Rejected. Whoever changed their mind may accept it.";
    case "reverted":
      return "Reverted: its commit was taken back.";
  }
}
