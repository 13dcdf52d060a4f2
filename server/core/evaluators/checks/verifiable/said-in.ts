/** Case, forms of Unicode and runs of white space do not matter to whether something was said. */
export const folded = (text: string): string =>
  text.normalize("NFKC").toLowerCase().replace(/[‘’]/g, "'").replace(/\s+/g, " ").trim();

const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u;

const isWordChar = (char: string | undefined): boolean =>
  char !== undefined && /[\p{L}\p{N}_]/u.test(char) && !unspaced.test(char);

/**
 * Offsets in `text` of the places where `phrase` stands, both folded, at the beginning of a word, and at the end of one unless `isStem`; each
 * behind the word of the one before. Scripts without blanks between words (Chinese, Japanese, Thai) have no such borders.
 */
export function* placesOf(text: string, phrase: string, isStem = false): Generator<number> {
  if (phrase === "") return;
  const bordered = !unspaced.test(phrase);
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at)) {
    const end = at + phrase.length;
    const starts = !isWordChar(phrase[0]) || !isWordChar(text[at - 1]);
    const ends = isStem || !isWordChar(phrase.at(-1)) || !isWordChar(text[end]);
    const stands = !bordered || (starts && ends);
    if (stands) yield at;
    if (!stands) at++;
    else at = isStem ? wordEnd(text, end) : end;
  }
}

function wordEnd(text: string, from: number): number {
  const rest = /[\p{L}\p{N}_]*/uy;
  rest.lastIndex = from;
  return from + rest.exec(text)![0].length;
}

/** The first of `placesOf`; -1 where there is none. */
export const placeOf = (text: string, phrase: string, isStem = false): number =>
  placesOf(text, phrase, isStem).next().value ?? -1;

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
