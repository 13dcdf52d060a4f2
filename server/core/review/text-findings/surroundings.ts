/** What stands above a line and says how to read it. */
export interface LineAbove {
  /** The line that leads into its list, or that it is a point of; empty where there is none. */
  readonly parent: string;
  /** It, or a point that it belongs to, is a step in an order of steps. */
  readonly isStep: boolean;
}

const step = /^\s*(?:\d+|[a-z])[.)]\s/;
const point = /^\s*(?:[-*+•]|\d+[.)]|[a-z][.)])\s/;
/** Lines further up than this say nothing any more. */
const farthest = 200;

/** Read off the lines above an offset: asked of a few lines only. */
export function lineAbove(text: string, offset: number): LineAbove {
  let { start, line } = lineAt(text, offset);
  let isStep = step.test(line);
  let parent: string | undefined;
  const isPoint = point.test(line);
  let depth = indentOf(line);
  for (let seen = 0; start > 0 && seen < farthest; seen++) {
    ({ start, line } = lineAt(text, start - 1));
    if (line.trim() === "") continue;
    const isOuter = indentOf(line) < depth;
    const leadsIn = isPoint && parent === undefined && !point.test(line) && indentOf(line) <= depth;
    if (isOuter || leadsIn) {
      parent ??= line.trim();
      isStep ||= step.test(line);
      depth = Math.min(depth, indentOf(line));
    }
    if (depth === 0 && (parent !== undefined || !isPoint)) break;
  }
  return { parent: parent ?? "", isStep };
}

function lineAt(text: string, offset: number): { start: number; line: string } {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  return { start, line: text.slice(start, end < 0 ? text.length : end) };
}

const indentOf = (line: string): number => /^[ \t]*/.exec(line)![0].replace(/\t/g, "    ").length;
