import type { Range } from "../../base/index.ts";
import { isLabel, opensWithOrder } from "./directives.ts";
import { trimmed } from "./paragraphs.ts";
import { isLoneCondition } from "./triggers.ts";

/**
 * A part of a paragraph. `item`: a line with a mark of its own that markdown does not know; `row`: one of several `Label: text`;
 * `literal`: data written out; `label`: a line in bold or between rules that only names what follows.
 */
export interface ProsePart {
  readonly as: "sentences" | "item" | "row" | "literal" | "label";
  readonly range: Range;
}

const bullet = /^[ \t]*(?:[•●▪◦‣➤➢○▸►·]|[–—](?=[ \t]))[ \t]*/u;
/** They say whether the line is a do or a don't, so they belong to it. */
const sign = /^[ \t]*(?=[✓✔✗✘✅❌🚫⛔☐☑👍👎⚠])/u;
const outline =
  /^[ \t]*(?:\(?\d{1,2}[.)]|\*\*\d{1,2}[.)]?\*\*|\(?\d{1,2}(?:\.\d{1,2}){1,3}[.)]?|\(?[a-z][.)]|\([ivx]{1,4}\))[ \t]+(?=["'“‘`*_]{0,3}[\p{Lu}\p{Lo}])/u;
const labelled = /^[ \t]*[*_]{0,3}[\p{Lu}\d][^:\n.?!]{0,30}:[*_]{0,3}[ \t]+\S/u;
const listed = /^ {4,}[-*+][ \t]+(?=\S)/;
const counted = /^[ \t]*\d{1,2}[.)][ \t]+(?=\S)/;
const literal = /^[ \t]*(?:[{[]{1,3}[ \t]*$|\[[ \t]*["'{[]|\{[ \t]*["'])/;
const ruled = /^[ \t]*[-=~#*_]{3,80}[ \t]*[^\s\-=~#*_][^\-=~#*_\n]{0,60}[-=~#*_]{3,80}[ \t]*$/;
const bold = /^[ \t]*(\*\*|__)(?!\s)([^*_\n]{1,80})\1[ \t]*(:?)[ \t]*$/;
const joins =
  /(?:[,;:({[–—-]|\b(?:a|an|the|of|to|and|or|in|on|at|for|by|with|from|as|is|are|be|that|which|if|when|your|their|its|not|than))$/i;

/**
 * Takes a paragraph apart where its lines are more than wrapped text: items with `•` or `1.1`, lines that are each an order, lists of
 * `Label: text`, JSON written into it, a condition or a bold label on a line of its own.
 */
export function proseParts(text: string, range: Range): ProsePart[] {
  const lines = linesIn(text.slice(range.start, range.end));
  const width = lines.reduce((most, { line }) => Math.max(most, line.length), 0);
  const parts: { as: ProsePart["as"]; start: number; end: number }[] = [];
  for (let i = 0; i < lines.length; i++) {
    const { line, at } = lines[i]!;
    const end = at + line.length;
    const last = parts.at(-1);
    const marker = markerOf(line, lines[i - 1]?.line, last?.as);
    if (literal.test(line)) {
      const closing = closingLine(lines, i);
      const to = lines[closing]!;
      parts.push({ as: "literal", start: at, end: to.at + to.line.length });
      i = closing;
    } else if (isBoldLabel(line)) parts.push({ as: "label", start: at, end });
    else if (marker) parts.push({ as: "item", start: at + marker[0].length, end });
    else if (isLabelledRow(lines, i)) parts.push({ as: "row", start: at, end });
    else if (!last || last.as === "literal" || last.as === "label" || startsAnew(lines, i, width))
      parts.push({ as: "sentences", start: at, end });
    else last.end = end;
  }
  return parts
    .map(({ as, start, end }) => ({
      as,
      range: trimmed(text, { start: range.start + start, end: range.start + end }),
    }))
    .filter(({ range }) => range.start < range.end);
}

/** What a bold label says, with the colon that marks it as one: "**Guidelines**" is "Guidelines:". */
export function labelText(line: string): string {
  return `${(bold.exec(line)?.[2] ?? line).replace(/[:\s]+$/, "")}:`;
}

/** Where the next number follows a line that ends in a colon, or another item, its text may begin in lower case. */
function markerOf(
  line: string,
  above: string | undefined,
  before: ProsePart["as"] | undefined,
): RegExpExecArray | null {
  const follows = before === "item" || /:[*_]*\s*$/.test(above ?? "");
  return (
    bullet.exec(line) ??
    sign.exec(line) ??
    outline.exec(line) ??
    listed.exec(line) ??
    (follows ? counted.exec(line) : null)
  );
}

interface TextLine {
  readonly line: string;
  readonly at: number;
}

function linesIn(text: string): TextLine[] {
  let at = 0;
  return text.split("\n").map((line) => {
    const here = { line, at };
    at += line.length + 1;
    return here;
  });
}

/** The line on which the brackets that a literal opens are closed again; the last one where they never are. */
function closingLine(lines: readonly TextLine[], from: number): number {
  let depth = 0;
  for (let i = from; i < lines.length; i++) {
    const bare = lines[i]!.line.replace(/"(?:[^"\\]|\\.){0,2000}"/g, "");
    depth += (bare.match(/[{[]/g)?.length ?? 0) - (bare.match(/[}\]]/g)?.length ?? 0);
    if (depth <= 0) return i;
  }
  return lines.length - 1;
}

/** "**Guidelines:**" and "**Output Details**", not "**Never guess.**" and "**Ask for the number**". */
function isBoldLabel(line: string): boolean {
  if (ruled.test(line)) return true;
  const [, , inner = "", colon] = bold.exec(line) ?? [];
  if (inner === "" || /[.!?]["'”’)]*$/.test(inner)) return false;
  if (colon || inner.endsWith(":")) return isLabel(labelText(line));
  return (
    inner.split(/\s+/).length <= 6 &&
    !opensWithOrder(inner) &&
    !/\b(?:no|not|never|only|always|must|maximum|minimum|max|min)\b/i.test(inner)
  );
}

const isLabelledRow = (lines: readonly TextLine[], i: number): boolean =>
  labelled.test(lines[i]!.line) &&
  [lines[i - 1], lines[i + 1]].some((other) => other !== undefined && labelled.test(other.line));

/** True for a line that a sentence begins with although none has ended, since the line above could have gone on. */
function startsAnew(lines: readonly TextLine[], i: number, width: number): boolean {
  const above = lines[i - 1]!.line.trim();
  const line = lines[i]!.line.trim();
  if (isLoneCondition(above) || isLoneCondition(line)) return true;
  if (!/^[*_"“]{0,3}\p{Lu}/u.test(line) || joins.test(above) || /[.!?][*_"”)]*$/.test(above)) return false;
  const isWrapped =
    above.length >= 50 && lines[i - 1]!.line.length + (/^\S+/.exec(line)?.[0].length ?? 0) >= width;
  return !isWrapped && (/^(?:You|Your|If|When|Do|Don't)\b/.test(line) || opensWithOrder(line));
}
