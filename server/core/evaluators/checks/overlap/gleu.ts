import { nGramsOf, sharedNGrams, withoutFullStops, wordsOf } from "./n-grams.ts";
import { similarityType } from "./similarity.ts";

export const gleu = similarityType({
  name: "gleu",
  title: "GLEU",
  doc: "GLEU of the output against `value`, a text or a list of texts of which the best counts, is at least `threshold` (default 0.5): of the runs of one to four words, the smaller of the share of the output's that the reference has and of the reference's that the output has.",
  threshold: 0.5,
  several: true,
  needsText: true,
  open: () => gleuScore,
});

const LONGEST_RUN = 4;

/**
 * Wu et al. 2016 (arxiv.org/abs/1609.08144, section 5), in lower case and without full stops. "the cat sat" against "the cat": runs 6 and 3,
 * shared 3, so the smaller of 3/6 and 3/3 is 0.5.
 */
export function gleuScore(candidate: string, reference: string): number {
  const own = wordsOf(candidate).map(withoutFullStops);
  const wanted = wordsOf(reference).map(withoutFullStops);
  let [shared, ownTotal, wantedTotal] = [0, 0, 0];
  for (let n = 1; n <= LONGEST_RUN; n++) {
    const [ownGrams, wantedGrams] = [nGramsOf(own, n), nGramsOf(wanted, n)];
    shared += sharedNGrams(ownGrams, wantedGrams);
    ownTotal += ownGrams.total;
    wantedTotal += wantedGrams.total;
  }
  return Math.min(shared / ownTotal, shared / wantedTotal);
}
