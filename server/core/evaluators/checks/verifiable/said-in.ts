/** Case, forms of Unicode and runs of white space do not matter to whether something was said. */
export const folded = (text: string): string =>
  text.normalize("NFKC").toLowerCase().replace(/[‘’]/g, "'").replace(/\s+/g, " ").trim();

const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u;

const isWordChar = (char: string | undefined): boolean =>
  char !== undefined && /[\p{L}\p{N}_]/u.test(char) && !unspaced.test(char);

/**
 * Offset in `text` of the first place where `phrase` stands, both folded, at the beginning of a word, and at the end of one unless
 * `isStem`; -1 where it does not stand. Scripts without blanks between words (Chinese, Japanese, Thai) have no such borders.
 */
export function placeOf(text: string, phrase: string, isStem = false): number {
  if (phrase === "") return -1;
  const bordered = !unspaced.test(phrase);
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    if (!bordered) return at;
    const starts = !isWordChar(phrase[0]) || !isWordChar(text[at - 1]);
    const ends = isStem || !isWordChar(phrase.at(-1)) || !isWordChar(text[at + phrase.length]);
    if (starts && ends) return at;
  }
  return -1;
}

/** The first of some phrases that a text holds; one that ends with `*` stands for every word that begins so. */
export function firstSaid(text: string, phrases: readonly string[]): string | undefined {
  const inside = folded(text);
  return phrases.find((phrase) => {
    const wanted = folded(phrase);
    return wanted.endsWith("*")
      ? placeOf(inside, wanted.slice(0, -1), true) >= 0
      : placeOf(inside, wanted) >= 0;
  });
}

/** A text or a list of texts that are not empty, as a list; undefined for anything else. */
export function phrasesOf(value: unknown): string[] | undefined {
  const list = typeof value === "string" ? [value] : value;
  const usable =
    Array.isArray(list) &&
    list.length > 0 &&
    list.every((one) => typeof one === "string" && one.replace(/\*$/, "").trim() !== "");
  return usable ? (list as string[]) : undefined;
}
