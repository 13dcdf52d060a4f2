import { isFunctionWord } from "./function-words.ts";
import type { Neighbours } from "./neighbours.ts";
import { Interner, TermCounter, type TermCounts } from "./term-counts.ts";
import { lowerWordsOf, stemOf } from "./words.ts";

/** A request that shares less than this with every one of its neighbours is like nothing else. Cosine of tf-idf over content words. */
const LONELY = 0.12;

/** Outliers stay few: a tenth of the requests, a quarter where there are few. */
const mostOutliers = (count: number): number => Math.floor(count / (count < 40 ? 4 : 10));

export interface LonelyOptions {
  /** A model compared them, and knows other words for the same thing: then one is only alone whose nearest neighbour is unusually far away as well. */
  readonly byMeaning?: boolean;
  /** Words that more than this share of the contents hold say nothing. */
  readonly commonShare?: number;
  /** The loneliest so many. Default: a tenth, a quarter where there are few. */
  readonly most?: number;
}

/**
 * The requests that no other resembles, as their numbers in ascending order. The embedding cannot tell: it finds some nearest
 * neighbour for anything. So the words decide: content words shared with the nearest neighbours, rare words counting more.
 * `contents`: requests without what says nothing of their intent.
 */
export function lonelyRequests(
  contents: readonly string[],
  neighbours: Neighbours,
  { byMeaning = false, commonShare = 1, most = mostOutliers(contents.length) }: LonelyOptions = {},
): number[] {
  const { ids, count, similarities } = neighbours;
  const farOff = byMeaning ? lowerFence(nearestOf(neighbours)) : Number.POSITIVE_INFINITY;
  const { starts, terms, squares } = weighedStems(contents, commonShare);
  const own = new Float64Array(squares.length);
  const lengths = contents.map((_, row) => {
    let square = 0;
    for (let i = starts[row]!; i < starts[row + 1]!; i++) square += squares[terms[i]!]!;
    return Math.sqrt(square);
  });
  const company = contents.map((_, row) => {
    for (let i = starts[row]!; i < starts[row + 1]!; i++) own[terms[i]!] = squares[terms[i]!]!;
    let best = 0;
    for (let n = row * count; n < (row + 1) * count; n++) {
      const other = ids[n]!;
      let shared = 0;
      for (let i = starts[other]!; i < starts[other + 1]!; i++) shared += own[terms[i]!]!;
      best = Math.max(best, shared / (lengths[row]! * lengths[other]! || 1));
    }
    for (let i = starts[row]!; i < starts[row + 1]!; i++) own[terms[i]!] = 0;
    return best;
  });
  const lonely = [...company.keys()]
    .filter((row) => company[row]! < LONELY && (count === 0 || similarities[row * count]! < farOff))
    .sort((a, b) => company[a]! - company[b]! || a - b);
  return lonely.slice(0, most).sort((a, b) => a - b);
}

const nearestOf = ({ count, similarities }: Neighbours): Float32Array =>
  Float32Array.from(
    { length: count === 0 ? 0 : similarities.length / count },
    (_, row) => similarities[row * count]!,
  );

/** Below it a value is unusual: the first quartile less one and a half times the distance of the quartiles (Tukey 1977). */
function lowerFence(values: Float32Array): number {
  const sorted = values.slice().sort();
  const [first, third] = [0.25, 0.75].map((part) => sorted[Math.floor(part * (sorted.length - 1))] ?? 0) as [
    number,
    number,
  ];
  return first - 1.5 * (third - first);
}

/** Stems of content words, and of each the square of its inverse document frequency. */
function weighedStems(
  contents: readonly string[],
  commonShare: number,
): TermCounts & { readonly squares: Float64Array } {
  const stems = new Interner();
  const counter = new TermCounter();
  const known = new Map<string, number>();
  for (const content of contents) {
    for (const lower of lowerWordsOf(content)) {
      let stem = known.get(lower);
      if (stem === undefined) {
        stem = isFunctionWord(lower) || !/\p{L}/u.test(lower) ? -1 : stems.numberOf(stemOf(lower));
        known.set(lower, stem);
      }
      if (stem >= 0) counter.add(stem);
    }
    counter.endText();
  }
  const counts = counter.finish(stems.names);
  const frequency = new Int32Array(stems.names.length);
  for (const term of counts.terms) frequency[term]!++;
  const squares = Float64Array.from(frequency, (df) =>
    df > commonShare * contents.length ? 0 : (Math.log((1 + contents.length) / (1 + df)) + 1) ** 2,
  );
  return { ...counts, squares };
}
