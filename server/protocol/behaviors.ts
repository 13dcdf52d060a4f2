import type { BehaviorIssueItem, BehaviorIssueKind, BehaviorItem } from "./messages.ts";

/** How an issue is called where there is room for a word. */
export const issueWords: Readonly<Record<BehaviorIssueKind, string>> = {
  high: "fails",
  signals: "feedback",
  rising: "rising",
  new: "new",
  drifting: "drifting",
};

/** The kinds of its issues, each once: those that need a person first. */
export const issueKinds = (issues: readonly BehaviorIssueItem[]): BehaviorIssueKind[] => [
  ...new Set(issues.map(({ kind }) => kind)),
];

type Ranked = Pick<BehaviorItem, "id" | "size" | "rank">;

/** Those with an issue first, by how many people they hit; then those that are asked for most. */
export const byRank = (a: Ranked, b: Ranked): number =>
  (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER) ||
  b.size - a.size ||
  (a.id < b.id ? -1 : 1);
