import type { QueryProblem } from "./query.ts";

/** A value as it is written in a query: in quotation marks where signs of the language are in it. */
export const quotedValue = (value: string): string =>
  /^[^\s"(),*\\@=<>~]+$/.test(value) ? value : quotedPhrase(value);

/** Words that stand beside each other, with nothing in them read as a sign of the language. */
export const quotedPhrase = (words: string): string => `"${words.replace(/["\\*]/g, "\\$&")}"`;

export const sliceReference = (name: string): string => `@${quotedValue(name)}`;

/** Parts of a query that all must hold, as one text. */
export function joinQueries(parts: readonly (string | undefined)[]): string {
  const own = parts.map((part) => part?.trim() ?? "").filter((part) => part !== "");
  // Only OR binds weaker than standing beside each other.
  return own.map((part) => (own.length > 1 && /\bOR\b/.test(part) ? `(${part})` : part)).join(" ");
}

/** What is wrong with a query, each under the text that it is about, as a terminal shows it. */
export function pointedProblems(text: string, problems: readonly QueryProblem[]): string {
  // Line breaks and the like would put the marks in the wrong place.
  const line = text.replace(/\p{Cc}/gu, " ");
  return problems
    .map(({ range: { start, end }, message, hint }) => {
      const [from, width] = [widthOf(line.slice(0, start)), Math.max(1, widthOf(line.slice(start, end)))];
      return [
        `  ${line}`,
        `  ${" ".repeat(from)}${"^".repeat(width)}`,
        [message, hint].filter(Boolean).join(" "),
      ].join("\n");
    })
    .join("\n");
}

/** Columns of a terminal: wide characters take two, combining ones none. */
const widthOf = (text: string): number =>
  [...text].reduce(
    (sum, char) =>
      sum +
      (/\p{M}|[\u200b-\u200f\u202a-\u202e\u2060-\u2069]/u.test(char)
        ? 0
        : /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]|\p{Extended_Pictographic}/u.test(
              char,
            )
          ? 2
          : 1),
    0,
  );
