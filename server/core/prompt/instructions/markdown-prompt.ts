import type { Parser, SyntaxNode, Tree } from "@lezer/common";
import { parser, Table, TaskList } from "@lezer/markdown";
import type { Range } from "../../base/index.ts";
import type { Section } from "../prompt-document.ts";
import { isDirective, isLabel, opensWithOrder } from "./directives.ts";
import { isExampleTag, isPromptTitle, isSingleExample } from "./example-marks.ts";
import { promptFences } from "./fences.ts";
import {
  InstructionBuilder,
  type InstructionDraft,
  leadsIntoExample,
  leadsIntoFormat,
  type Surroundings,
} from "./instruction-builder.ts";
import { isData, trimmed, withoutData } from "./paragraphs.ts";
import { labelText, type ProsePart, proseParts } from "./prose.ts";
import { SectionStack } from "./sections.ts";
import { splitSentences } from "./sentences.ts";
import { cellTrigger, isConditionColumn } from "./tables.ts";
import { blank, maskTags, type TagBlock } from "./tag-blocks.ts";
import { announcedCases, isLoneCondition, leadInTrigger, titleTrigger } from "./triggers.ts";
import { isDialogue, workedExamples } from "./worked-examples.ts";

/**
 * HTML blocks and indented code are turned off: prompts wrap running text in tags such as <policy>, and indent it for looks; a
 * model reads both as text. Inline markup is not read at all: nothing here asks for it, and a long run of blanks or brackets would
 * cost seconds.
 */
const blocks = ["HTMLBlock", "IndentedCode", "SetextHeading", "LinkReference"];
const inline = [
  "Escape",
  "Entity",
  "InlineCode",
  "HTMLTag",
  "Emphasis",
  "HardBreak",
  "Link",
  "Image",
  "LinkEnd",
];
const prompts = parser.configure([Table, TaskList, promptFences, { remove: [...blocks, ...inline] }]);

/** What is read of a markdown text; ranges are into that text. */
export interface Markdown {
  readonly sections: readonly Section[];
  readonly drafts: readonly InstructionDraft[];
  readonly tree: Tree;
}

/** Sections and instructions of a markdown text. Never throws: any text is some markdown. */
export function readMarkdown(
  text: string,
  around: Surroundings = { triggers: [], section: [] },
  parse: (parser: Parser, text: string) => Tree = (parser, masked) => parser.parse(masked),
): Markdown {
  const { masked, tags } = maskTags(forParser(text));
  const reader = new MarkdownReader(masked, tags, new InstructionBuilder(masked), around);
  const tree = parse(prompts, masked);
  reader.readBlocks(tree.topNode, around);
  return { ...reader.finish(), tree };
}

/**
 * At the same length: the parser knows `\n` alone as a line end, takes a byte order mark for a letter, and sees no table where blanks
 * follow the last `|` of its delimiter row.
 */
const forParser = (text: string): string =>
  text
    .replace(/^\uFEFF/, " ")
    .replace(/\r(?=\n)/g, " ")
    .replace(/\r/g, "\n")
    // Lists in lists in lists, on one line: the parser takes seconds for thousands of them.
    .replace(/^[ \t]*(?:(?:(?:[-*+]|\d{1,9}[.)])(?=[ \t])|>)[ \t]*){50,}/gm, blank)
    .replace(/^([ \t>]*\|[ \t:|-]*)\|([ \t]+)$/gm, "$1$2|");

class MarkdownReader {
  private readonly stack: SectionStack;
  private readonly examples: readonly TagBlock[];

  constructor(
    private readonly text: string,
    private readonly tags: readonly TagBlock[],
    private readonly builder: InstructionBuilder,
    private readonly outside: Surroundings,
  ) {
    this.stack = new SectionStack(text);
    this.examples = tags.filter(({ name }) => isExampleTag(name));
  }

  finish(): Omit<Markdown, "tree"> {
    return { sections: this.stack.finish(), drafts: this.builder.drafts };
  }

  /** Reads the blocks below a node in order; a paragraph that ends in a colon leads into the block after it. */
  readBlocks(parent: SyntaxNode, around: Surroundings): void {
    let leadIn: string | undefined;
    for (let node = parent.firstChild; node; ) {
      const here = this.surroundings(node, around, leadIn);
      const worked = this.tagged(node) ?? this.worked(node, here);
      for (const example of worked?.examples ?? []) this.builder.add(example, here, "example");
      leadIn = worked ? undefined : this.readBlock(node, here);
      node = worked ? worked.next : node.nextSibling;
    }
  }

