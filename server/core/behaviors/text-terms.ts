import { Interner, TermCounter, type TermCounts } from "./term-counts.ts";
import { lowerWordsOf, stemOf } from "./words.ts";

/** The terms of texts, three ways: stems, stems with their pairs and the forms beside them, runs of letters. */
export interface TextTerms {
  readonly stems: TermCounts;
  readonly words: TermCounts;
  readonly letters: TermCounts;
}

/** What is the same for a word wherever it stands. */
interface KnownWord {
  readonly stem: number;
  /** Number of its stem, and of its form where that differs, among the words. */
  readonly asWord: number;
  readonly form: number;
  readonly grams: readonly number[];
}

/** `contents`: texts without what says nothing of their intent (`contentOf`). */
export function termsOf(contents: readonly string[]): TextTerms {
  const [stems, words, letters] = [new Interner(), new Interner(), new Interner()];
  const [stemCounter, wordCounter, letterCounter] = [new TermCounter(), new TermCounter(), new TermCounter()];
  const known = new Map<string, KnownWord>();
  const pairs = new Map<number, number>();
  for (const content of contents) {
    let last = -1;
    for (const lower of lowerWordsOf(content)) {
      let word = known.get(lower);
      if (!word) {
        const stem = stemOf(lower);
        word = {
          stem: stems.numberOf(stem),
          asWord: words.numberOf(stem),
          // The form counts beside the stem: "book a flight" and "cancel the flight I booked" are two wishes.
          form: lower === stem ? -1 : words.numberOf(`=${lower}`),
          grams: letterGrams(lower).map((gram) => letters.numberOf(gram)),
        };
        known.set(lower, word);
      }
      stemCounter.add(word.stem);
      wordCounter.add(word.asWord);
      if (word.form >= 0) wordCounter.add(word.form);
      letterCounter.addAll(word.grams);
      if (last >= 0) {
        const key = last * PAIR_BASE + word.stem;
        let pair = pairs.get(key);
        if (pair === undefined) {
          pair = words.numberOf(`${stems.names[last]} ${stems.names[word.stem]}`);
          pairs.set(key, pair);
        }
        wordCounter.add(pair);
      }
      last = word.stem;
    }
    for (const counter of [stemCounter, wordCounter, letterCounter]) counter.endText();
  }
  return {
    stems: stemCounter.finish(stems.names),
    words: wordCounter.finish(words.names),
    letters: letterCounter.finish(letters.names),
  };
}

/** More than there are stems. */
const PAIR_BASE = 2 ** 26;

const SHORTEST_GRAM = 3;
const LONGEST_GRAM = 5;

/** Runs of 3 to 5 letters of a word with a blank at either end, as scikit-learn's char_wb cuts them. */
function letterGrams(word: string): string[] {
  const padded = ` ${word} `;
  if (padded.length <= SHORTEST_GRAM) return [padded];
  const grams: string[] = [];
  for (let size = SHORTEST_GRAM; size <= LONGEST_GRAM && size <= padded.length; size++) {
    for (let at = 0; at + size <= padded.length; at++) grams.push(padded.slice(at, at + size));
  }
  return grams;
}
