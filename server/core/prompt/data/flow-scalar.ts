import { type MappedText, MappedTextBuilder } from "../mapped-text.ts";

/** A scalar in quotes or without any. `start` and `end` are its range in the file, quotes included; `indent` is that of what it stands in. */
export interface FlowScalar {
  readonly source: string;
  readonly start: number;
  readonly end: number;
  readonly indent: number;
}

/** Without quotes; in `[]` and `{}` fewer signs are free. */
export function plainText(scalar: FlowScalar, isInFlow: boolean): MappedText {
  const builder = new MappedTextBuilder(scalar.source);
  putUnfolded(builder, scalar, scalar.start, scalar.end, (from, to) => builder.verbatim(from, to));
  const fold = folder(scalar);
  return builder.build((text) => fold(keptPlain(text, isInFlow)));
}

export function singleQuotedText(scalar: FlowScalar): MappedText {
  const { source, start } = scalar;
  const builder = new MappedTextBuilder(source);
  putUnfolded(builder, scalar, start + 1, closedAt(scalar), (from, to) => {
    let at = from;
    for (const { index } of source.slice(from, to).matchAll(/''/g)) {
      builder.verbatim(at, from + index).put("'", from + index, from + index + 2);
      at = from + index + 2;
    }
    builder.verbatim(at, to);
  });
  const fold = folder(scalar);
  return builder.build((text) => fold(text.replaceAll("'", "''")));
}

/** Before the closing quote, or at the end of what is still being written. */
function closedAt({ source, start, end }: FlowScalar): number {
  const isQuote = end > start + 1 && source[end - 1] === source[start];
  if (isQuote && source[start] === "'") return end - 1;
  let slashes = 0;
  while (source[end - 2 - slashes] === "\\") slashes++;
  return isQuote && slashes % 2 === 0 ? end - 1 : end;
}

/** Line breaks inside a scalar fold: one is a blank, each further one a line break; blanks around them are none of the text. */
function putUnfolded(
  builder: MappedTextBuilder,
  { source }: FlowScalar,
  start: number,
  end: number,
  put: (from: number, to: number) => void,
): void {
  const first = lineEnd(source, start, end);
  if (first === undefined) {
    put(start, end);
    return;
  }
  let from = trimmedEnd(source, start, first.end);
  put(start, from);
  let breaks = "";
  let separator = " ";
  let at = first.next;
  for (let line = lineEnd(source, at, end); line; line = lineEnd(source, at, end)) {
    const bare = trimmedStart(source, at, line.end);
    at = line.next;
    if (bare === line.end) {
      if (separator === "\n") breaks += "\n";
      else separator = "\n";
      continue;
    }
    const to = trimmedEnd(source, bare, line.end);
    builder.put(breaks + separator, from, bare);
    put(bare, to);
    from = to;
    breaks = "";
    separator = " ";
  }
  const bare = trimmedStart(source, at, end);
  builder.put(breaks + separator, from, bare);
  put(bare, end);
}

/** Where a line ends, without and with its break; undefined on the last one. */
function lineEnd(source: string, from: number, end: number): { end: number; next: number } | undefined {
  const length = source.slice(from, end).indexOf("\n");
  if (length < 0) return undefined;
  const at = from + length;
  return { end: at > from && source[at - 1] === "\r" ? at - 1 : at, next: at + 1 };
}

const isBlank = (sign: string | undefined): boolean => sign === " " || sign === "\t";

function trimmedStart(source: string, from: number, to: number): number {
  let at = from;
  while (at < to && isBlank(source[at])) at++;
  return at;
}

function trimmedEnd(source: string, from: number, to: number): number {
  let at = to;
  while (at > from && isBlank(source[at - 1])) at--;
  return at;
}

const escapes: Readonly<Record<string, string>> = {
  ...{ "0": "\0", a: "\x07", b: "\b", e: "\x1b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" },
  ...{
    N: "\u0085",
    _: "\u00a0",
    L: "\u2028",
    P: "\u2029",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "\t": "\t",
  },
};
const digits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** What ends a run of plain characters: a break with the blanks around it, an escaped break with the blanks after it, an escape. */
const special = /[ \t]*\r?\n(?:[ \t]|\r?\n)*|\\\r?\n[ \t]*|\\[\s\S]/y;

