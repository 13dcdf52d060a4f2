import type { Range } from "../../base/index.ts";

/** Text between `<name>` and `</name>`, each alone on its line. `range` covers what stands between them. */
export interface TagBlock {
  readonly name: string;
  readonly range: Range;
}

const tagLine = /^[ \t]*<(\/?)([A-Za-z][\w:.-]*)(?:[ \t][^<>\r\n]*)?(\/?)>[ \t]*$/gm;
/** "--- START OF EXAMPLE ---": a tag in other letters. */
const exampleLine =
  /^[ \t]*[-=#*~]{2,80}[ \t]*(start|begin|end)(?: of)?(?: the)? example[ \t]*[-=#*~]*[ \t]*$/gim;
const anchorComment = /<!--\s*#[\w-]+\s*-->/y;

/**
 * Finds the tags that stand alone on a line and blanks them and comments out of a copy of the same length, so that a markdown parser
 * sees only what a model is told, at unchanged offsets.
 */
export function maskTags(text: string): { masked: string; tags: TagBlock[] } {
  const masked = withoutComments(text);
  const tags: TagBlock[] = [];
  const open: { name: string; start: number }[] = [];
  for (const { name, isEnd, start, end } of marksIn(masked)) {
    if (!isEnd) open.push({ name, start: end });
    else close(open, name, start, tags);
  }
  return { masked: masked.replace(tagLine, blank).replace(exampleLine, blank), tags };
}

interface Mark extends Range {
  readonly name: string;
  readonly isEnd: boolean;
}

function marksIn(text: string): Mark[] {
  const of = (match: RegExpExecArray, name: string, isEnd: boolean): Mark => ({
    name,
    isEnd,
    start: match.index,
    end: match.index + match[0].length,
  });
  const tags = [...text.matchAll(tagLine)].filter((match) => match[3] !== "/");
  const examples = [...text.matchAll(exampleLine)];
  return [
    ...tags.map((match) => of(match, match[2]!, match[1] === "/")),
    ...examples.map((match) => of(match, "example", match[1]!.toLowerCase() === "end")),
  ].sort((a, b) => a.start - b.start);
}

/** Blanks closed comments but those that name an anchor. Written out, since a pattern would search to the end for every `<!--`. */
function withoutComments(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = text.indexOf("<!--"); at >= 0; at = text.indexOf("<!--", from)) {
    const close = text.indexOf("-->", at + 4);
    if (close < 0) break;
    anchorComment.lastIndex = at;
    const comment = text.slice(at, close + 3);
    parts.push(text.slice(from, at), anchorComment.test(text) ? comment : blank(comment));
    from = close + 3;
  }
  return parts.join("") + text.slice(from);
}

function close(open: { name: string; start: number }[], name: string, end: number, tags: TagBlock[]): void {
  const at = open.findLastIndex((tag) => tag.name === name);
  if (at < 0) return;
  const [tag] = open.splice(at);
  tags.push({ name, range: { start: tag!.start, end } });
}

/** Everything but line ends becomes a blank. */
export const blank = (text: string): string => text.replace(/[^\r\n]/g, " ");
