import { shop } from "./mutation-cases.ts";

/** What a planted judge does not see. */
export type BlindSpot = "numbers" | "names" | undefined;

const negations = /\b(?:not|no|never|cannot|nothing)\b|n't\b/gi;
const welcome = new Set(["hello", "hi", "good", "all", "take", "have", "there", "it", "that", "i"]);

const numbersIn = (text: string): string => (text.match(/\d+(?:[.,]\d+)*/g) ?? []).join(" ");
const namesIn = (text: string): string[] =>
  (text.match(/(?<=[\p{Ll},;:] )\p{Lu}\p{L}+/gu) ?? [])
    .map((name) => name.toLowerCase())
    .filter((name) => !welcome.has(name))
    .sort();
const contentWords = (text: string): Set<string> => new Set(text.toLowerCase().match(/\p{L}{4,}/gu) ?? []);

/**
 * How a judge that knows the shop's right answers reads one, for the scripted model: it must say the same numbers, names and denials, most of the same words
 * and little else. Greetings and small rewordings are fine. Undefined where it does not know the question.
 */
export function plantedVerdict(
  question: string,
  answer: string,
  blind: BlindSpot,
): { readonly pass: boolean; readonly reason: string } | undefined {
  const right = shop.find(([asked]) => question.includes(asked))?.[1];
  if (right === undefined) return undefined;
  const fault = faultIn(answer.replaceAll("**", ""), right, blind);
  return { pass: fault === undefined, reason: fault ?? "It says what it should." };
}

function faultIn(answer: string, right: string, blind: BlindSpot): string | undefined {
  const [words, wanted] = [contentWords(answer), contentWords(right)];
  const shared = [...wanted].filter((word) => words.has(word)).length;
  if (shared < 0.75 * wanted.size) return "Much is missing.";
  const foreign = [...words].filter((word) => !wanted.has(word) && !welcome.has(word)).length;
  if (foreign > 6) return "It says things that are not so.";
  if (blind !== "numbers" && numbersIn(answer) !== numbersIn(right)) return "A number is wrong.";
  if (blind !== "names" && namesIn(answer).join() !== namesIn(right).join()) return "A name is wrong.";
  if (answer.match(negations)?.length !== right.match(negations)?.length) return "It denies what is so.";
  return undefined;
}