  /** All that a tag for one example holds. */
  private tagged(node: SyntaxNode): ReturnType<typeof workedExamples> {
    const tag = innermost(around(node, this.examples));
    if (!tag || !isSingleExample(tag.name)) return undefined;
    let end = node.to;
    let next: SyntaxNode | null = node;
    for (; next && next.from < tag.range.end; next = next.nextSibling) {
      if (next.to > tag.range.end) return undefined;
      end = next.to;
    }
    return { examples: [trimmed(this.text, { start: node.from, end })], next };
  }

  /** Examples written out as labelled paragraphs, where something says that examples come, or both sides of a conversation speak. */
  private worked(node: SyntaxNode, around: Surroundings): ReturnType<typeof workedExamples> {
    if (node.name !== "Paragraph" || around.inExample) return undefined;
    const text = this.slice(rangeOf(node));
    const isExample = leadsIntoExample(this.said(around)) || isDialogue(text);
    return isExample && !isData(text) ? workedExamples(node, this.text) : undefined;
  }

  /** Reads one block and returns its text where it leads into the next one. */
  private readBlock(node: SyntaxNode, around: Surroundings): string | undefined {
    const heading = /^ATXHeading(\d)$/.exec(node.name);
    if (heading) this.readHeading(node, Number(heading[1]), around);
    else if (node.name === "Paragraph") return this.readParagraph(rangeOf(node), node.nextSibling, around);
    else if (node.name === "BulletList" || node.name === "OrderedList") this.readList(node, around);
    else if (node.name === "FencedCode") this.readCode(node, around);
    else if (node.name === "Blockquote") this.readQuote(node, around);
    else if (node.name === "Table") this.readTable(node, around);
    return undefined;
  }

