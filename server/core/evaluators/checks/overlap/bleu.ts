import { nGramsOf, sharedNGrams, wordsOf } from "./n-grams.ts";
import { similarityType } from "./similarity.ts";

export const bleu = similarityType({
  name: "bleu",
  title: "BLEU",
  doc: "BLEU of the output against `value`, a text or a list of texts, is at least `threshold` (default 0.5). It is the geometric mean of the shares of its runs of one to four words that a reference has, in lower case, times a penalty for being shorter.",
  threshold: 0.5,
  several: true,
  open: () => (candidate, reference) => bleuScore(candidate, [reference]),
  together: bleuScore,
});

const LONGEST_RUN = 4;
/** Stands for a share of nothing, so that one missing length of runs does not make all of it nothing. */
const SMALLEST = 1e-7;

/**
 * Papineni et al. 2002 (doi.org/10.3115/1073083.1073135) with promptfoo's choices: the best reference for each length of runs, lengths that
 * the output is too short for left out, nothing in common counted as 1e-7. "the cat sat" against "the cat ran": shares 2/3, 1/2 and
 * 1e-7 of runs of one to three words, the third root of their product is 0.0032.
 */
export function bleuScore(candidate: string, references: readonly string[]): number {
  if (candidate.trim() === "") return 0;
  const words = wordsOf(candidate);
  const referenceWords = references.map(wordsOf);
  const shares: number[] = [];
  for (let n = 1; n <= Math.min(LONGEST_RUN, words.length); n++) {
    const own = nGramsOf(words, n);
    const shared = Math.max(...referenceWords.map((reference) => sharedNGrams(own, nGramsOf(reference, n))));
    shares.push(shared / own.total);
  }
  const weight = 1 / shares.length;
  const mean = shares.reduce((sum, share) => sum + weight * Math.log(share === 0 ? SMALLEST : share), 0);
  return brevityPenalty(words.length, referenceWords) * Math.exp(mean);
}

/** Against the reference whose length is nearest, the shorter of two that are as near. */
function brevityPenalty(length: number, references: readonly (readonly string[])[]): number {
  const lengths = references.map((words) => words.length);
  const nearest = lengths.reduce((best, one) => {
    const nearer = Math.abs(one - length) - Math.abs(best - length);
    return nearer < 0 || (nearer === 0 && one < best) ? one : best;
  });
  return length > nearest ? 1 : Math.exp(1 - nearest / length);
}
