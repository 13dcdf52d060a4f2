/** Scripts written without spaces between words; these are cut by the platform's dictionary instead of by spaces. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['-][\p{L}\p{M}\p{N}]+)*/gu;

/** One word where it stands: `surface` as written, `lower` folded for comparison, offsets in UTF-16 units. */
export interface Word {
  readonly surface: string;
  readonly lower: string;
  readonly start: number;
  readonly end: number;
}

/** Words of a text in order. An apostrophe or hyphen inside a word belongs to it ("I'd", "round-trip"). */
export function wordsOf(text: string): Word[] {
  // Same length after replacement, so the offsets hold for the text as given.
  const straight = text.replace(/[’‘ʼ]/g, "'");
  const words = [...straight.matchAll(WORD)].map((match) => wordAt(match[0], match.index));
  return UNSPACED.test(straight) ? words.flatMap(cutUnspaced) : words;
}

/** The same words folded for comparison, without their places: for those who only count them. */
export function lowerWordsOf(text: string): string[] {
  if (UNSPACED.test(text)) return wordsOf(text).map(({ lower }) => lower);
  return text.replace(/[’‘ʼ]/g, "'").toLowerCase().match(WORD) ?? [];
}

const wordAt = (surface: string, start: number): Word => ({
  surface,
  lower: surface.toLowerCase(),
  start,
  end: start + surface.length,
});

function cutUnspaced(word: Word): Word[] {
  if (!UNSPACED.test(word.surface)) return [word];
  const segments = new Intl.Segmenter(undefined, { granularity: "word" }).segment(word.surface);
  return [...segments].map((segment) => wordAt(segment.segment, word.start + segment.index));
}

/** Suffixes tried from the longest; what is left of the word must keep three letters. */
const SUFFIXES = [
  "ifications",
  "ification",
  "izations",
  "ization",
  "ations",
  "ments",
  "ation",
  "ingly",
  "iness",
  "ment",
  "ness",
  "ings",
  "able",
  "ible",
  "tion",
  "sion",
  "ions",
  "ies",
  "ing",
  "ion",
  "ied",
  "ers",
  "est",
  "ed",
  "er",
  "es",
  "ly",
  "al",
  "s",
  "e",
  "y",
] as const;

/**
 * Strips inflection so that "cancelling", "cancels" and "cancellation" meet: one or two passes over a short suffix list, then a
 * doubled last letter is halved. Cruder than Porter (1980) on purpose: stems are compared, never shown.
 */
export function stemOf(lower: string): string {
  let stem = lower.endsWith("'s") ? lower.slice(0, -2) : lower;
  if (!/^[a-z'-]+$/.test(stem)) return stem;
  for (let pass = 0; pass < 2; pass++) {
    const suffix = SUFFIXES.find((ending) => stem.endsWith(ending) && stem.length - ending.length >= 3);
    if (suffix) stem = stem.slice(0, -suffix.length);
  }
  return /([b-df-hj-np-tv-z])\1$/.test(stem) && stem.length > 3 ? stem.slice(0, -1) : stem;
}
