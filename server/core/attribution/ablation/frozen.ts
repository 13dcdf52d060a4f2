import type { Range } from "../../base/index.ts";
import { foldText, type PromptDocument } from "../../prompt/index.ts";
import { foldQuote, resolveCover } from "../links.ts";

/**
 * What nobody may change in a prompt: a section by its heading ("## Safety", or "Safety" at any level), what `covers:` would find by an
 * anchor or a quotation, or every line that holds some words.
 */
export type Frozen = string | { readonly lines: string };

/** The ranges of a prompt that are frozen; overlapping ones stay as they are. */
export const frozenRanges = (document: PromptDocument, frozen: readonly Frozen[]): Range[] =>
  frozen.flatMap((one) => rangesOf(document, one));

function rangesOf(document: PromptDocument, one: Frozen): Range[] {
  const { instructions, sections } = document;
  if (typeof one !== "string")
    return instructions
      .filter(({ text }) => foldQuote(text).includes(foldQuote(one.lines)))
      .map(({ range }) => range);
  const [, marks = "", title = ""] = /^\s*(#{0,6})\s*(.*)$/s.exec(one)!;
  const isHeading = marks === "" || /^\s*#+\s/.test(one);
  const named = sections.filter(
    (section) =>
      isHeading &&
      foldText(section.title).toLowerCase() === foldText(title).toLowerCase() &&
      (marks === "" || section.level === marks.length),
  );
  if (named.length > 0) return named.map(({ range }) => range);
  const keys = new Set(resolveCover(one, document).keys);
  return instructions.filter(({ key }) => keys.has(key)).map(({ range }) => range);
}

export const touches = (ranges: readonly Range[], { start, end }: Range): boolean =>
  ranges.some((one) => start < one.end && one.start < Math.max(end, start + 1));
