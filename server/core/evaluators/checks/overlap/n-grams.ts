/** How often each run of `n` words occurs, and how many runs there are. */
export interface NGrams {
  readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
}

export function nGramsOf(words: readonly string[], n: number): NGrams {
  const counts = new Map<string, number>();
  const total = Math.max(0, words.length - n + 1);
  for (let i = 0; i < total; i++) {
    const gram = words.slice(i, i + n).join(" ");
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return { counts, total };
}

/** How many runs both have, each counted as often as the one that has it less often has it. */
export function sharedNGrams(one: NGrams, other: NGrams): number {
  let shared = 0;
  for (const [gram, count] of one.counts) shared += Math.min(count, other.counts.get(gram) ?? 0);
  return shared;
}

/** Words in lower case, between white space; a text without any is one empty word. */
export const wordsOf = (text: string): string[] => text.toLowerCase().trim().split(/\s+/);

/** Without the full stops at the end of a word, which is how GLEU and METEOR are computed in promptfoo. */
export function withoutFullStops(word: string): string {
  let end = word.length;
  while (end > 0 && word[end - 1] === ".") end--;
  return word.slice(0, end);
}