export function doubleQuotedText(scalar: FlowScalar): MappedText {
  const { source, start, end } = scalar;
  const builder = new MappedTextBuilder(source);
  const inside = source.slice(start + 1, closedAt(scalar));
  let from = 0;
  for (const match of specials(inside)) {
    const at = match.index;
    if (at < from) continue;
    builder.verbatim(start + 1 + from, start + 1 + at);
    const { text, length } = meaningOf(match[0], source.slice(start + 1 + at, end));
    builder.put(text, start + 1 + at, start + 1 + at + length);
    from = at + length;
  }
  return builder.verbatim(start + 1 + from, start + 1 + inside.length).build(encodeDoubleQuoted);
}

/** As `matchAll`, but blanks that end no line are passed over once, not tried again from each of them. */
function* specials(inside: string): Generator<RegExpExecArray> {
  const next = /[ \t\r\n\\]/g;
  for (let found = next.exec(inside); found; found = next.exec(inside)) {
    const run = trimmedStart(inside, found.index, inside.length);
    const isText = run > found.index && !/^\r?\n/.test(inside.slice(run, run + 2));
    special.lastIndex = found.index;
    const match = isText ? null : special.exec(inside);
    next.lastIndex = isText ? run : match ? special.lastIndex : found.index + 1;
    if (match) yield match;
  }
}

function meaningOf(found: string, rest: string): { text: string; length: number } {
  const { length } = found;
  if (found[0] !== "\\") {
    const breaks = found.split("\n").length - 1;
    return { text: breaks === 1 ? " " : "\n".repeat(breaks - 1), length };
  }
  const sign = found[1]!;
  if (sign === "\n" || (sign === "\r" && found.length > 2)) return { text: "", length };
  const size = digits[sign];
  if (size === undefined) return { text: escapes[sign] ?? found, length };
  const code = rest.slice(2, 2 + size);
  const point = /^[\dA-Fa-f]+$/.test(code) && code.length === size ? Number.parseInt(code, 16) : -1;
  const isCharacter = point >= 0 && point <= 0x10ffff;
  return { text: isCharacter ? String.fromCodePoint(point) : found + code, length: 2 + code.length };
}

/** Everything that is not text of one line is escaped; JSON's escapes are YAML's as well. */
const encodeDoubleQuoted = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(
      /[\x7f-\x9f\u2028\u2029\uFEFF]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );

/** A line break is written as two, the next line indented; blanks around a break cannot be kept. */
const folder =
  ({ source, end, indent }: FlowScalar) =>
  (text: string): string => {
    const eol = /^[^\n]*\r\n/.test(source.slice(end)) ? "\r\n" : "\n";
    const indentation = " ".repeat(Math.max(indent, 0) + 2);
    return text
      .replace(/\r\n?/g, "\n")
      .split(/(\n+)/)
      .map((part, index, { length }) => {
        if (index % 2 === 1) return eol.repeat(part.length + 1) + indentation;
        const head = index === 0 ? part : part.replace(/^[ \t]+/, "");
        return index === length - 1 ? head : head.trimEnd();
      })
      .join("");
  };

/**
 * Text that YAML would take for something else cannot stand without quotes, and an insertion cannot add them around what is there. The
 * file stays readable at the price of the letter: a no-break space where a blank would make a key or a comment, softer signs for
 * brackets and commas of a flow collection.
 */
function keptPlain(text: string, isInFlow: boolean): string {
  const safe = text
    .replace(/\p{Cc}/gu, (sign) => (sign === "\n" || sign === "\r" || sign === "\t" ? sign : ""))
    .replace(/:(?=\s|$)\s?/g, ":\u00a0")
    .replace(/(^|\s)#/g, "\u00a0#")
    .replace(/^(?=["'|>&*!%@`,])|^(?=[-?](?:\s|$))/, "\u00a0");
  return isInFlow ? safe.replace(/[,[\]{}]/g, (sign) => softer[sign]!) : safe;
}

const softer: Readonly<Record<string, string>> = { ",": ";", "[": "(", "]": ")", "{": "(", "}": ")" };
