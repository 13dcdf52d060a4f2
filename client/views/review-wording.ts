import { type CycleItem, inQuotes, type SuggestionItem } from "../../server/protocol/index.ts";
import { countOf } from "./queue-wording.ts";

export type ReviewGroupId =
  | "waiting"
  | "stale"
  | "accepted"
  | "unmended"
  | "unmendable"
  | "approved"
  | "rejected"
  | "handled";

/** Groups in the order in which they ask for somebody, and what they are called. Those after `unmendable` are done with. */
export const groupNames: Readonly<Record<ReviewGroupId, string>> = {
  waiting: "Waiting for a Decision",
  accepted: "Accepted, Not Committed",
  stale: "Stale",
  unmended: "Nothing Passed the Gate",
  unmendable: "No Line Can Mend",
  approved: "Approved",
  rejected: "Rejected or Reverted",
  handled: "Handled",
};

export const groupOrder = Object.keys(groupNames) as readonly ReviewGroupId[];

const doneWith: readonly ReviewGroupId[] = ["approved", "rejected", "handled"];
export const isDoneWith = (group: ReviewGroupId): boolean => doneWith.includes(group);

/** Where a suggestion stands in the view. */
export function groupOf({ state, isStale }: Pick<SuggestionItem, "state" | "isStale">): ReviewGroupId {
  switch (state) {
    case "waiting":
      return isStale ? "stale" : "waiting";
    case "accepted":
    case "approved":
      return state;
    case "rejected":
    case "reverted":
      return "rejected";
  }
}

/**
 * Cycles that ended with nothing to suggest, for a person: of each target and prompt the last one, where nothing was suggested since. What is
 * not the prompt's fault stands with what no line can mend. `cycles`: the newest first.
 */
export function unmendedCycles(cycles: readonly CycleItem[]): CycleItem[] {
  const seen = new Set<string>();
  return cycles.filter(({ target, prompt, end }) => {
    const key = JSON.stringify([target.kind, target.id, prompt]);
    if (seen.has(key)) return false;
    seen.add(key);
    return end !== "suggestion" && end !== "escalated";
  });
}

/** "failed at the gate · 12 edits tried" */
export const cycleDetails = ({ end, tried }: Pick<CycleItem, "end" | "tried">): string =>
  [endWords[end], tried === 0 ? "" : `${countOf(tried, "edit")} tried`].filter(Boolean).join(" · ");

const endWords: Readonly<Record<CycleItem["end"], string>> = {
  suggestion: "found one",
  nothing: "no edit helps",
  failed: "failed at the gate",
  undecided: "the gate cannot say",
  escalated: "not the prompt",
  budget: "its budget is spent",
  cancelled: "cancelled",
};

export const cycleTitle = ({ target }: Pick<CycleItem, "target">): string =>
  `No edit for ${inQuotes(target.name)}`;

/** What a screen reader reads of a suggestion: what icons and places say is said in words. */
export function suggestionLabel(
  one: Pick<SuggestionItem, "title" | "summary" | "state" | "isStale" | "flags">,
): string {
  const state = groupOf(one) === "stale" ? "stale" : one.state;
  return [
    `${state[0]!.toUpperCase()}${state.slice(1)}`,
    one.title,
    one.summary,
    one.flags.length > 0 ? "needs a second yes" : "",
  ]
    .filter(Boolean)
    .join(", ");
}

/** For the badge: what waits for somebody, in words. Empty where nothing does. */
export function waitingInWords({ suggestions, queued }: { suggestions: number; queued: number }): string {
  return [
    suggestions > 0 ? `${countOf(suggestions, "suggestion")} ${suggestions === 1 ? "waits" : "wait"}` : "",
    queued > 0 ? `${queued} that no line can mend` : "",
  ]
    .filter(Boolean)
    .join(", ");
}
