import type { Change } from "../change.ts";
import { type Fault, type GuardRule, quoted } from "../violation.ts";

/**
 * Nothing is added that a person who reads the difference does not see, or does not read: characters without width or that turn the direction round,
 * letters of another script that look alike, comments, white space that goes on, encoded text, links and markup.
 */
export const hidden: GuardRule = {
  name: "hidden",
  severity: "stop",
  check: (change) => kinds.flatMap(({ find, what }) => fresh(change, find, what)),
};

interface Kind {
  readonly find: RegExp;
  readonly what: string;
}

const kinds: readonly Kind[] = [
  {
    what: "A character that nobody sees",
    // Joiners are spelling in some scripts, and put emoji together.
    find: /(?:(?!(?<=[\p{Extended_Pictographic}\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}]\u{fe0f}?)[\u{200c}\u{200d}])[\p{Cf}\p{Co}\p{Cs}\p{Cn}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{3164}\u{ffa0}\u{180e}]|\u{34f}|\u{180b}|\u{180c}|\u{180d}|\u{180f})+/gu,
  },
  { what: "A control character", find: /(?:(?![\t\n\r])\p{Cc})+/gu },
  // An emoji may be followed by U+FE0F alone.
  {
    what: "A variation selector",
    find: /(?<!\p{Extended_Pictographic})\u{fe0f}|[\u{fe00}-\u{fe0e}\u{e0100}-\u{e01ef}]+/gu,
  },
  {
    what: "An unusual blank",
    find: /[\u{2000}-\u{200a}\u{205f}\u{3000}\u{2028}\u{2029}]+|[\u{a0}\u{202f}](?![:;!?»%€$])(?<!«.)/gu,
  },
  {
    what: "Letters of two scripts in one word",
    find: /(?=[\p{L}]*\p{Script=Latin})(?=[\p{L}]*[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}])\p{L}+/gu,
  },
  {
    what: "Letters that only look like others",
    find: /[\u{1d400}-\u{1d7ff}\u{ff21}-\u{ff5a}\u{2460}-\u{24ff}]+/gu,
  },
  { what: "Stacked accents", find: /\p{M}{2,}/gu },
  { what: "A character by its number", find: /&#x?[0-9a-f]+;|&(?:zwj|zwnj|shy|nbsp|lrm|rlm);/giu },
  {
    what: "A comment",
    find: /<!--(?!\s*#[\w-]+\s*-->)[\s\S]*?(?:-->|$)|^\[[^\]\n]+\]:\s.*$|\{#(?:(?!\{#)[\s\S]){0,2000}?#\}|\{\{~?!(?:(?!\{\{)[\s\S]){0,2000}?\}\}/gmu,
  },
  { what: "Blanks at the end of a line", find: /(?<![ \t])[ \t]{3,}$/gmu },
  { what: "A wide gap", find: /(?<=\S)[ \t]{12,}(?=\S)|\n(?:[ \t]*\n){5,}/gu },
  {
    what: "Encoded text",
    find: /(?<![\p{L}\p{N}+/])(?=[A-Za-z0-9+/]*[0-9])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{20,}={0,2}|(?:\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|%[0-9a-f]{2}){4,}|\b(?:[0-9a-f]{2}[ ]?){16,}\b/gu,
  },
  {
    what: "A link",
    find: /!?\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\)|\bhttps?:\/\/[^\s)>\]"']+|\bdata:[a-z]+\/[^\s)]+/gu,
  },
  {
    what: "Markup",
    find: /<[a-z][\w-]{0,40}\s[^>=\n]{0,300}=[^>\n]{0,300}>|<(?:script|style|span|font|details|iframe|img)\b[^>\n]{0,300}>/giu,
  },
];

/** What is found more often than before. */
function fresh({ before, after }: Change, find: RegExp, what: string): Fault[] {
  const left = new Map<string, number>();
  for (const [text] of before.matchAll(find)) left.set(text, (left.get(text) ?? 0) + 1);
  return [...after.matchAll(find)].flatMap((match): Fault[] => {
    const n = left.get(match[0]) ?? 0;
    left.set(match[0], n - 1);
    const range = { start: match.index, end: match.index + match[0].length };
    return n > 0 ? [] : [{ in: "after", range, message: `${what}: ${shown(match[0])}.` }];
  });
}

/** What nobody sees is told by its code. */
const shown = (text: string): string =>
  /[\p{L}\p{P}\p{N}]/u.test(text)
    ? quoted(text)
    : [...text]
        .slice(0, 4)
        .map((one) => `U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`)
        .join(" ");
