import type { Random } from "../../base/index.ts";

// Small ways to take texts apart that operators share.

export const pick = <T>(items: readonly T[], random: Random): T =>
  items[Math.floor(random() * items.length)]!;

/** A text cut into sentences and lines, with the white space that follows each; joined they are the text again. */
export const sentencesOf = (text: string): string[] =>
  // A run of marks is tried from its first one alone: from each of them, the time would grow with the square of its length.
  text.match(/[^\n.!?]*(?:(?<![.!?])[.!?]+(?=\s|$)|\n|[.!?]|$)\s*/g)?.filter(Boolean) ?? [];

export const wordsIn = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "");

/** The first words of a text, as they stand. */
export function firstWords(text: string, count: number): string {
  let end = 0;
  let seen = 0;
  for (const { index, 0: word } of text.matchAll(/\S+/g)) {
    if (seen++ >= count) break;
    end = index + word.length;
  }
  return text.slice(0, end);
}

/** One match of a pattern replaced by what `give` makes of it; undefined where there is none, or none that it can change. */
export function replaceOne(
  text: string,
  pattern: RegExp,
  random: Random,
  give: (match: string) => string | undefined,
): string | undefined {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return undefined;
  const start = Math.floor(random() * matches.length);
  for (let i = 0; i < matches.length; i++) {
    const { index, 0: match } = matches[(start + i) % matches.length]!;
    const given = give(match);
    if (given !== undefined && given !== match)
      return text.slice(0, index) + given + text.slice(index + match.length);
  }
  return undefined;
}

export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
