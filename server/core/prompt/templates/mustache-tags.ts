import { ForwardSearch } from "./forward-search.ts";
import type { TagKind, TemplateTag } from "./template-tags.ts";

/** The tags of a mustache template from `from` on; `{{=<% %>=}}` changes the brackets of those after it. */
export function scanMustache(text: string, from: number): TemplateTag[] {
  const search = new ForwardSearch(text);
  const tags: TemplateTag[] = [];
  let brackets: readonly [string, string] = ["{{", "}}"];
  for (let at = search.find(brackets[0], from); at < text.length; ) {
    const tag = tagAt(text, at, brackets, search);
    tags.push(tag);
    const changed = tag.kind === "statement" ? /^=\s*([^\s=]+)\s+([^\s=]+)\s*=$/.exec(tag.expression) : null;
    if (changed) brackets = [changed[1]!, changed[2]!];
    at = search.find(brackets[0], tag.range.end);
  }
  return tags;
}

const kinds: Readonly<Record<string, TagKind>> = {
  "#": "open",
  "^": "open",
  "/": "close",
  ">": "partial",
  "!": "comment",
  "=": "statement",
};

function tagAt(
  text: string,
  start: number,
  [open, close]: readonly [string, string],
  search: ForwardSearch,
): TemplateTag {
  const inner = start + open.length;
  const sign = /[#^/>!=&{]/.exec(text[inner] ?? "")?.[0] ?? "";
  const kind = kinds[sign] ?? "value";
  const ending = sign === "{" && open === "{{" ? "}}}" : close;
  // The sign of a statement is part of what it says.
  const lead = inner + (kind === "statement" ? 0 : sign.length);
  const found = search.find(ending, lead);
  const next = kind === "comment" ? text.length : search.find(open, lead);
  const isClosed = found < next;
  const end = isClosed ? found : search.endOfLine(lead, next);
  const inside = text.slice(lead, end);
  const expression = inside.trim();
  return {
    kind,
    name: kind === "comment" || kind === "statement" ? "" : expression,
    expression,
    at: lead + inside.length - inside.trimStart().length,
    range: { start, end: isClosed ? end + ending.length : end },
    isClosed,
  };
}
