import type { CST } from "yaml";
import type { Range } from "../../base/index.ts";
import { type MappedText, MappedTextBuilder } from "../mapped-text.ts";

/** A line of a block, as offsets into the file: its indentation ends at `bare`, its characters at `end`, its line break at `next`. */
interface Line {
  readonly start: number;
  readonly bare: number;
  readonly end: number;
  readonly next: number;
}

/** What a block of YAML (`|` or `>`) stands for. `range` is that of its lines, below the header. Reads as the yaml library does. */
export function blockScalarText(source: string, token: CST.BlockScalar, range: Range): MappedText {
  const header = headerOf(token);
  const lines = linesOf(source, range);
  const builder = new MappedTextBuilder(source);
  const lastFull = lines.findLastIndex(({ bare, end }) => end > bare);
  const encode = encoder(source.slice(range.start, range.end), header.isFolded);
  if (lastFull < 0) {
    if (header.chomp === "+") putBlankLines(builder, lines, range.end);
    return builder.build(encode(Math.max(token.indent, 0) + (header.indent || 2)));
  }
  const trim = indentationOf(lines, token.indent, header.indent);
  const textAt = ({ start, bare }: Line): number => Math.min(start + trim, bare);
  const firstFull = lines.findIndex(({ bare, end }) => end > bare);
  const moreIndented = lines.findLastIndex(
    ({ start, bare }, index) => index > lastFull && bare - start > trim,
  );
  const kept = Math.max(lastFull, moreIndented) + 1;
  for (const [index, line] of lines.slice(0, firstFull).entries())
    builder.verbatim(textAt(line), line.bare).put("\n", line.bare, textAt(lines[index + 1]!));
  const body = lines.slice(firstFull, kept);
  if (header.isFolded) putFolded(builder, body, trim, source);
  else
    body.forEach((line, index) => {
      if (index > 0) builder.put("\n", body[index - 1]!.end, textAt(line));
      builder.verbatim(textAt(line), line.end);
    });
  const rest = lines.slice(kept);
  const { end, next } = lines[kept - 1]!;
  if (header.chomp === "+") putKept(builder, { end, next }, rest, textAt);
  else if (header.chomp !== "-") builder.put("\n", end, next);
  return builder.build(encode(trim));
}

function headerOf(token: CST.BlockScalar): { isFolded: boolean; chomp: string; indent: number } {
  const header = token.props.find(({ type }) => type === "block-scalar-header");
  const source = header && "source" in header ? header.source : "|";
  return {
    isFolded: source[0] === ">",
    chomp: /[+-]/.exec(source)?.[0] ?? "",
    indent: Number(/[1-9]/.exec(source)?.[0] ?? 0),
  };
}

/** As after splitting at line breaks: the last one is what follows the last break, which may be nothing. */
function linesOf(source: string, { start, end }: Range): Line[] {
  const lines: Line[] = [];
  for (let at = start, isLast = start === end; !isLast; ) {
    const found = source.indexOf("\n", at);
    isLast = found < 0 || found >= end;
    const stop = isLast ? end : found;
    let bare = at;
    while (bare < stop && source[bare] === " ") bare++;
    const textEnd = stop > bare && source[stop - 1] === "\r" ? stop - 1 : stop;
    lines.push({ start: at, bare, end: textEnd, next: Math.min(stop + 1, end) });
    at = stop + 1;
  }
  return lines;
}

/** How many blanks stand before each line without being text: as the header says, else as many as before the first line with text. */
function indentationOf(lines: readonly Line[], parent: number, explicit: number): number {
  if (explicit > 0) return parent + explicit;
  const first = lines.find(({ bare, end }) => end > bare);
  return first ? first.bare - first.start : 0;
}

function putBlankLines(builder: MappedTextBuilder, lines: readonly Line[], end: number): void {
  if (lines.length === 1) builder.put("\n", end, end);
  for (const { bare, next } of lines.slice(0, -1)) builder.put("\n", bare, next);
}

/** `|+` and `>+` keep every blank line at the end. */
function putKept(
  builder: MappedTextBuilder,
  last: Pick<Line, "end" | "next">,
  rest: readonly Line[],
  textAt: (line: Line) => number,
): void {
  let from = last.end;
  for (const line of rest) {
    builder.put("\n", from, textAt(line)).verbatim(textAt(line), line.bare);
    from = line.bare;
  }
  const final = rest.at(-1);
  if (!final || final.bare > textAt(final)) builder.put("\n", from, final?.next ?? last.next);
}

/** Lines of a folded block run together, but for blank lines and those that are indented more. */
function putFolded(builder: MappedTextBuilder, body: readonly Line[], trim: number, source: string): void {
  let breaks = "";
  let separator = "";
  let wasIndented = false;
  let from = body[0]!.start;
  for (const line of body) {
    const isIndented = line.bare - line.start > trim || source[line.bare] === "\t";
    if (!isIndented && line.bare === line.end) {
      if (separator === "\n") breaks += "\n";
      else separator = "\n";
      continue;
    }
    if (isIndented) {
      if (separator === " ") separator = "\n";
      else if (!wasIndented && separator === "\n") separator = "\n\n";
    }
    const at = Math.min(line.start + trim, line.bare);
    builder.put(breaks + separator, from, at).verbatim(at, line.end);
    breaks = "";
    separator = isIndented ? "\n" : " ";
    wasIndented = isIndented;
    from = line.end;
  }
}

/** New lines get the indentation of the block; in a folded one a line break is written as two. */
const encoder =
  (source: string, isFolded: boolean) =>
  (indentation: number): ((text: string) => string) => {
    const eol = source.includes("\r\n") ? "\r\n" : "\n";
    return (text) =>
      text
        .replace(/\r\n?/g, "\n")
        .replace(
          /\n+/g,
          ({ length }) => eol.repeat(isFolded ? length + 1 : length) + " ".repeat(Math.max(indentation, 0)),
        );
  };
