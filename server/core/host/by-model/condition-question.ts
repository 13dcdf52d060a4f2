import type { Question } from "./batches.ts";

/** A conversation as a model is shown it, with conditions to hold against it. */
export interface ConditionsItem {
  readonly conversation: string;
  readonly conditions: readonly string[];
}

/** Which of the conditions hold, in their order. */
export type ConditionsAnswer = readonly boolean[];

/** Raise with every change of what is asked. */
export const conditionVersion = 1;

const probeOf = (conversation: string, conditions: readonly (readonly [string, boolean])[]) => ({
  item: { conversation, conditions: conditions.map(([text]) => text) },
  isRight: (answer: { readonly holds: string }): boolean => {
    const told = toldIn(answer.holds, conditions.length);
    return told !== undefined && conditions.every(([, holds], at) => told[at] === holds);
  },
});

/**
 * Which conditions of a prompt hold in a conversation. One question with all conditions of a conversation costs a fraction of one for
 * each. The answer is read by who asked: how many conditions there were is not in it.
 */
export const conditionQuestion: Question<ConditionsItem, { readonly holds: string }> = {
  task: `You read conversations of users with an agent. Each number is one conversation: what the user said, which tools the agent called and what they gave back, and a list of conditions under which a rule applies.
Give for each:
- holds: the numbers of the conditions that hold in this conversation, separated by commas, such as "2, 5"; or "none". A condition holds where what the user says or what a tool was told or gave back shows it, in whatever words. It does not hold where nothing shows it. Most conditions hold in few conversations.`,
  fields: { holds: undefined },
  show: ({ conversation, conditions }) => [
    { label: "the conversation", text: conversation },
    { label: "conditions", text: conditions.map((text, at) => `${at + 1}. ${text}`).join("\n") },
  ],
  read: ({ holds = "" }) => (toldIn(holds, Number.MAX_SAFE_INTEGER) ? { holds } : undefined),
  probes: [
    probeOf("1 user: I want my money back for the kettle, it never worked.", [
      ["the user asks for a refund", true],
      ["the user wants to change their address", false],
    ]),
    probeOf('1 user: Where is my parcel?\n2 call: track {"id": 7}\n3 result: {"status": "lost"}', [
      ["the customer is under 16", false],
      ["the parcel is lost", true],
    ]),
    probeOf("1 user: What are your opening hours on Sunday?", [
      ["the user threatens to sue", false],
      ["the user asks when the shop is open", true],
      ["the user asks about a refund", false],
    ]),
  ],
  perCall: 4,
};

/** By condition whether it is among the numbers; undefined of an answer that is no list of such numbers. */
export function toldIn(holds: string, count: number): boolean[] | undefined {
  const text = holds.trim().toLowerCase().replace(/\.$/, "");
  if (text === "none" || text === "") return new Array<boolean>(Math.min(count, 1_000)).fill(false);
  if (!/^\d{1,4}(?:\s*,\s*\d{1,4})*$/.test(text)) return undefined;
  const numbers = new Set(text.split(",").map(Number));
  if ([...numbers].some((one) => one < 1 || one > count)) return undefined;
  return Array.from({ length: Math.min(count, 1_000) }, (_, at) => numbers.has(at + 1));
}
