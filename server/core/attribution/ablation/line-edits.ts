import type { Range } from "../../base/index.ts";
import type { InstructionPlace, TextEdit } from "../../prompt/index.ts";

/** A change of a block's text. */
export interface BlockEdit {
  readonly place: InstructionPlace;
  readonly range: Range;
  readonly text: string;
}

const itemMark = /^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:\[[ xX]\][ \t]+)?\|?[ \t]*$/;
const lineEnd = /^[ \t]*\|?[ \t]*(?:<!--\s*#[\w-]+\s*-->)?[ \t]*$/;

/** The lines that an instruction stands on, and what of them is before and behind it. */
interface Lines {
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

/** An instruction's own words in the text of its block, without the blanks around them. */
export function wordsAt({ block, range }: InstructionPlace): Range {
  const raw = block.text.slice(range.start, range.end);
  const start = range.start + raw.length - raw.trimStart().length;
  return { start, end: start + raw.trim().length };
}

function linesOf(place: InstructionPlace): Lines {
  const { text } = place.block;
  const { start, end } = wordsAt(place);
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const to = text.indexOf("\n", end);
  const stop = to < 0 ? text.length : text[to - 1] === "\r" ? to - 1 : to;
  return { start: from, end: stop, before: text.slice(from, start), after: text.slice(end, stop) };
}

const isAlone = ({ before, after }: Lines): boolean => itemMark.test(before) && lineEnd.test(after);

/** "- ", "2. " with what it is indented by; empty where the instruction is no item of a list. */
const markOf = ({ before }: Lines): string => (/(?:[-*+]|\d[.)])[ \t]+/.test(before) ? before : "");

/** What an item of a list begins with, as "  - " or "2. "; empty where the instruction is none. */
export const markAt = (place: InstructionPlace): string => markOf(linesOf(place));

/** Whether lines are nested below an item: they stand under it, and without it under another. */
export function hasLinesBelow(place: InstructionPlace): boolean {
  const lines = linesOf(place);
  if (markOf(lines) === "") return false;
  const next = /^(?:[ \t]*\n)*([ \t]*)\S/.exec(place.block.text.slice(lines.end + 1));
  const indent = /^[ \t]*/.exec(lines.before)![0].length;
  return (next?.[1]?.length ?? 0) > indent;
}

/**
 * Takes an instruction out: the whole line with its bullet where it stands there alone, else its words. Undefined where something that is no
 * text of the prompt stands among that, as a tag of a template.
 */
export function dropped(place: InstructionPlace, source: string): BlockEdit | undefined {
  const { text } = place.block;
  const words = wordsAt(place);
  const lines = linesOf(place);
  const [range] = (isAlone(lines) ? wholeLines(text, lines) : [inLine(text, words)]).filter((one) =>
    isAllText(place, words, one, source),
  );
  return range && { place, range, text: "" };
}

/** With the line break behind it, else before it. Of the blank lines around a paragraph one goes as well. */
function wholeLines(text: string, { start, end }: Lines): Range[] {
  const isBlankBefore = start === 0 || /\n[ \t]*\r?\n$/.test(text.slice(0, start));
  const blank = isBlankBefore ? /^\r?\n[ \t]*\r?\n/.exec(text.slice(end)) : null;
  const behind = blank ?? /^\r?\n/.exec(text.slice(end));
  const before = /\r?\n$/.exec(text.slice(0, start));
  return [
    behind ? { start, end: end + behind[0].length } : { start: start - (before?.[0].length ?? 0), end },
    { start, end },
  ];
}

/** A sentence among others, with the blanks to the next, or to the one before. */
function inLine(text: string, { start, end }: Range): Range {
  const behind = /^[ \t]*(?=\S)/.exec(text.slice(end))?.[0].length ?? 0;
  if (behind > 0) return { start, end: end + behind };
  const before = /(?<=\S)[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  return { start: start - before, end };
}

/** Whether the file says nothing else in the stretches around the words than their text does: no quotes, no tags. */
function isAllText({ block }: InstructionPlace, words: Range, range: Range, source: string): boolean {
  const own = block.toSource(words);
  const all = block.toSource(range);
  const says = (from: number, to: number): string => source.slice(from, to).replace(/\\[nrt]|\s/g, "");
  const bare = (from: number, to: number): string => block.text.slice(from, to).replace(/\s/g, "");
  return (
    says(all.start, own.start) === bare(range.start, words.start) &&
    says(own.end, all.end) === bare(words.end, range.end)
  );
}

/** Writes an instruction's words anew as a line before or behind another, as an item where that is one. */
export function placedAt(
  place: InstructionPlace,
  other: InstructionPlace,
  where: "before" | "behind",
): BlockEdit {
  const { start, end } = wordsAt(place);
  return writtenAt(place.block.text.slice(start, end).replace(/\s*\n\s*/g, " "), other, where);
}

/** Writes words as a line before or behind an instruction, as an item where that is one. */
export function writtenAt(words: string, other: InstructionPlace, where: "before" | "behind"): BlockEdit {
  const lines = linesOf(other);
  const mark = markOf(lines);
  const gap = mark === "" ? "\n\n" : "\n";
  const at = where === "before" ? lines.start : lines.end;
  const text = where === "before" ? mark + words + gap : gap + mark + words;
  return { place: other, range: { start: at, end: at }, text };
}

/** The edit as it is made in the file, encoded as the file needs it. */
export const toFile = ({ place: { block }, range, text }: BlockEdit): TextEdit => ({
  range: block.toSource(range),
  newText: block.encode(text),
});

/** The text with edits that are in order and do not overlap. */
export const appliedEdits = (text: string, edits: readonly TextEdit[]): string =>
  edits.reduceRight(
    (all, { range, newText }) => all.slice(0, range.start) + newText + all.slice(range.end),
    text,
  );

/** Those of `now` that `before` does not have as often. */
export function newOnes(before: readonly string[], now: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const one of before) left.set(one, (left.get(one) ?? 0) + 1);
  return now.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}
