import { lineOf, type Question } from "./batches.ts";

/** A request as it is shown to a model. */
export interface Readable {
  readonly text: string;
  readonly handling?: string | undefined;
}

/** What a model read in it. */
export interface Reading {
  readonly intent: string;
  readonly wanted: string;
  readonly did: string;
  readonly success: "yes" | "no" | "unknown";
}

/** Raise with every change of what is asked: answers to other questions are other answers. */
export const intentVersion = 1;

const successes = ["yes", "no", "unknown"] as const;

const probeOf = (text: string, handling: string, about: RegExp) => ({
  item: { text, handling },
  isRight: ({ intent }: Reading): boolean => about.test(intent),
});

export const intentQuestion: Question<Readable, Reading> = {
  task: `You read what users asked an agent for. Each number is one request: what the user wrote and, where it is known, what the agent did about it.
Give for each:
- intent: what the user wants, as an order of at most 12 words in plain English, such as "cancel a booking and get the money back". Leave out names of people, places and products' numbers, ids, amounts and dates. Requests that want the same get the same intent, however they are worded.
- wanted: one sentence on what the user wanted to reach.
- did: one sentence on what the agent did about it; an empty text where nothing is shown.
- success: whether the user got it. yes or no only where what is shown says so, else unknown.`,
  fields: { intent: undefined, wanted: undefined, did: undefined, success: successes },
  show: ({ text, handling }) => [
    { label: "what the user wrote", text },
    ...(handling ? [{ label: "what the agent did", text: handling }] : []),
  ],
  read: ({ intent = "", wanted = "", did = "", success }) => {
    const [line, goal] = [lineOf(intent, 140), lineOf(wanted, 400)];
    const deed = did.trim() === "" ? "" : lineOf(did, 400);
    if (line === undefined || goal === undefined || deed === undefined) return undefined;
    return {
      intent: line.replace(/\.$/, ""),
      wanted: goal,
      did: deed,
      success: success as Reading["success"],
    };
  },
  probes: [
    probeOf("I forgot my password", "You can reset it here.", /password|log ?in|account/i),
    probeOf("please cancel my subscription", "It is cancelled.", /cancel|subscri|end/i),
    probeOf("when do you open on Sundays", "We open at ten.", /open|hour|sunday/i),
    probeOf(
      "I was charged twice, send one payment back",
      "A refund is on its way.",
      /charge|pay|refund|money/i,
    ),
  ],
  perCall: 10,
};
