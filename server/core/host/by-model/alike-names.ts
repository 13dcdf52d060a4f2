import { isFunctionWord, lowerWordsOf, stemOf } from "../../behaviors/index.ts";

/** Share of words in common from which two names are taken for one. */
const nearlyEqual = 0.75;

/** Whether nobody could tell two names apart: the same words in other forms or order, or nearly so. "cancel a trip" and "cancelling trips" are. */
export function areAlike(a: string, b: string): boolean {
  const [some, others] = [stemsOf(a), stemsOf(b)];
  if (some.size === 0 || others.size === 0) return a.toLowerCase() === b.toLowerCase();
  const shared = [...some].filter((stem) => others.has(stem)).length;
  return shared / (some.size + others.size - shared) >= nearlyEqual;
}

const stemsOf = (name: string): ReadonlySet<string> =>
  new Set(
    lowerWordsOf(name)
      .filter((word) => !isFunctionWord(word))
      .map(stemOf),
  );
