import type { Range } from "../base/index.ts";

/** Text between `<name>` and `</name>`, each alone on its line. `range` covers what stands between them. */
export interface TagBlock {
  readonly name: string;
  readonly range: Range;
}

const tagLine = /^[ \t]*<(\/?)([A-Za-z][\w:.-]*)(?:\s[^<>]*)?(\/?)>[ \t]*$/gm;
const commentLine = /<!--(?!\s*#[\w-]+\s*-->)[\s\S]*?-->/g;

/**
 * Finds the tags that stand alone on a line and blanks them, the text before `from`, and comments out of a copy of the same length,
 * so that a markdown parser sees only what a model is told, at unchanged offsets.
 */
export function maskTags(text: string, from: number): { masked: string; tags: TagBlock[] } {
  let masked = blank(text.slice(0, from)) + text.slice(from).replace(commentLine, blank);
  const tags: TagBlock[] = [];
  const open: { name: string; start: number }[] = [];
  const marks: Range[] = [];
  for (const match of masked.matchAll(tagLine)) {
    const end = match.index + match[0].length;
    marks.push({ start: match.index, end });
    const name = match[2]!;
    if (match[3] === "/") continue;
    if (match[1] !== "/") open.push({ name, start: end });
    else close(open, name, match.index, tags);
  }
  for (const mark of marks.reverse())
    masked = masked.slice(0, mark.start) + blank(masked.slice(mark.start, mark.end)) + masked.slice(mark.end);
  return { masked, tags };
}

function close(open: { name: string; start: number }[], name: string, end: number, tags: TagBlock[]): void {
  const at = open.findLastIndex((tag) => tag.name === name);
  if (at < 0) return;
  const [tag] = open.splice(at);
  tags.push({ name, range: { start: tag!.start, end } });
}

const blank = (text: string): string => text.replace(/[^\r\n]/g, " ");
