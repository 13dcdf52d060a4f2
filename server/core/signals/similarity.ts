/** Words that hold sentences together or are courtesy; two requests are not alike because both say "could you please". */
const EMPTY = new Set(
  `a an the and or but if so to of in on at by for from with without as is are was were be been am i i'm i'd i'll i've me my we our you your it it's its this that these those there
  do does did don't didn't have has had can could would will should may might not no yes please thank thanks hi hello hey sure ok okay just also like want need get help know let make any some
  what which how when where who why then than about into out up all more me im`.split(/\s+/),
);

/** Scripts without blanks between words: pairs of neighbouring characters stand in for words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const MAX_WORDS = 400;
/** Words are compared by their beginnings, so that "cancel", "cancels" and "cancellation" meet, in any language that inflects at the end. */
const STEM = 6;

/** The words of a text in order, in small letters, at most 400. Plain ASCII, most of what there is, is cut five times as fast. */
export function wordsIn(lower: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII as a whole.
  if (/^[\x00-\x7f]*$/.test(lower)) return lower.match(/[a-z0-9_][a-z0-9_'-]*/g)?.slice(0, MAX_WORDS) ?? [];
  const words = lower.match(/[\p{L}\p{N}_][\p{L}\p{M}\p{N}_'-]*/gu)?.slice(0, MAX_WORDS) ?? [];
  return UNSPACED.test(lower) ? words.flatMap(pairs).slice(0, MAX_WORDS) : words;
}

function pairs(word: string): string[] {
  if (!UNSPACED.test(word) || word.length < 3) return [word];
  const characters = [...word];
  return characters.slice(1).map((character, i) => `${characters[i]}${character}`);
}

/** Beginnings of the words that carry a text's meaning. Names of records and numbers stay whole. */
export const termsIn = (words: readonly string[]): Set<string> =>
  new Set(
    words
      .filter((word) => word.length > 1 && !EMPTY.has(word))
      .map((word) => (isFigure(word) ? word : word.replace(/'s$/, "").slice(0, STEM))),
  );

/** Numbers, dates, ids. */
export const isFigure = (word: string): boolean => /[\d_]/.test(word);

export function sharedOf<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
  let shared = 0;
  for (const item of a) if (b.has(item)) shared++;
  return shared;
}

/** Dice's coefficient: 2 shared / (a + b), from 0 to 1. */
export const likeness = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number =>
  a.size + b.size === 0 ? 0 : (2 * sharedOf(a, b)) / (a.size + b.size);

/** Runs of `length` words, each joined to one string. */
export function runsOf(words: readonly string[], length: number): Set<string> {
  const runs = new Set<string>();
  for (let i = 0; i + length <= words.length; i++) runs.add(words.slice(i, i + length).join(" "));
  return runs;
}
