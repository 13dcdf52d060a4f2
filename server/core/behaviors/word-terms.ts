import { Interner, TermCounter, type TermCounts } from "./term-counts.ts";
import { lowerWordsOf, stemOf } from "./words.ts";

/** A word wherever it stands: numbers of its stem and, where that differs, of its form. */
interface KnownWord {
  readonly stem: number;
  readonly form: number;
}

/** Texts as stems, forms and pairs of stems beside each other, without the letters that `termsOf` counts too. */
export function wordTermsOf(texts: readonly string[]): TermCounts {
  const terms = new Interner();
  const counter = new TermCounter();
  const known = new Map<string, KnownWord>();
  const pairs = new Map<number, number>();
  for (const text of texts) {
    let last = -1;
    for (const lower of lowerWordsOf(text)) {
      let word = known.get(lower);
      if (!word) {
        const stem = stemOf(lower);
        word = { stem: terms.numberOf(stem), form: lower === stem ? -1 : terms.numberOf(`=${lower}`) };
        known.set(lower, word);
      }
      counter.add(word.stem);
      if (word.form >= 0) counter.add(word.form);
      if (last >= 0) counter.add(pairOf(last, word.stem, pairs, terms));
      last = word.stem;
    }
    counter.endText();
  }
  return counter.finish(terms.names);
}

/** More than there are terms. */
const PAIR_BASE = 2 ** 26;

function pairOf(first: number, second: number, pairs: Map<number, number>, terms: Interner): number {
  const key = first * PAIR_BASE + second;
  const known = pairs.get(key);
  if (known !== undefined) return known;
  const pair = terms.numberOf(`${terms.names[first]} ${terms.names[second]}`);
  pairs.set(key, pair);
  return pair;
}
