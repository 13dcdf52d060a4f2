/** Texts are hostile and long: every pattern here is linear, as no part of it can match what its neighbour matches. */
const sentences = new Intl.Segmenter("en", { granularity: "sentence" });

/** Without fenced and inline code. Offsets are not kept. */
export const withoutCode = (text: string): string =>
  text
    .split(/^[ \t]{0,3}(?:```|~~~).*$/m)
    .filter((_, i) => i % 2 === 0)
    .join("\n")
    .replace(/`[^`\n]*`/g, " ");

const linesOf = (text: string): string[] => text.split(/\r\n|\r|\n/);

const hasWord = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/** Sentences with a word in them; a new line ends one. */
export const sentencesIn = (text: string): string[] =>
  linesOf(withoutCode(text))
    .filter(hasWord)
    .flatMap((line) =>
      joinAbbreviations([...sentences.segment(line)].map(({ segment }) => segment)).filter(hasWord),
    );

/** "e.g. this" and "Dr. Who" are not two sentences. */
const abbreviation =
  /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|approx|no|nr|mr|mrs|ms|dr|prof|st|jr|sr|a\.m|p\.m|z\.b|d\.h)\.\s*$/i;

function joinAbbreviations(segments: readonly string[]): string[] {
  const joined: string[] = [];
  for (const segment of segments) {
    const before = joined.at(-1);
    if (before !== undefined && abbreviation.test(before.slice(-16)))
      joined[joined.length - 1] = before + segment;
    else joined.push(segment);
  }
  return joined;
}

export const paragraphsIn = (text: string): string[] =>
  linesOf(text)
    .join("\n")
    .split(/\n[ \t]*\n+/)
    .filter((one) => one.trim() !== "");

export const bulletsIn = (text: string): string[] =>
  linesOf(withoutCode(text)).filter((line) => /^[ \t]*(?:[-*+•‣◦·]|\d{1,3}[.)])[ \t]+\S/.test(line));

export const headingsIn = (text: string): string[] =>
  linesOf(withoutCode(text)).filter((line) =>
    /^ {0,3}#{1,6}[ \t]+\S|^ {0,3}\*\*[^*\n]+\*\*:?[ \t]*$/.test(line),
  );

export const questionsIn = (text: string): string[] =>
  withoutCode(text)
    .replace(/\bhttps?:\/\/\S+/g, " ")
    .match(/[?？؟⁇⁈]+/g) ?? [];

/** One emoji: a flag, or a pictograph with its skin tone, and those that are joined to it. */
const emoji =
  /\p{Regional_Indicator}{2}|(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F)\p{Emoji_Modifier}?\uFE0F?(?:\u200D\p{Extended_Pictographic}\p{Emoji_Modifier}?\uFE0F?)*/gu;

export const emojisIn = (text: string): string[] => text.match(emoji) ?? [];

/** How many characters a reader counts. `Intl.Segmenter` takes time that grows with the square of some texts. */
export const charactersIn = (text: string): number =>
  [
    ...text
      .replace(emoji, "x")
      .replace(/\r\n/g, "\n")
      .replace(/\p{M}|\u200D/gu, ""),
  ].length;

export function linksIn(text: string): string[] {
  const marked = text.match(/\[[^\][\n]*\]\([^()\s]+\)/g) ?? [];
  const rest = text.replace(/\[[^\][\n]*\]\([^()\s]+\)/g, " ");
  return [...marked, ...(rest.match(/\b(?:https?:\/\/|www\.)[^\s<>"')\]]+/gi) ?? [])];
}

export const placeholdersIn = (text: string): string[] =>
  withoutCode(text)
    .replace(/\[[^\][\n]*\]\([^()\n]*\)|\[[ xX]\]/g, " ")
    .match(/\[[\p{L}_][^\][\n]{0,60}\]|\{\{?[\p{L}_][^{}\n]{0,60}\}\}?|<[\p{L}_][\p{L}\p{N} _-]{0,60}>/gu) ??
  [];
