import { shellWord, type TextPaint } from "../diagnosis/diagnosis-text.ts";
import { plural, tame } from "../wording.ts";
import type { QueueProposal } from "./queue-proposals.ts";
import type { QueueItem } from "./read-queue.ts";

/** Conversations that are told of one item. */
const mostTold = 3;
const plain: TextPaint = { bold: (text) => text, dim: (text) => text, alarm: (text) => text };

/** The queue as text: what is in it, then what a diagnosis would put there, each with what to do next. */
export function queueText(
  items: readonly QueueItem[],
  proposed: readonly QueueProposal[],
  paint: TextPaint = plain,
): string {
  if (items.length === 0 && proposed.length === 0)
    return "The queue is empty, and no failure is put down to the model. See: homeostat diagnose";
  return [
    ...items.map((item) => itemText(item, paint)),
    ...(proposed.length === 0 ? [] : [paint.bold("Not in the queue")]),
    ...proposed.map((one) => proposalText(one, paint)),
  ].join("\n");
}

/** Who put it there and what became of it: "put here by Ada on 2026-05-03". */
export function queueHistory({ who, at, by, changedAt, state }: QueueItem): string[] {
  const when = (moment: string | undefined): string =>
    moment === undefined ? "" : ` on ${tame(moment.slice(0, 10), 20)}`;
  const put = who === undefined ? [] : [`put here by ${tame(who, 60)}${when(at)}`];
  const changed =
    by === undefined
      ? []
      : [`${state === "handled" ? "handled" : "opened again"} by ${tame(by, 60)}${when(changedAt)}`];
  return [...put, ...changed];
}

function itemText(item: QueueItem, paint: TextPaint): string {
  const { id, what, why, state, note, conversations } = item;
  return [
    `${state === "open" ? paint.alarm("open   ") : paint.dim("handled")}  ${paint.bold(tame(id, 80))}  ${tame(what, 200)}`,
    ...(why === undefined ? [] : [`         ${tame(why, 300)}`]),
    ...(note === undefined ? [] : [`         “${tame(note, 300)}”`]),
    ...queueHistory(item).map((line) => `         ${paint.dim(line)}`),
    ...exemplarLines(conversations, paint),
  ].join("\n");
}

const proposalText = ({ id, what, why, failing, conversations }: QueueProposal, paint: TextPaint): string =>
  [
    `         ${paint.bold(tame(id, 80))}  ${tame(what, 200)}  ${paint.dim(plural(failing, "failure"))}`,
    `         ${tame(why, 300)}`,
    ...exemplarLines(conversations, paint),
    `         ${paint.dim(`homeostat queue --add ${shellWord(id)}`)}`,
  ].join("\n");

const exemplarLines = (conversations: readonly string[], paint: TextPaint): string[] => [
  ...conversations.slice(0, mostTold).map((id) => `         ${paint.dim(`homeostat show ${shellWord(id)}`)}`),
  ...(conversations.length > mostTold
    ? [`         ${paint.dim(`and ${plural(conversations.length - mostTold, "more conversation")}`)}`]
    : []),
];
