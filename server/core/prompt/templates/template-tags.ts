import type { Range } from "../../base/index.ts";
import { blank } from "../instructions/tag-blocks.ts";
import type { Call, TagFault } from "./handlebars-call.ts";
import { scanHandlebars } from "./handlebars-tags.ts";
import { scanJinja } from "./jinja-tags.ts";
import { scanMustache } from "./mustache-tags.ts";
import { pairTags } from "./tag-pairs.ts";

export type TemplateDialect = "handlebars" | "jinja2" | "nunjucks" | "mustache";

/**
 * `open`, `else` and `close` belong to a block, `partial` brings in another file, `value` is a hole that is filled with text, and a
 * `statement` does something else: it sets a variable, it is a tag nobody here knows.
 */
export type TagKind = "open" | "else" | "close" | "value" | "partial" | "statement" | "comment";

/** One `{{...}}`, `{%...%}` or `{#...#}` of a template. */
export interface TemplateTag {
  readonly kind: TagKind;
  /** The word that says what it does: `if`, `for`, `role`. Of a closing tag, what it closes: `{% endif %}` is `if`. */
  readonly name: string;
  /** What follows the word; of a value, all of it. White space around it is trimmed. */
  readonly expression: string;
  /** Where `expression` begins. */
  readonly at: number;
  /** With its brackets. */
  readonly range: Range;
  /** False where its closing brackets are missing; `range` then ends with its line. */
  readonly isClosed: boolean;
  /** Its words, in Handlebars. */
  readonly call?: Call;
  /** Why Handlebars cannot read its words. */
  readonly fault?: TagFault;
}

/** What stands between an opening tag and its closing tag. */
export interface TemplateBlock {
  readonly name: string;
  readonly open: TemplateTag;
  /** Absent where the block is never closed. */
  readonly close?: TemplateTag;
  /** Its `else` tags, in order. */
  readonly branches: readonly TemplateTag[];
  readonly parent?: TemplateBlock;
}

export interface Template {
  readonly text: string;
  readonly dialect: TemplateDialect;
  readonly tags: readonly TemplateTag[];
  /** In the order in which they open. */
  readonly blocks: readonly TemplateBlock[];
  /** Tags that close or branch a block nobody has opened. */
  readonly unopened: readonly TemplateTag[];
  /** The innermost block a tag stands in; none for those at the top. A block's own tags stand outside of it. */
  readonly within: ReadonlyMap<TemplateTag, TemplateBlock>;
}

/**
 * Reads the tags of a template and pairs them up. Never throws, and takes linear time on any text. A tag without its closing brackets
 * ends with its line, so that what follows is read on. `within` leaves out what is no template: front matter.
 */
export function readTemplate(
  text: string,
  dialect: TemplateDialect,
  within: Range = { start: 0, end: text.length },
): Template {
  const tags = scan(text.slice(0, within.end), dialect, within.start);
  return { text, dialect, tags, ...pairTags(tags, dialect === "handlebars") };
}

/** A copy of equal length in which every tag but the holes is blank. */
export function blankTags(
  text: string,
  { tags }: Template,
  isHole: (tag: TemplateTag) => boolean = ({ kind }) => kind === "value",
): string {
  const parts: string[] = [];
  let from = 0;
  for (const tag of tags) {
    if (isHole(tag)) continue;
    parts.push(text.slice(from, tag.range.start), blank(text.slice(tag.range.start, tag.range.end)));
    from = tag.range.end;
  }
  return parts.join("") + text.slice(from);
}

function scan(text: string, dialect: TemplateDialect, from: number): readonly TemplateTag[] {
  if (dialect === "handlebars") return scanHandlebars(text, from);
  if (dialect === "mustache") return scanMustache(text, from);
  return scanJinja(text, from, dialect);
}
