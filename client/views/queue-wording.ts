import type { QueueEntry, QueueProposalItem } from "../../server/protocol/index.ts";

/** "shop · 12 conversations" */
export function entryDetails({
  prompt,
  conversations,
}: Pick<QueueEntry, "prompt" | "conversations">): string {
  return [prompt ?? "", conversations.length === 0 ? "" : countOf(conversations.length, "conversation")]
    .filter((text) => text !== "")
    .join(" · ");
}

/** "shop · 20 failures" */
export const proposalDetails = ({ prompt, failing }: QueueProposalItem): string =>
  `${prompt} · ${countOf(failing, "failure")}`;

/** As a screen reader reads it: what icons say is said in words. */
export const entryLabel = (entry: QueueEntry): string =>
  [
    entry.isOpen ? "Open" : "Handled",
    entry.what,
    entryDetails(entry).replaceAll(" · ", ", "),
    entry.note === undefined ? "" : `note: ${entry.note}`,
  ]
    .filter((text) => text !== "")
    .join(", ");

export const proposalLabel = (one: QueueProposalItem): string =>
  `Proposed, ${one.what}, ${proposalDetails(one).replaceAll(" · ", ", ")}`;

export const countOf = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
