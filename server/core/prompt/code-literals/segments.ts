import type { Segment } from "./literal-text.ts";

/** A stretch of the value (offsets into the joined text) that becomes other text. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly hole?: string;
}

/** Applies changes, in order and apart from each other; each stands for the source of what it replaces. */
export function changed(segments: readonly Segment[], changes: readonly Change[]): Segment[] {
  if (changes.length === 0) return [...segments];
  const reader = new SegmentReader(segments);
  const result: Segment[] = [];
  for (const { start, end, text, hole } of changes) {
    reader.take(start, result);
    const gone: Segment[] = [];
    reader.take(end, gone);
    if (text === "" || gone.length === 0) continue;
    const place = { start: gone[0]!.start, end: gone.at(-1)!.end };
    result.push({ text, ...place, ...(hole !== undefined && { hole }) });
  }
  reader.take(Number.POSITIVE_INFINITY, result);
  return result;
}

/** The joined text with holes blotted out, so that nothing is looked for inside them. */
export const plainText = (
  segments: readonly Segment[],
  counts: (segment: Segment) => boolean = () => true,
): string =>
  segments
    .map((one) => (one.hole === undefined && counts(one) ? one.text : "x".repeat(one.text.length)))
    .join("");

/**
 * `lines`: as Python's `textwrap.dedent`. `block`: as the template tags do, and `inspect.cleandoc`: the first line does not count,
 * and blanks at both ends go. `indented`: the first line does not count.
 */
export type DedentStyle = "lines" | "block" | "indented";

/** Without the indentation that all lines share, and what that was. Segments that `counts` refuses hold neither lines nor blanks. */
export function dedented(
  segments: readonly Segment[],
  style: DedentStyle,
  counts: (segment: Segment) => boolean = () => true,
): { segments: Segment[]; margin: string } {
  const text = plainText(segments, counts);
  const lines = linesOf(text);
  const counted = style === "lines" ? lines : lines.slice(1);
  const margin = commonIndent(counted.map(({ line }) => line));
  const [first, last] = style === "block" ? ends(text) : [0, text.length];
  const cuts = counted.flatMap(({ line, at }) => {
    const length = /^[ \t]+$/.test(line) ? line.length : margin.length;
    const [start, end] = [Math.max(at, first), Math.min(at + Math.min(length, line.length), last)];
    return start < end ? [{ start, end, text: "" }] : [];
  });
  const head = first > 0 ? [{ start: 0, end: first, text: "" }] : [];
  const tail = last < text.length ? [{ start: last, end: text.length, text: "" }] : [];
  return { segments: changed(segments, [...head, ...cuts, ...tail]), margin };
}

const ends = (text: string): [number, number] => {
  const last = text.trimEnd().length;
  return [Math.min(text.length - text.trimStart().length, last), last];
};

function linesOf(text: string): { line: string; at: number }[] {
  let at = 0;
  return text.split("\n").map((line) => {
    const here = { line, at };
    at += line.length + 1;
    return here;
  });
}

function commonIndent(lines: readonly string[]): string {
  let margin: string | undefined;
  for (const line of lines) {
    const indent = /^[ \t]*/.exec(line)![0];
    if (indent.length === line.length) continue;
    margin ??= indent;
    let same = 0;
    while (same < margin.length && margin[same] === indent[same]) same++;
    margin = margin.slice(0, same);
  }
  return margin ?? "";
}

class SegmentReader {
  private index = 0;
  /** How much of the current segment is taken; only text that stands as it is can be cut. */
  private into = 0;
  private at = 0;

  constructor(private readonly segments: readonly Segment[]) {}

  /** Takes what lies before `to`; what stands for its source as a whole goes with its first character. */
  take(to: number, result: Segment[]): void {
    for (let segment = this.segments[this.index]; segment && this.at < to; ) {
      const rest = segment.text.length - this.into;
      const isCuttable = segment.text.length === segment.end - segment.start && segment.hole === undefined;
      const length = isCuttable ? Math.min(rest, to - this.at) : rest;
      if (length > 0) result.push(isCuttable ? part(segment, this.into, length) : segment);
      this.at += length;
      this.into += length;
      if (this.into < segment.text.length) return;
      this.into = 0;
      segment = this.segments[++this.index];
    }
  }
}

function part(segment: Segment, from: number, length: number): Segment {
  const start = segment.start + from;
  return { text: segment.text.slice(from, from + length), start, end: start + length };
}
