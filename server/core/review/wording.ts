import { percent, type Rate } from "../base/index.ts";

export { percent, plural } from "../base/index.ts";

export const counts = (rate: Rate): string => `${rate.passes}/${rate.n}`;

/** "44 % pass (83 of 190; 95 % interval 37 to 51 %)" */
export const rateSentence = (rate: Rate): string =>
  `${percent(rate.rate)} pass (${rate.passes} of ${rate.n}; 95 % interval ${Math.round(rate.low * 100)} to ${Math.round(rate.high * 100)} %)`;

/** Ten blocks: what passed, filled; all or none of them only where all or none passed. */
export function bar(rate: number): string {
  const rounded = Math.round(rate * 10);
  const filled = rate > 0 && rate < 1 ? Math.min(9, Math.max(1, rounded)) : rounded;
  return "█".repeat(filled) + "░".repeat(10 - filled);
}

/** Characters without a shape of their own that turn the text around them. */
export const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A name inside a sentence; one that is a quotation already has its marks. */
export const inQuotes = (name: string): string => (name.startsWith("“") ? name : `“${name}”`);

/** Text of unknown origin on one line: no control characters, no direction overrides, cut at `length`. */
export function tame(text: string, length = 160): string {
  const clean = text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(directionMarks, "")
    .replace(/\s+/g, " ")
    .trim();
  if (clean.length <= length) return clean;
  // A cut must not leave half a character.
  return `${clean.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** The same for markdown: nothing in it can become a link, an image, HTML or emphasis. */
export const tameMarkdown = (text: string, length = 160): string =>
  tame(text, length).replace(/[\\`*_{}[\]()#+\-.!|<>~$&:@]/g, "\\$&");

/** A whole text of unknown origin: line breaks stay; other control characters and direction overrides become visible. */
export const visible = (text: string): string =>
  text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/(?![\n\t])\p{Cc}/gu, escaped)
    .replace(directionMarks, escaped);

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** JSON set out in lines; any other text, and JSON too large to be read, as it is. */
export function prettyJson(text: string): string {
  if (!/^\s*[[{]/.test(text) || text.length > 200_000) return text;
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
