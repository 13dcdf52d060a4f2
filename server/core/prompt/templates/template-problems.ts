import type { Range } from "../../base/index.ts";
import type { ProblemFix, PromptProblem } from "../prompt-document.ts";
import type { TagFault } from "./handlebars-call.ts";
import { closingWord } from "./jinja-tags.ts";
import type { Template, TemplateBlock, TemplateTag } from "./template-tags.ts";

/** More of them are the first ones' children. */
const most = 50;

/**
 * What keeps a template from being read by its language: tags and blocks that are never closed, closing tags that close nothing.
 * `stops` are places in order that no block is meant to reach across, such as the beginning of the next message.
 */
export function templateProblems(template: Template, stops: readonly number[] = []): PromptProblem[] {
  const { tags, blocks, unopened } = template;
  return [
    ...first(tags.filter(({ isClosed }) => !isClosed)).map((tag) => tagUnclosed(template, tag)),
    ...first(tags.flatMap((tag) => (tag.fault && tag.isClosed ? [invalid(tag.fault, tag)] : []))),
    ...first(blocks.filter(({ close }) => !close)).map((block) => blockUnclosed(template, block, stops)),
    ...first(unopened).map((tag) => noBlock(template, tag)),
    ...first(blocks.flatMap((block) => misplaced(template, block))),
  ].sort((a, b) => a.range.start - b.range.start);
}

const first = <T>(list: readonly T[]): readonly T[] => list.slice(0, most);

/** How a block is closed: `{{/if}}`, `{% endif %}`. */
export const closingTag = ({ dialect }: Template, name: string): string =>
  dialect === "jinja2" || dialect === "nunjucks" ? `{% ${closingWord(name)} %}` : `{{/${name}}}`;

