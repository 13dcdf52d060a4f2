import { groupBy } from "../../../base/index.ts";
import { xmlNameAt } from "./xml-names.ts";

/** A stretch of a text that begins with a tag and ends with the one that closes it. */
export interface XmlStretch {
  readonly start: number;
  readonly end: number;
}

interface Nested extends XmlStretch {
  /** Where the element around it begins, if there is one. */
  readonly parent: number | undefined;
}

/**
 * What in a text may be XML, in the order in which promptfoo tries it: neighbours together first (a list of elements without one around
 * it), then each outermost element whose tags balance. A closing tag that closes nothing makes all that was open mere text.
 */
export function xmlStretches(text: string): XmlStretch[] {
  const found: Nested[] = [];
  const open: { readonly name: string; readonly start: number }[] = [];
  for (let at = text.indexOf("<"); at >= 0; at = text.indexOf("<", at + 1)) {
    const tag = tagAt(text, at);
    if (!tag) continue;
    if (tag.kind === "closing" && open.at(-1)?.name !== tag.name) open.length = 0;
    else if (tag.kind === "closing")
      found.push({ start: open.pop()!.start, end: tag.last + 1, parent: open.at(-1)?.start });
    else if (tag.kind === "single") found.push({ start: at, end: tag.last + 1, parent: open.at(-1)?.start });
    else if (tag.kind === "opening") open.push({ name: tag.name, start: at });
    at = tag.last;
  }
  return ordered(found);
}

function ordered(found: readonly Nested[]): XmlStretch[] {
  const starts = new Set(found.map(({ start }) => start));
  const outermost = found.filter(({ parent }) => parent === undefined || !starts.has(parent));
  const together = [...groupBy(outermost, ({ parent }) => parent).values()]
    .filter((siblings) => siblings.length > 1)
    .map((siblings) => {
      const inOrder = [...siblings].sort((a, b) => a.start - b.start);
      return { start: inOrder[0]!.start, end: inOrder.at(-1)!.end };
    });
  const all = [...together, ...[...outermost].sort((a, b) => a.start - b.start || b.end - a.end)];
  return [...new Map(all.map((one) => [`${one.start}:${one.end}`, one])).values()];
}

interface Tag {
  readonly kind: "opening" | "closing" | "single" | "aside";
  readonly name: string;
  /** Offset of its last character. */
  readonly last: number;
}

function tagAt(text: string, start: number): Tag | undefined {
  const next = text[start + 1];
  if (next === "!" || next === "?") return { kind: "aside", name: "", last: asideEnd(text, start) };
  const closing = next === "/";
  const name = xmlNameAt(text, start + (closing ? 2 : 1));
  const last = name ? tagEnd(text, start) : undefined;
  if (!name || last === undefined) return undefined;
  const single = /\/\s*$/.test(text.slice(Math.max(start, last - 64), last));
  return { kind: closing ? "closing" : single ? "single" : "opening", name, last };
}

/** The `>` of a tag, outside of quotation marks; a `<` before it says that it is no tag. */
function tagEnd(text: string, start: number): number | undefined {
  const end = /(?:[^"'<>]+|"[^"]*"|'[^']*')*/y;
  end.lastIndex = start + 1;
  end.exec(text);
  return text[end.lastIndex] === ">" ? end.lastIndex : undefined;
}

/** Comments, CDATA, processing instructions and declarations; one that does not end lasts to the end of the text. */
function asideEnd(text: string, start: number): number {
  const delimiters = [
    ["<!--", "-->"],
    ["<![CDATA[", "]]>"],
    ["<?", "?>"],
  ] as const;
  for (const [opens, closes] of delimiters) {
    if (!text.startsWith(opens, start)) continue;
    const end = text.indexOf(closes, start + opens.length);
    return end < 0 ? text.length - 1 : end + closes.length - 1;
  }
  return declarationEnd(text, start);
}

/** A `>` outside of quotation marks and brackets. */
function declarationEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start + 2; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"' || character === "'") {
      at = text.indexOf(character, at + 1);
      if (at < 0) break;
    } else if (character === "[") depth++;
    else if (character === "]") depth = Math.max(0, depth - 1);
    else if (character === ">" && depth === 0) return at;
  }
  return text.length - 1;
}
