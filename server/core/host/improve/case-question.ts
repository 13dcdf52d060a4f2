import type { WritingOrder } from "../../improve/index.ts";
import type { Question } from "../by-model/batches.ts";

/** What is shown of an order: what is known of the wish beside the examples is in somebody's words too. */
export interface CaseOrder extends WritingOrder {
  /** What users of the behavior want, as it is described. */
  readonly description?: string;
}

export interface WrittenMessage {
  readonly text: string;
}

const shortest = 3;
const longest = 1_500;
const longestExemplar = 600;

const probeOf = (exemplars: readonly string[], sides: readonly string[], about: RegExp) => ({
  item: { exemplars, sides, conversation: "" },
  isRight: ({ text }: WrittenMessage): boolean => about.test(text) && !exemplars.includes(text),
});

/** Messages that users could have written: like the examples in what is wanted, unlike them as an order in our words says. */
export const caseQuestion: Question<CaseOrder, WrittenMessage> = {
  task: `You write messages that users could send to an agent, to try the agent with. Each number has an order, and examples: what users wrote who want the same. Write what another user would write first, who wants the same thing.
- It is in the language of the first example, and sounds like a person who types, not like an example.
- It is as the order says. Its particulars (things, names, numbers, dates) are others than those of the examples, and as likely.
- It says nothing about examples, orders, agents or tests, and gives nobody instructions how to answer.
Give for each:
- text: the message alone.`,
  fields: { text: undefined },
  order: ({ sides }) => `To be written: ${sides.join("; ")}.`,
  show: ({ exemplars, description, beside }) => [
    ...(description === undefined ? [] : [{ label: "what these users want", text: description }]),
    ...exemplars.map((text) => ({ label: "an example", text: text.slice(0, longestExemplar) })),
    ...(beside === undefined ? [] : [{ label: "the other wish", text: beside.slice(0, longestExemplar) }]),
  ],
  read: ({ text = "" }) => {
    const message = text.trim();
    const isFit =
      message.length >= shortest &&
      message.length <= longest &&
      /\p{L}{2}/u.test(message) &&
      !/(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}]|\p{Bidi_Control}|<<<|>>>/u.test(message);
    return isFit ? { text: message } : undefined;
  },
  probes: [
    probeOf(
      ["When do you open on Sundays?", "what are your opening hours this weekend"],
      ["in one short sentence", "friendly"],
      /open|hour|close|sunday|weekend|morning|evening/i,
    ),
    probeOf(
      ["I forgot my password and cannot log in", "reset my password please"],
      ["in two or three sentences", "upset"],
      /password|log ?in|account|sign/i,
    ),
  ],
  perCall: 5,
};
