import { isLightWord, isQuestionWord } from "./function-words.ts";
import type { Phrase } from "./phrases.ts";
import { type Verbs, verbsOf } from "./verbs.ts";

/** What was learned of the language from the texts themselves. */
export interface Language {
  readonly verbs: Verbs;
  /** German capitalises every noun; there a capital says nothing. */
  readonly capitalsAreNames: boolean;
  /** Words that hold sentences together, beside those that are known. */
  readonly isEmpty: (lower: string) => boolean;
}

export const learnLanguage = (texts: readonly string[]): Language => ({
  verbs: verbsOf(texts),
  capitalsAreNames: shareOfCapitals(texts) < MANY_CAPITALS,
  isEmpty: frequentShortWords(texts),
});

/** For languages without a list: words of up to three letters that every seventh request uses hold sentences together. */
function frequentShortWords(texts: readonly string[]): (lower: string) => boolean {
  const frequency = new Map<string, number>();
  for (const text of texts)
    for (const word of new Set(text.toLowerCase().match(/\p{L}+/gu) ?? []))
      if (word.length <= 3) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  return (lower) => lower.length <= 3 && texts.length >= 20 && (frequency.get(lower) ?? 0) > texts.length / 7;
}

/** English with its sentence openings, "I" and names stays well below this, German is above. */
const MANY_CAPITALS = 0.25;

function shareOfCapitals(texts: readonly string[]): number {
  let [words, capitals] = [0, 0];
  for (const text of texts) {
    words += text.match(/\p{L}+/gu)?.length ?? 0;
    capitals += text.match(/(?<!\p{L})\p{Lu}/gu)?.length ?? 0;
  }
  return capitals / Math.max(1, words);
}

/** How well a phrase reads as a name, 1 being best: "cancel my flight" before "my flight", "flight" or a whole sentence. */
export function readability(phrase: Phrase, { verbs, capitalsAreNames }: Language): number {
  const { words, stems } = phrase;
  const first = words[0]!;
  const length = words.length === 1 ? 0.15 : words.length === 2 ? 0.85 : words.length <= 6 ? 1 : 0.9;
  const said = stems.length - words.filter(isLightWord).length;
  const substance = said <= 0 ? 0.2 : said === 1 && !isQuestionWord(first) ? 0.7 : 1;
  const opening = openingOf(words, verbs);
  const wholeness = isFragment(words, verbs) ? 0.6 : 1;
  const stutter = new Set(words).size < words.length ? 0.7 : 1;
  // "remove Ethan" is one person's wish; "ATM" and "PIN" are things.
  const proper =
    capitalsAreNames && /\p{Lu}\p{Ll}/u.test(phrase.surface.replace(/\bI'\p{L}+/gu, "")) ? 0.8 : 1;
  return length * substance * opening * wholeness * stutter * proper;
}

/** Two clauses cut in the middle ("account but it"), or one that lost its verb: "card be delivered", "card to my daughter". */
function isFragment(words: readonly string[], verbs: Verbs): boolean {
  if (words.slice(1, -1).some((word) => JOINTS.has(word))) return true;
  const be = words.findIndex((word) => word === "be" || word === "been");
  if (be > 0 && !words.slice(0, be).some((word) => AUXILIARY.test(word))) return true;
  const [first = "", second] = words;
  return second === "to" && words.length > 2 && !verbs.all.has(first) && !isQuestionWord(first);
}

const JOINTS = new Set(["but", "because", "although", "though", "since"]);
const AUXILIARY =
  /^(?:to|can|could|will|would|shall|should|may|might|must|has|have|had|hasn't|haven't|not|\p{L}+n't|cannot)$/u;

/** "cancel my flight" 1, "flight was cancelled" 0.95, "cancelling my flight" 0.85, "flight to Rome" 0.75, "what is the" 0.5. */
function openingOf(words: readonly string[], verbs: Verbs): number {
  const first = words[0]!;
  if (isQuestionWord(first)) return words.length >= (first === "how" ? 4 : 5) ? 0.9 : 0.4;
  if (verbs.all.has(first)) return isLightWord(first) ? 0.75 : verbs.plain.has(first) ? 1 : 0.88;
  return words.length > 2 && words.some((word) => CLAUSE.test(word)) ? 0.95 : 0.75;
}

/** A word that makes a sentence of a noun: "card was declined", "transfer is still pending". */
const CLAUSE = /^(?:is|are|was|were|has|have|isn't|aren't|wasn't|hasn't|doesn't|didn't|won't|can't)$/;
