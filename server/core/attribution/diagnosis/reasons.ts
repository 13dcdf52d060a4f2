import { termsIn } from "../terms.ts";
import type { LineWords } from "./line-words.ts";
import type { Vocabulary, WordSets } from "./word-sets.ts";

/**
 * How much each explanation of a failure speaks for each line: `of(line)[row]`, as a ratio of likelihoods. 1 = it says nothing;
 * undefined for a line that no explanation has a word of.
 */
export interface Reasons {
  of(line: number): Float32Array | undefined;
}

/** Of ten informative words in a reason so many come from the line that it is about; the rest is what reasons are made of. */
const ownShare = 0.25;
/** Words of the conversation are in a reason whatever line it is about. */
const ownShareOfHeard = 0.06;
const [leastRatio, mostRatio] = [0.3, 60] as const;

/**
 * A reason is taken for a mixture of words of its line and of words of any line: the ratio is how much likelier its words are if it is
 * about this line than if about no one in particular. What many failures say in the same words counts for less each time: the
 * ratio is raised to one over the root of their number.
 */
export function reasonsOf(
  explanations: readonly (string | undefined)[],
  lines: readonly LineWords[],
  words: { readonly heard: WordSets; readonly unitOf: Int32Array; readonly vocabulary: Vocabulary },
): Reasons {
  const linesOf = new Map<number, number[]>();
  const sizes = lines.map(({ condition, action }) => condition.length + action.length);
  for (const [line, { condition, action }] of lines.entries())
    for (const word of [...condition, ...action]) linesOf.set(word, [...(linesOf.get(word) ?? []), line]);
  const usual = new Map(
    [...linesOf].map(([word, own]) => [
      word,
      own.reduce((sum, line) => sum + 1 / sizes[line]!, 0) / lines.length,
    ]),
  );
  const terms = explanations.map((text) => (text ? new Set(termsIn(text)) : undefined));
  const alike = countAlike(terms);
  const logs = new Map<number, Float32Array>();
  for (const [row, own] of terms.entries()) {
    if (!own) continue;
    const known = [...own].map((term) => words.vocabulary.numberOf(term)).filter((word) => linesOf.has(word));
    if (known.length === 0) continue;
    const heard = heardIn(words.heard, words.unitOf[row]!);
    // What the reason says of a line that has none of its words: each word came from elsewhere.
    let none = 0;
    const gains = new Map<number, number>();
    for (const word of known) {
      const share = heard.has(word) ? ownShareOfHeard : ownShare;
      none += Math.log(1 - share);
      for (const line of linesOf.get(word)!) {
        const gain = Math.log(1 - share + share / sizes[line]! / usual.get(word)!) - Math.log(1 - share);
        gains.set(line, (gains.get(line) ?? 0) + gain);
      }
    }
    for (let line = 0; line < lines.length; line++) {
      const log = logs.get(line) ?? new Float32Array(explanations.length);
      logs.set(line, log);
      log[row] = (none + (gains.get(line) ?? 0)) / Math.sqrt(alike[row]!);
    }
  }
  const ratios = new Map<number, Float32Array>();
  return {
    of(line) {
      const log = logs.get(line);
      if (!log) return undefined;
      let own = ratios.get(line);
      if (!own) {
        own = log.map((one) => Math.min(mostRatio, Math.max(leastRatio, Math.exp(one))));
        ratios.set(line, own);
      }
      return own;
    },
  };
}

/** How many explanations use the same words. */
function countAlike(terms: readonly (ReadonlySet<string> | undefined)[]): number[] {
  const names = terms.map((own) => (own ? [...own].sort().join(" ") : ""));
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return names.map((name) => counts.get(name)!);
}

const heardIn = ({ starts, words }: WordSets, unit: number): ReadonlySet<number> =>
  new Set(words.subarray(starts[unit]!, starts[unit + 1]!));
