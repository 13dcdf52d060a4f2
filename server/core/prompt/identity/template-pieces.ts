import type { Range } from "../../base/index.ts";

/** A stretch of a template: text that is rendered as it stands, a hole that is filled, or a tag that decides what is rendered. */
export type TemplatePiece =
  | { readonly kind: "literal"; readonly range: Range }
  | { readonly kind: "hole"; readonly range: Range; readonly name: string }
  | { readonly kind: "tag"; readonly range: Range };

/** What stands in one branch of a condition or loop: it may be rendered or not, or many times. */
export interface TemplateBranch {
  readonly range: Range;
}

export interface TemplateReading {
  readonly pieces: readonly TemplatePiece[];
  /** In the order in which they begin. */
  readonly branches: readonly TemplateBranch[];
}

/**
 * Tags and holes of all dialects at once: of a text alone nobody can tell which engine renders it, and here only what stands between them
 * matters. Lengths are bounded so that a page of brackets does not take quadratic time.
 */
const mark = new RegExp(
  [
    String.raw`(?<comment>\{\{~?!--[\s\S]{0,1000}?--~?\}\}|\{\{~?![^{}]{0,300}\}\}|\{#[\s-][^{}]{0,300}#\})`,
    String.raw`\{%[-+]?\s*(?<word>[A-Za-z_]+)(?<rest>[^%]{0,300})%\}`,
    String.raw`(?<other>\{\{~?\s*(?:else\b[^{}]{0,300}|\^\s*)~?\}\})`,
    String.raw`\{\{~?(?<sign>[#^/>])[*>]?\s*(?<block>[A-Za-z_][\w.-]*)?[^{}]{0,300}\}\}`,
    String.raw`\{\{\{\s*(?<raw>[A-Za-z_@.][\w.@/-]*)[^{}\n]{0,300}\}\}\}`,
    String.raw`\{\{[~&]?\s*(?<name>(?:@|\.\.?\/)*[A-Za-z_][\w.-]*)(?![\w.-])[^{}\n]{0,300}\}\}`,
    String.raw`\$\{(?:input:)?(?<dollar>[A-Za-z_][\w.-]*)(?![\w.-])[^{}\n]{0,300}\}`,
    String.raw`(?<![\w{$])\{(?<single>[A-Za-z_][\w.]*)\}(?!\})`,
  ].join("|"),
  "g",
);

/** Blocks whose content is rendered whatever happens. */
const certain = new Set(["raw", "verbatim", "block", "filter", "autoescape", "call", "trans"]);

/** Reads a template's pieces in order. Never throws; an unpaired tag is a tag like others. */
export function templatePieces(text: string): TemplateReading {
  const pieces: TemplatePiece[] = [];
  const branches: TemplateBranch[] = [];
  const open: { readonly name: string; from: number }[] = [];
  let from = 0;
  const literalTo = (end: number): void => {
    if (end > from) pieces.push({ kind: "literal", range: { start: from, end } });
  };
  for (const match of text.matchAll(mark)) {
    const { word, sign, block = "", other, raw, name, dollar, single } = match.groups!;
    const range = { start: match.index, end: match.index + match[0].length };
    literalTo(range.start);
    from = range.end;
    const hole = raw ?? name ?? dollar ?? single;
    if (hole !== undefined) {
      pieces.push({ kind: "hole", range, name: hole.replace(/^(?:@|\.\.?\/)+/, "") });
      continue;
    }
    pieces.push({ kind: "tag", range });
    const closes = sign === "/" ? block : word?.startsWith("end") ? word.slice(3) : undefined;
    const opens = sign === "#" || sign === "^" ? block : undefined;
    if (closes !== undefined) closeBlock(open, branches, closes, range);
    else if (other !== undefined || word === "else" || word === "elif" || word === "elseif") {
      const top = open.at(-1);
      if (top) {
        addBranch(branches, top, range.start);
        top.from = range.end;
      }
    } else if (opens !== undefined || word !== undefined)
      open.push({ name: opens ?? word!, from: range.end });
  }
  literalTo(text.length);
  return { pieces, branches: branches.sort((a, b) => a.range.start - b.range.start) };
}

/** A closing tag that fits none is passed over; opened ones between it and its own were statements (`{% set %}`) or are broken. */
function closeBlock(
  open: { readonly name: string; from: number }[],
  branches: TemplateBranch[],
  name: string,
  { start }: Range,
): void {
  const at = open.findLastIndex((one) => one.name === name);
  if (at < 0) return;
  addBranch(branches, open[at]!, start);
  open.length = at;
}

function addBranch(
  branches: TemplateBranch[],
  { name, from }: { name: string; from: number },
  end: number,
): void {
  if (!certain.has(name)) branches.push({ range: { start: from, end } });
}

/** The innermost branch that a range stands in, by its index. */
export function branchOf(branches: readonly TemplateBranch[], { start, end }: Range): number | undefined {
  let best: number | undefined;
  branches.forEach(({ range }, index) => {
    if (range.start > start || range.end < end) return;
    if (
      best === undefined ||
      range.end - range.start < branches[best]!.range.end - branches[best]!.range.start
    )
      best = index;
  });
  return best;
}
