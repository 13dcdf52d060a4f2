import { onDemand } from "../../base/index.ts";

/**
 * Text made ready for comparison: two texts that a model reads alike fold to the same. White space is folded, case too; markup, quotation
 * marks and backslashes are dropped, because templates re-wrap, re-mark, re-quote and escape what they include; doubled braces are how
 * templates write single ones. Every folded character knows where it came from.
 */
export class FoldedText {
  readonly text: string;
  private readonly at: Int32Array;

  constructor(readonly source: string) {
    const { text, at } = fold(source, true);
    this.text = text;
    this.at = at;
  }

  /** Where in the source the folded character at `offset` stands; the end of the source behind the last one. */
  sourceAt(offset: number): number {
    return offset < this.text.length ? this.at[offset]! : this.source.length;
  }

  /** Where in the source a stretch that ends before `offset` ends. */
  sourceEnd(offset: number): number {
    return offset === 0 ? 0 : this.at[offset - 1]! + 1;
  }
}

/** The folded text alone. */
export const foldForContainment = (text: string): string => fold(text, false).text;

const space = 32;
const openBrace = 123;
const closeBrace = 125;
const ellipsis = 0x2026;
const dot = 46;

/** What every UTF-16 unit folds to; 0 = dropped. */
const foldTable = onDemand((): Uint16Array => {
  const table = new Uint16Array(65_536);
  for (let unit = 0; unit < table.length; unit++) {
    const lower = String.fromCharCode(unit).toLowerCase();
    table[unit] = lower.length > 0 ? lower.charCodeAt(0) : unit;
  }
  const all = (units: string, to: number): void => {
    for (const char of units) table[char.charCodeAt(0)] = to;
  };
  for (let unit = 0; unit < table.length; unit++)
    if (/\s/.test(String.fromCharCode(unit))) table[unit] = space;
  all("*_`#>~\\\"'“”„‟«»‹›‘’‚‛′″\u00AD\u200B\u200C\u200D\u2060\uFEFF\0", 0);
  all("‐‑‒–—―−", 45);
  return table;
});

/** Of folded units: 1 = part of a word, 2 = a word by itself (scripts that put no blanks between words), 0 = neither. */
const classTable = onDemand((): Uint8Array => {
  const table = new Uint8Array(65_536);
  for (let unit = 0; unit < table.length; unit++) {
    const char = String.fromCharCode(unit);
    if (/[\p{L}\p{N}]/u.test(char)) table[unit] = 1;
    if (
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u.test(
        char,
      )
    )
      table[unit] = 2;
  }
  return table;
});

/** True where a folded text may not be cut at `at`: the characters on both sides belong to one word. */
export function isInsideWord(folded: string, at: number): boolean {
  if (at <= 0 || at >= folded.length) return false;
  const classes = classTable();
  return classes[folded.charCodeAt(at - 1)] === 1 && classes[folded.charCodeAt(at)] === 1;
}

/** The words of a folded text: where each begins and ends, and a hash of it. */
export interface Words {
  readonly count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly hashes: Int32Array;
}

const wordRoom = (room: number): Pick<Words, "starts" | "ends" | "hashes"> => ({
  starts: new Int32Array(room),
  ends: new Int32Array(room),
  hashes: new Int32Array(room),
});
let words = wordRoom(1 << 13);

/** What it gives holds until it is called again: the arrays are the same ones each time. */
export function wordsOf(folded: string): Words {
  if (folded.length > words.starts.length) words = wordRoom(folded.length * 2);
  const { starts, ends, hashes } = words;
  const classes = classTable();
  let count = 0;
  for (let at = 0; at < folded.length; ) {
    const kind = classes[folded.charCodeAt(at)]!;
    if (kind === 0) {
      at++;
      continue;
    }
    starts[count] = at;
    // FNV-1a: words that collide cost one comparison more, nothing else.
    let hash = 0x811c9dc5;
    do hash = Math.imul(hash ^ folded.charCodeAt(at++), 0x01000193);
    while (kind === 1 && at < folded.length && classes[folded.charCodeAt(at)] === 1);
    ends[count] = at;
    hashes[count++] = hash;
  }
  return { count, starts, ends, hashes };
}

/** Folding writes here first: a buffer for each of thousands of short texts would cost more than folding them. */
let units = new Uint16Array(1 << 14);
let origins = new Int32Array(1 << 14);

function fold(source: string, wantsPlaces: boolean): { text: string; at: Int32Array } {
  // Below the first combining mark every text is composed.
  const composed = /[\u0300-\uFFFF]/.test(source) ? source.normalize("NFC") : source;
  const { text, places } =
    composed === source ? { text: source, places: undefined } : composedWithPlaces(source);
  // An ellipsis is three dots.
  const room = text.length + 2 * (text.includes("…") ? text.split("…").length - 1 : 0);
  if (room > units.length) {
    units = new Uint16Array(room * 2);
    origins = new Int32Array(room * 2);
  }
  const folds = foldTable();
  let length = 0;
  let blankAt = -1;
  for (let i = 0; i < text.length; i++) {
    const folded = folds[text.charCodeAt(i)]!;
    if (folded === 0) continue;
    const place = places ? places[i]! : i;
    if (folded === space) {
      if (blankAt < 0 && length > 0) blankAt = place;
      continue;
    }
    if (
      (folded === openBrace || folded === closeBrace) &&
      blankAt < 0 &&
      length > 0 &&
      units[length - 1] === folded
    )
      continue;
    if (blankAt >= 0) {
      units[length] = space;
      origins[length++] = blankAt;
      blankAt = -1;
    }
    for (let dots = folded === ellipsis ? 3 : 1; dots > 0; dots--) {
      units[length] = folded === ellipsis ? dot : folded;
      origins[length++] = place;
    }
  }
  return {
    text: Buffer.from(units.buffer, 0, length * 2).toString("utf16le"),
    at: wantsPlaces ? origins.slice(0, length) : none,
  };
}

const none = new Int32Array(0);

/** The composed form of a text that is not composed, and where each of its units comes from. */
function composedWithPlaces(source: string): { text: string; places: Int32Array } {
  const parts: string[] = [];
  const places: number[] = [];
  for (const match of source.matchAll(/[\u1100-\u11FF]+|[\s\S]\p{M}*/gu)) {
    const part = match[0].normalize("NFC");
    parts.push(part);
    for (let i = 0; i < part.length; i++) places.push(match.index + Math.min(i, match[0].length - 1));
  }
  return { text: parts.join(""), places: Int32Array.from(places) };
}
