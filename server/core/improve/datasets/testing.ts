import { seededRandom } from "../../base/index.ts";
import { fitLexicalEmbedder } from "../../behaviors/index.ts";
import type { Candidate } from "./draw-cases.ts";

/** Candidates with vectors of the lexical embedder, as the product makes them. */
export function candidatesOf(rows: readonly Omit<Candidate, "vector">[]): Candidate[] {
  const { width, vectors } = fitLexicalEmbedder(
    rows.map(({ text }) => text),
    1,
  ).embeddings;
  return rows.map((one, i) => ({ ...one, vector: vectors.subarray(i * width, (i + 1) * width) }));
}

const things = [
  ...["a blender", "two chairs", "the winter coat", "my running shoes", "a bookshelf", "the desk lamp"],
  ...["some headphones", "a tent", "the coffee grinder", "a guitar", "my bicycle helmet", "a toaster"],
];
const wishes: Readonly<Record<string, readonly string[]>> = {
  refund: [
    "I want my money back for %, it broke on the first day",
    "How long does a refund for % take to reach my bank account?",
    "You charged me twice when I bought %",
    "% arrived damaged and I would rather have a repayment than a replacement",
    "Why was only half of the price of % paid back to me?",
  ],
  delivery: [
    "Where is the parcel with %? Tracking has not moved since Tuesday",
    "Can % be delivered to a pick-up station instead of my flat?",
    "The courier left % with a neighbour I do not know",
    "I need % before the weekend, is express shipping possible?",
    "Please send % to another address, I am moving house",
  ],
  account: [
    "I forgot the password that I ordered % with",
    "Delete my profile, I only made it to look at %",
    "Change the e-mail address for the receipt of %",
    "Somebody else bought % in my name, lock the account",
    "How do I see the invoice for % from last year?",
  ],
};

/** Users of a shop: five ways to say each of three wishes, about twelve things; of refunds four in ten fail, of the rest one in twenty. */
export function shopCandidates(count: number, seed = 1): Candidate[] {
  const random = seededRandom(seed);
  const one = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  return candidatesOf(
    Array.from({ length: count }, (_, i) => {
      const behavior = one(Object.keys(wishes));
      const opening = one(["", "", "Hi, ", "Hello there, ", "Good morning. "]);
      const order = random() < 0.5 ? ` The order is A${1000 + Math.floor(random() * 9000)}.` : "";
      return {
        conversation: `c${i}`,
        text: opening + one(wishes[behavior]!).replace("%", one(things)) + order,
        behavior,
        outcome: random() < (behavior === "refund" ? 0.4 : 0.05) ? ("fail" as const) : ("pass" as const),
      };
    }),
  );
}

/** The part of a behavior, and the rest. */
export const partedBy = (behavior: string, candidates: readonly Candidate[]) => ({
  own: candidates.filter((one) => one.behavior === behavior),
  others: candidates.filter((one) => one.behavior !== behavior),
});
