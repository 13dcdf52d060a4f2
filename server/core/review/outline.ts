import type { Range } from "../base/index.ts";
import type { Section } from "../prompt/index.ts";
import { lineSummary, shownFigure } from "./findings.ts";
import type { PromptView } from "./prompt-view.ts";
import { tame } from "./wording.ts";

/** A node of the outline: a section with what stands in it, or an instruction with its figure as detail. */
export interface OutlineNode {
  readonly name: string;
  readonly detail: string;
  readonly kind: "section" | "instruction";
  readonly range: Range;
  readonly selection: Range;
  readonly children: OutlineNode[];
}

export function outlineOf(view: PromptView): OutlineNode[] {
  const roots: OutlineNode[] = [];
  const open: { section: Section; node: OutlineNode }[] = [];
  const place = (range: Range): OutlineNode[] => {
    while (open.length && open.at(-1)!.section.range.end <= range.start) open.pop();
    return open.at(-1)?.node.children ?? roots;
  };
  const items = [
    ...view.document.sections.map((section) => ({ at: section.heading.start, section })),
    ...view.measured.map((measured) => ({ at: measured.instruction.range.start, measured })),
  ].sort((a, b) => a.at - b.at || ("section" in a ? -1 : 1));
  for (const item of items) {
    if ("section" in item) {
      const { section } = item;
      const node: OutlineNode = {
        name: tame(section.title, 80) || "(untitled)",
        detail: "",
        kind: "section",
        range: section.range,
        selection: section.heading,
        children: [],
      };
      place(section.heading).push(node);
      open.push({ section, node });
    } else {
      const { instruction } = item.measured;
      const figure = shownFigure(item.measured);
      const detail = figure ? lineSummary(figure) : instruction.kind;
      place(instruction.range).push({
        name: tame(instruction.text, 80),
        detail,
        kind: "instruction",
        range: instruction.range,
        selection: instruction.range,
        children: [],
      });
    }
  }
  return roots;
}

/** What folds: front matter, sections, and instructions of several lines. Zero-based lines, both inclusive. */
export function foldingOf(view: PromptView): { readonly start: number; readonly end: number }[] {
  const ranges = [
    view.document.frontMatter?.range,
    ...view.document.sections.map(({ range }) => range),
    ...view.document.instructions.map(({ range }) => range),
  ];
  return ranges.flatMap((range) => {
    if (!range) return [];
    const start = view.lines.positionAt(range.start).line;
    const text = view.document.text.slice(range.start, range.end);
    const end = view.lines.positionAt(range.start + text.trimEnd().length).line;
    return end > start ? [{ start, end }] : [];
  });
}