  private readHeading(node: SyntaxNode, level: number, around: Surroundings): void {
    const range = trimmed(this.text, rangeOf(node));
    const title = this.slice(range)
      .replace(/^#+\s*/, "")
      .replace(/(?<!\s)\s+#+$|^#+$/, "");
    this.stack.open(title, level, range);
    const order = title.replace(/^\d+[.)]\s+/, "");
    if (!instructs(order)) return;
    const start = range.start + this.slice(range).indexOf(order);
    this.builder.add(
      { start, end: start + order.length },
      { ...around, section: [...this.outside.section, ...this.stack.titles] },
    );
  }

  private readParagraph(range: Range, next: SyntaxNode | null, around: Surroundings): string | undefined {
    if (around.inExample) {
      this.builder.add(range, around, "example");
      return undefined;
    }
    if (next && isPlainTitle(this.slice(range)))
      return next.name === "Paragraph" ? undefined : labelText(this.slice(range));
    const parts = proseParts(this.text, range).flatMap((part) => this.withoutData(part));
    let leadIn: string | undefined;
    let own: string | undefined;
    for (const [i, part] of parts.entries()) {
      own = this.readPart(part, parts[i + 1]?.as ?? next?.name, led(around, leadIn));
      leadIn = own ?? kept(leadIn, part);
    }
    // Below a variable the line above it leads into nothing more.
    return parts.at(-1)?.range.end === trimmed(this.text, range).end ? own : undefined;
  }

  private withoutData(part: ProsePart): readonly ProsePart[] {
    if (part.as !== "sentences") return [part];
    return withoutData(this.text, part.range).map((range) => ({ as: "sentences", range }));
  }

  /** Returns the text of a part that leads into what follows it. */
  private readPart(part: ProsePart, next: string | undefined, around: Surroundings): string | undefined {
    const { as, range } = part;
    if (as === "label") return labelText(this.slice(range));
    if (as === "literal") this.builder.add(range, around, this.saidKind(around));
    else if (as === "item" || as === "row") this.builder.add(range, around);
    else return this.readProse(range, next, around);
    return undefined;
  }

  /** Sentence by sentence; a last one that only announces what follows, or is its condition, is none. */
  private readProse(range: Range, next: string | undefined, around: Surroundings): string | undefined {
    const text = this.slice(range);
    const last = /:[*_]*$/.test(text) ? lastSentence(text) : "";
    const isCondition = last !== "" && next !== undefined && isLoneCondition(last);
    const isShort = /List$|^item$|^row$/.test(next ?? "") && last.split(/\s+/).length <= 3;
    const end = isCondition || isLabel(last) || isShort ? text.lastIndexOf(last) : text.length;
    this.builder.addSentences({ start: range.start, end: range.start + end }, around);
    return last || undefined;
  }

  private readList(list: SyntaxNode, around: Surroundings): void {
    for (let item = list.firstChild; item; item = item.nextSibling)
      if (item.name === "ListItem") this.readItem(item, around);
  }

  /** A bullet with its nested list: its own text is one instruction, or the condition of what is nested below it. */
  private readItem(item: SyntaxNode, outer: Surroundings): void {
    const around = this.isInExample(item) ? { ...outer, inExample: true } : outer;
    const own = ownText(item);
    if (!own) {
      this.readBlocks(item, around);
      return;
    }
    const { head, items } = around.inExample ? { head: own.range, items: [] } : itemsIn(this.text, own.range);
    const text = this.slice(head).trim();
    const leadsOn = (own.nested !== null || items.length > 0) && /:[*_]*$/.test(text);
    const trigger = leadsOn ? leadInTrigger(text) : undefined;
    if (!trigger && (!leadsOn || isDirective(text)))
      this.builder.add(head, around, around.inExample ? "example" : undefined);
    const inner: Surroundings = trigger
      ? { ...around, triggers: [...around.triggers, trigger], areCases: false }
      : led({ ...around, areCases: false }, leadsOn ? text : undefined);
    for (const part of items) this.readPart(part, undefined, inner);
    let leadIn: string | undefined;
    for (let node = own.nested; node; node = node.nextSibling)
      leadIn = this.readBlock(node, this.surroundings(node, inner, leadIn));
  }

  private readQuote(node: SyntaxNode, around: Surroundings): void {
    if (around.inExample || leadsIntoExample(this.said(around)))
      this.builder.add(rangeOf(node), around, "example");
    else this.readBlocks(node, around);
  }

  private readTable(node: SyntaxNode, around: Surroundings): void {
    const [heading] = this.cellsOf(node.getChild("TableHeader"));
    const isCondition = heading !== undefined && isConditionColumn(heading);
    for (const row of node.getChildren("TableRow")) {
      const trigger = isCondition ? cellTrigger(this.cellsOf(row)[0] ?? "") : undefined;
      const triggers = trigger ? [...around.triggers, trigger] : around.triggers;
      this.builder.add(trimmed(this.text, rangeOf(row)), { ...around, triggers, areCases: false });
    }
  }

  private cellsOf(row: SyntaxNode | null): string[] {
    return (row?.getChildren("TableCell") ?? []).map((cell) => this.slice(rangeOf(cell)));
  }

  /** A block of code is an example, a format, or, in a collection of prompts, the prompt itself. */
  private readCode(node: SyntaxNode, around: Surroundings): void {
    const [open, close] = node.getChildren("CodeMark");
    const isPrompt = isPromptTitle(this.stack.titles.at(-1) ?? "") && !node.getChild("CodeInfo");
    // With longer marks such blocks could stand in each other without end.
    if (!open || !close || !isPrompt || open.to - open.from > 4) {
      this.builder.add(rangeOf(node), around, this.saidKind(around) ?? "example");
      return;
    }
    const { drafts } = readMarkdown(this.text.slice(open.to, close.from), around);
    this.builder.addAll(drafts, open.to);
  }

  /** What the line or the heading above says of a block. */
  private saidKind(around: Surroundings): "example" | "format" | undefined {
    const said = this.said(around);
    if (leadsIntoExample(said)) return "example";
    return leadsIntoFormat(said) ? "format" : undefined;
  }

  /** The line and the heading that say what a block is. */
  private said({ leadIn = "", section }: Surroundings): string {
    return [leadIn, ...section.slice(-1)].join(" ");
  }

  private surroundings(node: SyntaxNode, outer: Surroundings, leadIn: string | undefined): Surroundings {
    const { titles } = this.stack;
    const ofTitles = outer === this.outside ? titles.flatMap((title) => titleTrigger(title) ?? []) : [];
    const section = [...this.outside.section, ...titles, ...around(node, this.tags).map((tag) => tag.name)];
    const inExample = outer.inExample || this.isInExample(node);
    return led({ ...outer, triggers: [...outer.triggers, ...ofTitles], section, inExample }, leadIn);
  }

  private isInExample(node: SyntaxNode): boolean {
    return around(node, this.examples).length > 0;
  }

  private slice(range: Range): string {
    return this.text.slice(range.start, range.end);
  }
}

const around = (node: SyntaxNode, tags: readonly TagBlock[]): readonly TagBlock[] =>
  tags.filter((tag) => tag.range.start <= node.from && node.to <= tag.range.end);

const innermost = (tags: readonly TagBlock[]): TagBlock | undefined =>
  tags.reduce<TagBlock | undefined>(
    (least, tag) => (least && least.range.start > tag.range.start ? least : tag),
    undefined,
  );

/** What stands below a line that leads into it: under its condition, where it is one or names what it lists the cases of. */
function led(around: Surroundings, leadIn: string | undefined): Surroundings {
  if (!leadIn) return around;
  const trigger = leadInTrigger(leadIn);
  const announced = trigger ? undefined : announcedCases(leadIn);
  const condition = trigger ?? announced?.condition;
  return {
    ...around,
    ...(condition && { triggers: [...around.triggers, condition] }),
    areCases: announced !== undefined && !condition,
    leadIn,
  };
}

/** A condition holds to the end of its paragraph, a label for the items below it. */
const kept = (leadIn: string | undefined, part: ProsePart): string | undefined =>
  leadIn && (part.as === "item" || part.as === "row" || isLoneCondition(leadIn)) ? leadIn : undefined;

/** "Code Guidelines" on a line by itself: a heading without its marks. */
const isPlainTitle = (text: string): boolean =>
  text.length < 60 &&
  /^\p{Lu}[\p{L}\p{N}'’&/-]*(?: (?:\p{Lu}[\p{L}\p{N}'’&/-]*|&|and|or|of|the|for|in|to|with|a|an)){1,5}$/u.test(
    text.trim(),
  ) &&
  !opensWithOrder(text);

