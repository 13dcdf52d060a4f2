import type { Range } from "../../base/index.ts";
import { type MappedText, MappedTextBuilder } from "../mapped-text.ts";
import type { Variable } from "../prompt-document.ts";
import { readVariables } from "../references.ts";
import { dedented } from "./segments.ts";

/** A stretch of a literal's value and where it is written. Of equal lengths it is the file's own characters. */
export interface Segment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What is filled in when the program runs; nobody knows the text here. */
  readonly hole?: string;
  /** A hole that stands for one character we have no table for: no variable. */
  readonly isCharacter?: boolean;
}

/** What a literal says: its value with a map into the file. */
export interface LiteralText {
  /** Inside the quotes, from the first to the last where several are joined. */
  readonly range: Range;
  readonly text: MappedText;
  /** The same without the indentation that the code gives it: what is read as markdown, and written to. */
  readonly block: MappedText;
  readonly variables: readonly Variable[];
}

/**
 * Every hole of a program is written `${name}` in the decoded text, whatever the language: no other form is seen as a hole after any
 * character, and a prompt that moves from one language to another keeps its keys.
 */
export const holeText = (name: string): string => `\${${name}}`;

/** A hole of a program: `expression` is its source. */
export function holeOf(expression: string, { start, end }: Range): Segment {
  const hole = holeName(expression);
  return { text: holeText(hole), start, end, hole };
}

/** A hole for an expression that stands between literals; what a parser could make nothing of may be blank. */
export function holeFor(
  source: string,
  { from, to }: { readonly from: number; readonly to: number },
): Segment[] {
  const expression = source.slice(from, to);
  const start = to - expression.trimStart().length;
  const end = from + expression.trimEnd().length;
  return start < end ? [holeOf(expression, { start, end })] : [];
}

/** A dotted name as it is, else the last name in an expression: `len(items)` is `items`. */
export function holeName(expression: string): string {
  const bare = expression.trim().slice(0, 500);
  if (/^[A-Za-z_][\w.]{0,80}$/.test(bare)) return bare.replace(/\.+$/, "");
  const names = bare
    .replace(/"(?!\w+")[^"]*"|'(?!\w+')[^']*'|`[^`]*`/g, " ")
    .match(/[\p{L}_$][\p{L}\p{N}_$]*/gu);
  const last = names?.at(-1)?.replace(/\W/g, "_").slice(0, 40);
  return last ?? "value";
}

/** Decodes a stretch of source: what `special` finds becomes what `meaning` says, all else stays as it is. */
export function decode(
  source: string,
  { start, end }: Range,
  special: RegExp,
  meaning: (match: RegExpExecArray) => string | Segment,
): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  const text = source.slice(start, end);
  const verbatim = (to: number): void => {
    if (to > from) segments.push({ text: text.slice(from, to), start: start + from, end: start + to });
  };
  for (const match of text.matchAll(special)) {
    verbatim(match.index);
    from = match.index + match[0].length;
    const place = { start: start + match.index, end: start + from };
    const value = meaning(match);
    segments.push(typeof value === "string" ? { text: value, ...place } : { ...value, ...place });
  }
  verbatim(text.length);
  return segments;
}

/** From the first quote to the last, and to a hole beyond it: `"Hello " + name`. */
function insideOf(leaves: readonly Range[], segments: readonly Segment[]): Range {
  const [first, last] = [segments[0], segments.at(-1)];
  const start = Math.min(
    leaves[0]?.start ?? Number.POSITIVE_INFINITY,
    first?.start ?? Number.POSITIVE_INFINITY,
  );
  return { start, end: Math.max(leaves.at(-1)?.end ?? start, last?.end ?? start) };
}

/** How a literal is written to: plain text, with the indentation of its lines. */
export type Encoder = (margin: string) => (text: string) => string;

/** Puts the maps together. `margin` is the indentation that the program itself takes away. */
export function literalText(
  source: string,
  leaves: readonly Range[],
  segments: readonly Segment[],
  margin: string,
  encoder: Encoder,
): LiteralText {
  // With holes of one literal alone it is certain that they may stand wherever text does.
  const encode = (indent: string): ((text: string) => string) =>
    leaves.length === 1 ? encodeAround(segments, source, encoder(indent)) : encoder(indent);
  const text = mapped(source, segments, encode(margin));
  const unindented = dedented(segments, startsWithItem(text.text) ? "lines" : "indented");
  const block =
    unindented.margin === "" ? text : mapped(source, unindented.segments, encode(margin + unindented.margin));
  return { range: insideOf(leaves, segments), text, block, variables: variablesOf(text, segments) };
}

/** What is nested below a list item that begins the text is indented by more than the code around it. */
const startsWithItem = (text: string): boolean => /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]/.test(text);

function mapped(source: string, segments: readonly Segment[], encode: (text: string) => string): MappedText {
  const builder = new MappedTextBuilder(source);
  for (const { text, start, end } of segments) builder.put(text, start, end);
  return builder.build(encode);
}

/** The holes of the program, and those that the text itself has for some template engine. */
function variablesOf(text: MappedText, segments: readonly Segment[]): Variable[] {
  const holes: Range[] = [];
  const found: Variable[] = [];
  let at = 0;
  for (const { text: own, start, end, hole, isCharacter } of segments) {
    if (hole !== undefined) holes.push({ start: at, end: at + own.length });
    if (hole !== undefined && !isCharacter) found.push({ name: hole, range: { start, end } });
    at += own.length;
  }
  let next = 0;
  for (const { name, range } of readVariables(text.text, 0)) {
    while (holes[next] && holes[next]!.end <= range.start) next++;
    if (!holes[next] || holes[next]!.start >= range.end) found.push({ name, range: text.toSource(range) });
  }
  return found.sort((a, b) => a.range.start - b.range.start);
}

/** `plain` for text, and the holes of the literal again as they were written: a rewritten line keeps its variables. */
function encodeAround(
  segments: readonly Segment[],
  source: string,
  plain: (text: string) => string,
): (text: string) => string {
  const written = new Map<string, string | undefined>();
  for (const { hole, text, start, end } of segments) {
    if (hole === undefined) continue;
    const own = source.slice(start, end);
    // Two expressions under one name: which of them is meant cannot be told.
    written.set(text, written.has(text) && written.get(text) !== own ? undefined : own);
  }
  if (written.size === 0) return plain;
  return (text) =>
    text
      .split(/(\$\{[\w.]+\})/)
      .map((part) => written.get(part) ?? plain(part))
      .join("");
}