function tagUnclosed({ text }: Template, tag: TemplateTag): PromptProblem {
  const written = text.slice(tag.range.start, tag.range.end);
  const close = closingBrackets(written, tag);
  const head = shortened(written);
  const missing = written.endsWith(close[0]!) && close[0] === "}" ? close.slice(1) : close;
  const newText = missing === close && /^\{[{%#]+(?:!--|[-+~!])?\s/.test(written) ? ` ${missing}` : missing;
  const at = { start: tag.range.end, end: tag.range.end };
  return {
    code: "tag-unclosed",
    severity: "error",
    message: `The tag ${head} is never closed: end it with ${close}.`,
    range: tag.range,
    fixes: [{ title: `Close the tag with ${close}`, edits: [{ range: at, newText }] }],
  };
}

function closingBrackets(written: string, { kind }: TemplateTag): string {
  if (written.startsWith("{%")) return "%}";
  if (written.startsWith("{#")) return "#}";
  if (kind === "comment") return written.startsWith("{{!--") ? "--}}" : "}}";
  return written.startsWith("{{{{") ? "}}}}" : written.startsWith("{{{") ? "}}}" : "}}";
}

/** Where something is missing there is nothing to underline but the tag. */
const invalid = (fault: TagFault, tag: TemplateTag): PromptProblem => ({
  code: "syntax-invalid",
  severity: "error",
  message: fault.message,
  range: fault.range.end > fault.range.start ? fault.range : tag.range,
});

function blockUnclosed(template: Template, block: TemplateBlock, stops: readonly number[]): PromptProblem {
  const { text } = template;
  const close = closingTag(template, block.name);
  const opened = shortened(text.slice(block.open.range.start, block.open.range.end));
  const fix: ProblemFix = {
    title: `Close the block with ${close}`,
    edits: [insertion(text, block, close, reachOf(template, block, stops))],
  };
  return {
    code: "block-unclosed",
    severity: "error",
    message: `The block ${opened} is never closed: end it with ${close}.`,
    range: block.open.range,
    // A name that cannot be read cannot be closed either.
    ...(block.name && { fixes: [fix] }),
  };
}

/** How far an unclosed block can reach: to the end of the block it stands in, of the message, or of the text. */
function reachOf({ text }: Template, block: TemplateBlock, stops: readonly number[]): number {
  const from = block.open.range.end;
  const stop = stops.find((place) => place >= from) ?? text.length;
  let outer = block.parent;
  while (outer && !outer.close) outer = outer.parent;
  return Math.min(stop, outer?.close?.range.start ?? text.length);
}

/** On a line of its own where the opening tag stands so: below the lines that are indented deeper, else at the end of its reach. */
function insertion(text: string, { open }: TemplateBlock, close: string, reach: number) {
  const lineStart = lineStartOf(text, open.range.start);
  const indent = text.slice(lineStart, open.range.start);
  const rest = text.slice(open.range.end, reach);
  const ownLine = indent.trim() === "" && /^[ \t]*(?:\r|\n|$)/.test(rest);
  const inside = ownLine ? indentedBelow(rest, indent) : (/^[^\r\n]*/.exec(rest)?.[0] ?? "");
  const at = open.range.end + inside.trimEnd().length;
  const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  return { range: { start: at, end: at }, newText: ownLine ? `${eol}${indent}${close}` : close };
}

/** The lines behind an opening tag that are indented deeper than it; where the first one is not, all of them. */
function indentedBelow(rest: string, indent: string): string {
  const line = /[^\r\n]*(?:\r\n|\r|\n|$)/y;
  let end = 0;
  while (end < rest.length) {
    line.lastIndex = end;
    const [next] = line.exec(rest)!;
    const depth = next.length - next.replace(/^[ \t]+/, "").length;
    if (next.trim() !== "" && depth <= indent.length) break;
    end += next.length;
  }
  const below = rest.slice(0, end);
  return below.trim() === "" ? rest : below;
}

function noBlock(template: Template, tag: TemplateTag): PromptProblem {
  const { text } = template;
  const written = shortened(text.slice(tag.range.start, tag.range.end));
  if (tag.kind === "else")
    return {
      code: "block-unopened",
      severity: "error",
      message: `${written} stands in no block: open one above it, or remove it.`,
      range: tag.range,
    };
  return {
    code: "block-unopened",
    severity: "error",
    message: `${written} closes no block: open one above it, or remove it.`,
    range: tag.range,
    fixes: [{ title: `Remove ${written}`, edits: [{ range: wholeLine(text, tag.range), newText: "" }] }],
  };
}

/** Blocks of Jinja2 and nunjucks that an `else` may divide. */
const divisible = new Set(["if", "for", "asyncEach", "asyncAll", "switch", "trans"]);

/** `else` tags that their block cannot hold: of a kind without them, or a second one. */
function misplaced({ text, dialect }: Template, block: TemplateBlock): PromptProblem[] {
  const opened = text.slice(block.open.range.start, block.open.range.end);
  const isHandlebars = dialect === "handlebars";
  const none = isHandlebars
    ? /^\{\{~?#[*>]/.test(opened) || opened.startsWith("{{{{")
    : !divisible.has(block.name);
  const chains = !isHandlebars || !/^\{\{~?\^/.test(opened);
  let isLast = none;
  return block.branches.flatMap((branch) => {
    const isPlain = branch.name === "else" && branch.expression === "";
    const isWrong = isLast || (!isPlain && !chains);
    if (isPlain) isLast = true;
    if (!isWrong) return [];
    const written = shortened(text.slice(branch.range.start, branch.range.end));
    return [
      {
        code: "branch-misplaced",
        severity: "error" as const,
        message: `${written} cannot stand here: ${none ? `${shortened(opened)} has no branches` : "the last branch of its block is above it"}.`,
        range: branch.range,
      },
    ];
  });
}

/** With the line it stands on, where nothing else stands there. */
function wholeLine(text: string, { start, end }: Range): Range {
  const lineStart = lineStartOf(text, start);
  const after = /^[ \t]*(\r\n|\r|\n|$)/.exec(text.slice(end, end + 1_000));
  const isAlone = text.slice(lineStart, start).trim() === "" && after;
  return isAlone ? { start: lineStart, end: end + after[0].length } : { start, end };
}

function lineStartOf(text: string, at: number): number {
  return Math.max(text.lastIndexOf("\n", at - 1), text.lastIndexOf("\r", at - 1)) + 1;
}

const shortened = (written: string): string => {
  const line = written.replace(/\s+/g, " ").trim();
  return line.length <= 40 ? line : `${line.slice(0, 37).trimEnd()}...`;
};
