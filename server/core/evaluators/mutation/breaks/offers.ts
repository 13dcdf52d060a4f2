import { isSpoken, ownMessages, withOwn } from "../mutant.ts";
import type { Break } from "../operator.ts";
import { literalPassage } from "../passage.ts";
import { pick } from "../words.ts";

const offers: readonly (readonly [string, string, (what: string) => string])[] = [
  ["asking", "a question whether the user wants it", (what) => `Would you like ${what}?`],
  ["offering", "an offer in so many words", (what) => `I can offer you ${what}.`],
  ["giving", "a gift", (what) => `We can give you ${what} for this.`],
  ["entitling", "a right to it", (what) => `You are entitled to ${what}.`],
  ["as-a-gesture", "a gesture of goodwill", (what) => `As a gesture, here is ${what} from us.`],
  ["being-happy-to", "a friendly offer", (what) => `I would be happy to arrange ${what} for you.`],
  ["how-about", "a suggestion", (what) => `How about ${what}?`],
];

/** What is to be offered on request alone is offered before the user speaks of it. */
export const offerBreaks: readonly Break[] = offers.map(
  ([kind, says, give]): Break => ({
    name: `offered-${kind}`,
    says: `what nobody asked for, offered: ${says}`,
    breaks: ["unasked"],
    mutate: (sample, { claims, random }) => {
      const { offers: claimed } = claims.particulars;
      if (claimed.length === 0) return undefined;
      const { offered, asked } = pick(claimed, random);
      if (offered.length === 0) return undefined;
      const own = ownMessages(sample);
      const answer = own.findIndex(isSpoken);
      const words = asked.map((one) => literalPassage(one, true));
      const isAskedFor = sample.messages
        .slice(0, sample.from + answer)
        .some(({ role, text }) => role === "user" && words.some(({ places }) => places(text).length > 0));
      if (answer < 0 || isAskedFor) return undefined;
      const what = pick(offered, random);
      const sentence = give(/^(?:an?|the|our) /i.test(what) ? what : `a ${what}`);
      return withOwn(
        sample,
        own.map((message, i) =>
          i === answer ? { ...message, text: `${message.text.trimEnd()} ${sentence}` } : message,
        ),
      );
    },
  }),
);
