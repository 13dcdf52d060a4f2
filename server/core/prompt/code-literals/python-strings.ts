import type { Range } from "../../base/index.ts";
import { escapeUnprintable, fromCode } from "./javascript-strings.ts";
import { decode, holeName, holeText, type Segment } from "./literal-text.ts";
import { type Change, changed, plainText } from "./segments.ts";

/** How a literal of Python is written. */
export interface PythonKind {
  readonly quote: '"' | "'";
  /** Three quotes: may hold line ends. */
  readonly isLong: boolean;
  readonly isRaw: boolean;
  readonly isFormat: boolean;
}

/** How the program goes on to fill the value in. */
export interface Filling {
  /** `.format(...)`: braces are holes. */
  readonly braces?: boolean;
  /** `text % values`. */
  readonly percent?: boolean;
}

const special =
  /\\(?:(\r\n|[\n\r])|N\{([^{}\r\n]{1,100})\}|U([0-9a-fA-F]{8})|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{1,3})|([\s\S]))|\r\n?/g;
const specialInFormat = new RegExp(`${special.source}|\\{\\{|\\}\\}`, "g");
const lineEnd = /\r\n?/g;
const lineEndInFormat = /\r\n?|\{\{|\}\}/g;
const letters: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/** The value of a stretch between the quotes that holds no hole. */
export function decodePython(source: string, range: Range, kind: PythonKind): Segment[] {
  const plain = (all: string): string => (all === "{{" || all === "}}" ? all[0]! : "\n");
  if (kind.isRaw)
    return decode(source, range, kind.isFormat ? lineEndInFormat : lineEnd, ([all]) => plain(all));
  return decode(
    source,
    range,
    kind.isFormat ? specialInFormat : special,
    ([all, lineBreak, name, eight, four, two, octal, other]) => {
      if (lineBreak !== undefined) return "";
      if (name !== undefined) return named(name);
      const hex = eight ?? four ?? two;
      if (hex !== undefined) return fromCode(Number.parseInt(hex, 16), all);
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      // Python keeps the backslash of an escape it does not know.
      return other === undefined ? plain(all) : (letters[other] ?? all);
    },
  );
}

/** Names that prompts are written with; there is no table of all 30,000 at hand. */
const characters: Readonly<Record<string, string>> = {
  "EM DASH": "—",
  "EN DASH": "–",
  "NON-BREAKING HYPHEN": "‑",
  BULLET: "•",
  "MIDDLE DOT": "·",
  "HORIZONTAL ELLIPSIS": "…",
  "NO-BREAK SPACE": "\u00a0",
  "NARROW NO-BREAK SPACE": "\u202f",
  "ZERO WIDTH SPACE": "\u200b",
  "LEFT SINGLE QUOTATION MARK": "‘",
  "RIGHT SINGLE QUOTATION MARK": "’",
  "LEFT DOUBLE QUOTATION MARK": "“",
  "RIGHT DOUBLE QUOTATION MARK": "”",
  "RIGHTWARDS ARROW": "→",
  "LEFTWARDS ARROW": "←",
  "EURO SIGN": "€",
  "POUND SIGN": "£",
  "DEGREE SIGN": "°",
  "MULTIPLICATION SIGN": "×",
  "CHECK MARK": "✓",
  "HEAVY CHECK MARK": "✔",
  "WHITE HEAVY CHECK MARK": "✅",
  "CROSS MARK": "❌",
  "WARNING SIGN": "⚠",
  SNOWMAN: "☃",
  "SECTION SIGN": "§",
  "COPYRIGHT SIGN": "©",
  SPACE: " ",
};

/** A name we do not know is one unknown character: a hole that is no variable. */
function named(name: string): string | Segment {
  const known = characters[name.toUpperCase()];
  const hole = holeName(name.replace(/\W/g, "_"));
  return known ?? { text: holeText(hole), start: 0, end: 0, hole, isCharacter: true };
}

const field = /\{\{|\}\}|\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}/g;
const conversion =
  /%%|%(?:\(([^()\n]{0,200})\))?[#0 +-]{0,5}(?:\*|\d{1,6})?(?:\.(?:\*|\d{1,6}))?[hlL]?[diouxXeEfFgGcrsa]/g;

/** The value as it is once `.format(...)` or `%` has filled it: doubled signs are single, the rest holes. */
export function filled(segments: readonly Segment[], { braces, percent }: Filling): Segment[] {
  let result = [...segments];
  if (percent)
    result = changed(
      result,
      changesOf(result, conversion, (all, name) => (all === "%%" ? "%" : (name ?? "value"))),
    );
  if (braces)
    result = changed(
      result,
      changesOf(result, field, (all, inside) =>
        inside === undefined ? all[0]! : inside.replace(/[!:][\s\S]*$/, ""),
      ),
    );
  return result;
}

function changesOf(
  segments: readonly Segment[],
  pattern: RegExp,
  meaning: (all: string, group: string | undefined) => string,
): Change[] {
  return [...plainText(segments).matchAll(pattern)].map(({ 0: all, 1: group, index }) => {
    const value = meaning(all, group);
    const place = { start: index, end: index + all.length };
    if (all === "{{" || all === "}}" || all === "%%") return { ...place, text: value };
    const hole = holeName(value);
    return { ...place, text: holeText(hole), hole };
  });
}

/** Writes text so that every one of these literals reads it back; `lineBreak` is a line end and the indentation after it. */
export function encodePython(
  kinds: readonly PythonKind[],
  { braces, percent }: Filling,
  lineBreak: (text: string) => string,
): (text: string) => string {
  const isRaw = kinds.length > 0 && kinds.every((kind) => kind.isRaw);
  const isLong = kinds.length > 0 && kinds.every((kind) => kind.isLong);
  return (text) => {
    let written = isRaw ? text : text.replace(/\\/g, "\\\\");
    if (percent) written = written.replace(/%/g, "%%");
    if (braces) written = doubled(written);
    written = bracesFor(written, kinds);
    for (const quote of ['"', "'"] as const) {
      const own = kinds.filter((kind) => kind.quote === quote);
      if (own.length === 0) continue;
      written = written.replace(
        quoteIn(
          quote,
          own.every((kind) => kind.isLong),
        ),
        isRaw ? (quote === '"' ? "'" : "\u2019") : `\\${quote}`,
      );
    }
    written = isRaw ? rawOf(written) : escapeUnprintable(written);
    if (isLong) return lineBreak(written);
    return written.replace(/\n/g, isRaw ? " " : "\\n");
  };
}

const doubled = (text: string): string => text.replace(/[{}]/g, "$&$&");

/** Where formatted and plain literals are joined, only an escape is a brace in both. */
function bracesFor(text: string, kinds: readonly PythonKind[]): string {
  if (!kinds.some((kind) => kind.isFormat)) return text;
  if (kinds.every((kind) => kind.isFormat)) return doubled(text);
  return text.replace(/\{/g, "\\x7b").replace(/\}/g, "\\x7d");
}

/** Three quotes end a long literal; a quote at either end of the text could become the third. */
const quoteIn = (quote: '"' | "'", isLong: boolean): RegExp =>
  isLong ? new RegExp(`^${quote}|${quote}$|${quote}(?=${quote})`, "g") : new RegExp(quote, "g");

/** A raw literal knows no escapes: what cannot stand in it gives way to what looks like it. */
const rawOf = (text: string): string =>
  text.replace(/\r\n?/g, "\n").replace(/\0/g, " ").replace(/\\$/, "\\ ");
