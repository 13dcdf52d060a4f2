import { seededRandom } from "../../server/core/base/index.ts";
import type { Request } from "../../server/core/behaviors/index.ts";

/** Intents in look-alike pairs: ways to begin x ways to ask x ways to go on. */
const INTENTS: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  cancel: [
    ["cancel my booking", "cancel the trip I booked", "cancelling my reservation", "cancel a booking"],
    ["because I am ill", "and get my money back", "before it departs", "my plans fell through", ""],
  ],
  rebook: [
    [
      "change the date of my booking",
      "move my trip to another date",
      "reschedule my booking to a later date",
      "a different date for my trip",
    ],
    ["next month would be better", "the later date suits me", "is another date possible", ""],
  ],
  lost: [
    ["I lost my bank card", "my card was stolen", "my bank card is missing", "someone stole my card"],
    ["on the train yesterday", "please block it", "and I fear somebody will use it", ""],
  ],
  broken: [
    [
      "my card does not work in shops",
      "the card reader refuses my card",
      "my card is refused at the till",
      "the chip on my card does not work",
    ],
    ["in any shop", "every reader says no", "the till shows an error", ""],
  ],
  knee: [
    [
      "my knee hurts after running",
      "sharp knee pain on long runs",
      "knee pain when I run downhill",
      "a sore knee since my last run",
    ],
    ["should I rest", "is it safe to go on", "do I need a doctor", ""],
  ],
  plan: [
    [
      "a training plan for a marathon",
      "make me a marathon schedule",
      "build a weekly plan for my first marathon",
      "plan my marathon weeks",
    ],
    ["I have twelve weeks", "three sessions a week", "starting from zero", ""],
  ],
  bags: [
    [
      "how many suitcases may I bring",
      "luggage allowance for my suitcases",
      "can I bring two suitcases",
      "what does an extra suitcase cost",
    ],
    ["as a gold member", "in economy", "for a family of four", ""],
  ],
  meal: [
    [
      "order a vegetarian meal",
      "is there a vegan meal on board",
      "a kosher meal for my daughter",
      "choose a meal in advance",
    ],
    ["for the long leg", "we are two", "she has allergies", ""],
  ],
};
const OPENERS = ["", "Hi! ", "Hello, I'd like help with this: ", "Good morning. ", "Hey there, "];

export interface Planted extends Request {
  readonly intent: string;
}

export function planted(
  perIntent: number,
  options: { seed: number; intents?: readonly string[]; from?: number },
): Planted[] {
  const random = seededRandom(options.seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  return (options.intents ?? Object.keys(INTENTS)).flatMap((intent) =>
    Array.from({ length: perIntent }, (_, i) => {
      const [asks, tails] = INTENTS[intent]!;
      const id = `${intent}-${String((options.from ?? 0) + i).padStart(4, "0")}`;
      const order = `${pick(["EHG", "QZ", "LLP"])}${Math.floor(random() * 9000 + 1000)}`;
      return {
        id,
        conversationId: id,
        text: `${pick(OPENERS)}${pick(asks)}, ${pick(tails)}. ${pick(["", `My order number is ${order}.`])}`,
        intent,
      };
    }),
  );
}

/** The same as chat JSONL. */
export const plantedChats = (perIntent: number): string =>
  planted(perIntent, { seed: 1 })
    .map(({ id, text }) =>
      JSON.stringify({
        id,
        messages: [
          { role: "user", content: text },
          { role: "assistant", content: "I will look into it." },
        ],
      }),
    )
    .join("\n");
