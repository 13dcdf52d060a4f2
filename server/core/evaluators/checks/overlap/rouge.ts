import { type Measure, similarityType } from "./similarity.ts";

export const rougeN = similarityType({
  name: "rouge-n",
  title: "ROUGE-1",
  doc: "ROUGE-1 of the output against the text `value` is at least `threshold` (default 0.75): the harmonic mean of the share of the output's words that the reference has and of the reference's words that the output has, in lower case.",
  threshold: 0.75,
  several: false,
  open: async () => {
    const { fMeasure, nGram, treeBankTokenize } = await import("js-rouge");
    return rougeOf({ fMeasure, nGram, treeBankTokenize });
  },
});

type Rouge = Pick<typeof import("js-rouge"), "fMeasure" | "nGram" | "treeBankTokenize">;

/**
 * Lin 2004 (aclanthology.org/W04-1013) with clipped counts, as in promptfoo: a word counts as often as it is in both. The package's own
 * score counts it once, so that a text with a word twice would not be wholly like itself.
 */
const rougeOf =
  ({ fMeasure, nGram, treeBankTokenize }: Rouge): Measure =>
  (candidate, reference) => {
    const own = treeBankTokenize(candidate.toLowerCase());
    const wanted = treeBankTokenize(reference.toLowerCase());
    if (own.length === 0 || wanted.length === 0) return 0;
    const [ownGrams, wantedGrams] = [nGram(own, 1), nGram(wanted, 1)];
    const open = new Map<string, number>();
    for (const gram of wantedGrams) open.set(gram, (open.get(gram) ?? 0) + 1);
    let shared = 0;
    for (const gram of ownGrams) {
      const left = open.get(gram) ?? 0;
      if (left === 0) continue;
      open.set(gram, left - 1);
      shared++;
    }
    return shared === 0 ? 0 : fMeasure(shared / ownGrams.length, shared / wantedGrams.length, 1);
  };
