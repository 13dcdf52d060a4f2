import type { Range } from "../../base/index.ts";
import type { TextEdit } from "../../prompt/index.ts";

const bullet = /^[ \t>]*(?:[-*+•][ \t]+)?$/;

/**
 * The edit that takes an instruction out and leaves nothing behind: its line with its bullet, or the sentence in its paragraph. Undefined
 * where something would be left hanging, as the points below a bullet.
 */
export function removalOf(text: string, range: Range): TextEdit | undefined {
  const start = text.lastIndexOf("\n", range.start - 1) + 1;
  const found = text.indexOf("\n", range.end);
  const end = found < 0 ? text.length : found + 1;
  const before = text.slice(start, range.start);
  const after = text.slice(range.end, end);
  if (bullet.test(before) && after.trim() === "")
    return isFollowedByDeeper(text, end, before) ? undefined : { range: { start, end }, newText: "" };
  // Between two sentences one blank is enough.
  if (/[.!?:]["”’)*_`]*[ \t]+$/.test(before) && /^\s|^$/.test(after)) {
    const blanks = /[ \t]+$/.exec(before)![0].length;
    return { range: { start: range.start - blanks, end: range.end }, newText: "" };
  }
  return undefined;
}

function isFollowedByDeeper(text: string, from: number, before: string): boolean {
  const next = /^[ \t]*(?=\S)/.exec(text.slice(from, from + 200))?.[0];
  return next !== undefined && next.length > /^[ \t]*/.exec(before)![0].length;
}