const rangeOf = (node: SyntaxNode): Range => ({ start: node.from, end: node.to });
/** The end of a paragraph that could be a condition: its last sentence, or its last line where that alone is one. */
function lastSentence(text: string): string {
  const sentence = text.slice(splitSentences(text).at(-1)?.start ?? 0);
  const line = sentence.slice(sentence.lastIndexOf("\n") + 1).trim();
  return leadInTrigger(sentence) || !leadInTrigger(line) ? sentence : line;
}

/** "## Never promise a delivery date" is an order that happens to be set as a heading; "## Write tests" is a title. */
const instructs = (title: string): boolean => {
  const words = title.split(/\s+/).length;
  return (
    (words >= 3 && /^(?:never|always|do not|don't|you must|must)\b/i.test(title)) ||
    (words >= 4 && opensWithOrder(title) && /\b(?:not|never|only|instead|before|unless)\b/i.test(title))
  );
};

/** A bullet's own text, and the items in it that markdown does not know: "8.1 Run the tests". */
function itemsIn(text: string, range: Range): { head: Range; items: readonly ProsePart[] } {
  const parts = proseParts(text, range);
  const first = parts.findIndex(({ as }, i) => i > 0 && as === "item");
  if (first < 0) return { head: range, items: [] };
  return { head: { start: range.start, end: parts[first - 1]!.range.end }, items: parts.slice(first) };
}

/** The text of a bullet itself: its paragraphs up to the first nested block; `nested` is that block. */
function ownText(item: SyntaxNode): { range: Range; nested: SyntaxNode | null } | undefined {
  let range: Range | undefined;
  let node = item.firstChild;
  for (; node; node = node.nextSibling) {
    if (node.name === "ListMark") continue;
    if (node.name !== "Paragraph" && node.name !== "Task") break;
    // The box of a task is a marker, as the bullet is.
    const start = node.getChild("TaskMarker")?.to ?? node.from;
    range = { start: range?.start ?? start, end: node.to };
  }
  return range && { range, nested: node };
}
