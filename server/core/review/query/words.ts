import { maxWordBytes } from "../../store/index.ts";
import { containing, exactly, matchesPattern, patternOf } from "./pattern.ts";
import type { Phrase } from "./query.ts";

// Words are cut as LanceDB's simple tokenizer cuts them (`store/indexes.ts` asks for it): runs of letters and digits in lower case, no
// stems, no stop words. So a text that no index knows yet is searched here with the same result.

const wordPattern = /[\p{Alphabetic}\p{N}]+/gu;

export const wordsOf = (text: string): string[] =>
  (text.match(wordPattern) ?? []).map((word) => word.toLowerCase());

/** Scripts that put no blanks between words: a word of theirs is found as a part of the text. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** What to look for; undefined where there is no letter and no digit in it. `starred`: a `*` stands for any end or beginning of a word. */
export function phraseOf(text: string, starred: boolean): Phrase | undefined {
  const part = containing(starred ? patternOf(text.trim().split("*")) : exactly(text.trim()));
  if (unspaced.test(text)) return { words: [], text: text.trim().toLowerCase(), hasStar: false, part };
  const words = starred
    ? (text.match(/[\p{Alphabetic}\p{N}*]+/gu) ?? [])
        .map((word) => word.toLowerCase())
        .filter((word) => /[^*]/.test(word))
    : wordsOf(text);
  return words.length === 0 ? undefined : { words, hasStar: words.some((word) => word.includes("*")), part };
}

/** Whether a text holds the phrase. */
export function holdsPhrase(text: string, phrase: Phrase): boolean {
  if (phrase.text !== undefined) return text.toLowerCase().includes(phrase.text);
  const tests = phrase.words.map((word) => {
    const pattern = patternOf(word.split("*"));
    return (own: string): boolean => matchesPattern(pattern, own);
  });
  const own = wordsOf(text).map((word) => (bytesOf(word) < maxWordBytes ? word : ""));
  for (let from = 0; from + tests.length <= own.length; from++)
    if (tests.every((test, i) => own[from + i] !== "" && test(own[from + i]!))) return true;
  return false;
}

const encoder = new TextEncoder();
const bytesOf = (word: string): number =>
  word.length < maxWordBytes / 3 ? word.length : encoder.encode(word).length;
