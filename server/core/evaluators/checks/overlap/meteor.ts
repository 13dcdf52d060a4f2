import { withoutFullStops } from "./n-grams.ts";
import { type Measure, similarityType } from "./similarity.ts";
import { type Synonyms, synonyms } from "./synonyms.ts";

export const meteor = similarityType({
  name: "meteor",
  title: "METEOR",
  doc: "METEOR of the output against `value`, a text or a list of texts of which the best counts, is at least `threshold` (default 0.5): the share of words that meet, whole, by their stem or as synonyms of WordNet, recall weighing nine times precision, less where they stand in another order. `alpha` (0.9), `beta` (3) and `gamma` (0.5) weigh recall and order.",
  threshold: 0.5,
  several: true,
  needsText: true,
  options: ["alpha", "beta", "gamma"],
  open: async ({ alpha = 0.9, beta = 3, gamma = 0.5 }) => {
    const { stemmer } = await import("stemmer");
    return meteorOf({ stem: stemmer, synonyms: await synonyms(), alpha, beta, gamma });
  },
});

interface Settings {
  readonly stem: (word: string) => string;
  readonly synonyms: Synonyms;
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
}

/** A word and its place in its text. */
type Placed = readonly [place: number, word: string];
/** Places of two words that meet, in the output and in the reference. */
type Match = readonly [own: number, wanted: number];

/**
 * Banerjee and Lavie 2005 (aclanthology.org/W05-0909) in the order of NLTK, which promptfoo follows: words that are the same, then words with
 * one stem, then stems that are synonyms. "the cat sat" against "the cat ran": 2 of 3 words meet in one chunk, F 0.667,
 * penalty 0.5 x (1/2)^3, score 0.625.
 */
const meteorOf =
  (settings: Settings): Measure =>
  (candidate, reference) => {
    const own = placedWords(candidate);
    const wanted = placedWords(reference);
    const matches = matchesOf(own, wanted, settings);
    if (matches.length === 0) return 0;
    const { alpha, beta, gamma } = settings;
    const [precision, recall] = [matches.length / own.length, matches.length / wanted.length];
    const denominator = alpha * precision + (1 - alpha) * recall;
    if (denominator === 0) return 0;
    const fragmentation = chunksOf(matches) / matches.length;
    return (1 - gamma * fragmentation ** beta) * ((precision * recall) / denominator);
  };

const placedWords = (text: string): Placed[] =>
  text.split(/\s+/).map((word, place) => [place, withoutFullStops(word).toLowerCase()]);

function matchesOf(own: readonly Placed[], wanted: readonly Placed[], { stem, synonyms }: Settings): Match[] {
  const same = pair(own, wanted, (word) => [word]);
  const stemmed = (words: readonly Placed[]): Placed[] => words.map(([place, word]) => [place, stem(word)]);
  const stems = pair(stemmed(same.own), stemmed(same.wanted), (word) => [word]);
  const alike = pair(stems.own, stems.wanted, (word) => [word, ...synonyms(word)]);
  return [...same.matches, ...stems.matches, ...alike.matches].sort((a, b) => a[0] - b[0]);
}

/** Each word, the last first, takes the last word of the reference that is still free and one of those it may meet. */
function pair(
  own: readonly Placed[],
  wanted: readonly Placed[],
  meets: (word: string) => Iterable<string>,
): { readonly matches: Match[]; readonly own: Placed[]; readonly wanted: Placed[] } {
  const free = new Map<string, number[]>();
  for (const [index, [, word]] of wanted.entries()) {
    const places = free.get(word);
    if (places) places.push(index);
    else free.set(word, [index]);
  }
  const matches: Match[] = [];
  const left: Placed[] = [];
  const taken = new Set<number>();
  for (const placed of own.toReversed()) {
    let best: number[] | undefined;
    for (const word of meets(placed[1])) {
      const places = free.get(word);
      if (places?.length && (!best || places.at(-1)! > best.at(-1)!)) best = places;
    }
    if (!best) {
      left.push(placed);
      continue;
    }
    const index = best.pop()!;
    taken.add(index);
    matches.push([placed[0], wanted[index]![0]]);
  }
  return { matches, own: left.reverse(), wanted: wanted.filter((_, index) => !taken.has(index)) };
}

/** Runs of matches that stand side by side in both texts. */
function chunksOf(matches: readonly Match[]): number {
  let chunks = 1;
  for (let i = 1; i < matches.length; i++) {
    const [own, wanted] = matches[i - 1]!;
    if (matches[i]![0] !== own + 1 || matches[i]![1] !== wanted + 1) chunks++;
  }
  return chunks;
}
