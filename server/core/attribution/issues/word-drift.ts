import { drawsFor, groupBy, monteCarloP, seededRandom, shuffle } from "../../base/index.ts";
import { isFunctionWord, isLightWord, lowerWordsOf, stemOf } from "../../behaviors/index.ts";

/** What somebody asked, when, and who. */
export interface Said {
  readonly text: string;
  readonly atMs: number;
  readonly unit: string;
}

/** The later half of what was said is in other words than the earlier one. `before`: words that went, `after`: words that came. */
export interface Drift {
  readonly p: number;
  readonly sinceMs: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** People in each half; fewer do not show what is usual. */
const leastHalf = 20;
/** Texts that have to hold a word before it is told, and words told on each side. */
const leastTold = 5;
const mostTold = 4;
/** Words in less than this are different by chance from one text to the next, and only add noise. */
const leastTexts = 3;
const seed = 90_217;

/**
 * How much the words of the later half of people differ from those of the earlier half; undefined where there are too few. The distance
 * is the chi-square of the two halves' counts of people by word, its null distribution that of halves drawn at random; a person counts
 * once for a word, however often they say it. `tests`: how many sets of texts are looked at in all.
 */
export function driftIn(said: readonly Said[], tests = 1): Drift | undefined {
  const units = [...groupBy(said, ({ unit }) => unit).values()]
    .map((own) => ({ own, atMs: own.reduce((sum, { atMs }) => sum + atMs, 0) / own.length }))
    .sort((a, b) => a.atMs - b.atMs || (a.own[0]!.unit < b.own[0]!.unit ? -1 : 1));
  const half = Math.floor(units.length / 2);
  if (half < leastHalf || units[half]!.atMs === units[0]!.atMs) return undefined;
  const vocabulary = new Vocabulary();
  const terms = units.map(({ own }) => vocabulary.termsOf(own.map(({ text }) => text)));
  const total = countTerms(terms, vocabulary.size);
  const distance = (some: readonly Int32Array[]): number =>
    chiSquare(countTerms(some, total.length), total, half / units.length);
  const order = [...terms];
  const random = seededRandom(seed);
  const p = monteCarloP(
    distance(terms.slice(0, half)),
    () => distance(shuffle(order, random).slice(0, half)),
    { most: drawsFor(tests) },
  );
  const early = countTerms(terms.slice(0, half), total.length);
  return {
    p,
    sinceMs: Math.round(units[half]!.atMs),
    ...changed(vocabulary, early, total, half / units.length),
  };
}

/** Stems with the form of them that stands first; words that hold a sentence together, and numbers, are none. */
class Vocabulary {
  private readonly numbers = new Map<string, number>();
  readonly forms: string[] = [];

  get size(): number {
    return this.forms.length;
  }

  termsOf(texts: readonly string[]): Int32Array {
    const terms = new Set<number>();
    for (const word of texts.flatMap(lowerWordsOf)) {
      if (word.length < 3 || /\d/.test(word) || isFunctionWord(word) || isLightWord(word)) continue;
      const stem = stemOf(word);
      let number = this.numbers.get(stem);
      if (number === undefined) {
        number = this.forms.push(word) - 1;
        this.numbers.set(stem, number);
      }
      terms.add(number);
    }
    return Int32Array.from(terms);
  }
}

function countTerms(units: readonly Int32Array[], size: number): Int32Array {
  const counts = new Int32Array(size);
  for (const terms of units) for (const term of terms) counts[term]!++;
  return counts;
}

/** Of people by word in the earlier half, where `share` of all people are. */
function chiSquare(early: Int32Array, total: Int32Array, share: number): number {
  let sum = 0;
  for (let term = 0; term < total.length; term++) {
    const all = total[term]!;
    if (all >= leastTexts) sum += (early[term]! - share * all) ** 2 / all;
  }
  return sum;
}

/** Words that are told most apart, each clearly (two standard deviations) more in one half. */
function changed(
  { forms }: Vocabulary,
  early: Int32Array,
  total: Int32Array,
  share: number,
): Pick<Drift, "before" | "after"> {
  const scored = forms.flatMap((word, term) => {
    const all = total[term]!;
    const score = (early[term]! - share * all) / Math.sqrt(share * (1 - share) * all);
    return all >= leastTold && Math.abs(score) >= 2 ? [{ word, score }] : [];
  });
  const told = (sign: 1 | -1): string[] =>
    scored
      .filter(({ score }) => score * sign > 0)
      .sort((a, b) => sign * (b.score - a.score) || (a.word < b.word ? -1 : 1))
      .slice(0, mostTold)
      .map(({ word }) => word);
  return { before: told(1), after: told(-1) };
}
