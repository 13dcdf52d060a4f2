import type { Parser, SyntaxNode, Tree } from "@lezer/common";
import { parser, Table, TaskList } from "@lezer/markdown";
import type { Range } from "../../base/index.ts";
import type { Section } from "../prompt-document.ts";
import { isDirective, isLabel, opensWithOrder } from "./directives.ts";
import {
  InstructionBuilder,
  type InstructionDraft,
  leadsIntoExample,
  leadsIntoFormat,
  type Surroundings,
} from "./instruction-builder.ts";
import { isData, trimmed, withoutData } from "./paragraphs.ts";
import { SectionStack } from "./sections.ts";
import { splitSentences } from "./sentences.ts";
import { maskTags, type TagBlock } from "./tag-blocks.ts";
import { isLoneCondition, leadInTrigger } from "./triggers.ts";
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
const prompts = parser.configure([Table, TaskList, { remove: [...blocks, ...inline] }]);

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
    .replace(/^([ \t>]*\|[ \t:|-]*)\|([ \t]+)$/gm, "$1$2|");

class MarkdownReader {
  private readonly stack: SectionStack;

  constructor(
    private readonly text: string,
    private readonly tags: readonly TagBlock[],
    private readonly builder: InstructionBuilder,
    private readonly outside: Surroundings,
  ) {
    this.stack = new SectionStack(text);
  }

  finish(): Omit<Markdown, "tree"> {
    return { sections: this.stack.finish(), drafts: this.builder.drafts };
  }

  /** Reads the blocks below a node in order; a paragraph that ends in a colon leads into the block after it. */
  readBlocks(parent: SyntaxNode, around: Surroundings): void {
    let leadIn: string | undefined;
    for (let node = parent.firstChild; node; ) {
      const here = this.surroundings(node, around, leadIn);
      const worked = this.worked(node, here);
      for (const example of worked?.examples ?? []) this.builder.add(example, here, "example");
      leadIn = worked ? undefined : this.readBlock(node, here);
      node = worked ? worked.next : node.nextSibling;
    }
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
    else if (node.name === "FencedCode") this.builder.add(rangeOf(node), around, this.codeKind(around));
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
    const text = this.slice(range).trim();
    const leadIn = text.endsWith(":") ? lastSentence(text) : undefined;
    if (around.inExample) this.builder.add(range, around, "example");
    else for (const stretch of withoutData(this.text, range)) this.readProse(stretch, next, around);
    return leadIn;
  }

  /** Sentence by sentence; a last one that only announces what follows, or is its condition, is none. */
  private readProse(range: Range, next: SyntaxNode | null, around: Surroundings): void {
    const text = this.slice(range);
    const last = text.endsWith(":") ? lastSentence(text) : "";
    const isCondition = last !== "" && next !== null && isLoneCondition(last);
    const isShort = /List$/.test(next?.name ?? "") && last.split(/\s+/).length <= 3;
    const end = isCondition || isLabel(last) || isShort ? text.lastIndexOf(last) : text.length;
    this.builder.addSentences({ start: range.start, end: range.start + end }, around);
  }

  private readList(list: SyntaxNode, around: Surroundings): void {
    for (let item = list.firstChild; item; item = item.nextSibling)
      if (item.name === "ListItem") this.readItem(item, around);
  }

  /** A bullet with its nested list: its own text is one instruction, or the condition of what is nested below it. */
  private readItem(item: SyntaxNode, around: Surroundings): void {
    const own = ownText(item);
    if (!own) {
      this.readBlocks(item, around);
      return;
    }
    const text = this.slice(own.range).trim();
    const leadsOn = own.nested !== null && text.endsWith(":");
    const trigger = leadsOn ? leadInTrigger(text) : undefined;
    if (!trigger && (!leadsOn || isDirective(text)))
      this.builder.add(own.range, around, around.inExample ? "example" : undefined);
    const inner = trigger
      ? { ...around, triggers: [...around.triggers, trigger] }
      : { ...around, ...(leadsOn && { leadIn: text }) };
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
    for (const row of node.getChildren("TableRow"))
      this.builder.add(trimmed(this.text, rangeOf(row)), around);
  }

  private codeKind(around: Surroundings): "example" | "format" {
    const said = this.said(around);
    return !leadsIntoExample(said) && leadsIntoFormat(said) ? "format" : "example";
  }

  /** The line and the heading that say what a block is. */
  private said({ leadIn = "", section }: Surroundings): string {
    return [leadIn, ...section.slice(-1)].join(" ");
  }

  private surroundings(node: SyntaxNode, around: Surroundings, leadIn: string | undefined): Surroundings {
    const enclosing = this.tags.filter((tag) => tag.range.start <= node.from && node.to <= tag.range.end);
    const section = [...this.outside.section, ...this.stack.titles, ...enclosing.map((tag) => tag.name)];
    const inExample =
      around.inExample || enclosing.some((tag) => /^(?:example|sample|few-?shot)/i.test(tag.name));
    const trigger = leadIn ? leadInTrigger(leadIn) : undefined;
    return {
      triggers: trigger ? [...around.triggers, trigger] : around.triggers,
      section,
      leadIn: leadIn ?? around.leadIn,
      inExample,
    };
  }

  private slice(range: Range): string {
    return this.text.slice(range.start, range.end);
  }
}

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
