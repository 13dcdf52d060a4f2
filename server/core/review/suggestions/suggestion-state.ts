import type { Suggestion } from "../../improve/index.ts";
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
