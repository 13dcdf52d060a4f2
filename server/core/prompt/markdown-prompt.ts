import type { Parser, SyntaxNode, Tree } from "@lezer/common";
import { parser, Table, TaskList } from "@lezer/markdown";
import type { Range } from "../base/index.ts";
import { isDirective } from "./directives.ts";
import {
  InstructionBuilder,
  type InstructionDraft,
  leadsIntoExample,
  leadsIntoFormat,
  type Surroundings,
} from "./instruction-builder.ts";
import type { Section } from "./prompt-document.ts";
import { SectionStack } from "./sections.ts";
import { splitSentences } from "./sentences.ts";
import { maskTags, type TagBlock } from "./tag-blocks.ts";
import { leadInTrigger } from "./triggers.ts";

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
}

/** Sections and instructions of a markdown text. Never throws: any text is some markdown. */
export function readMarkdown(
  text: string,
  around: Surroundings = { triggers: [], section: [] },
  parse: (parser: Parser, text: string) => Tree = (parser, masked) => parser.parse(masked),
): Markdown {
  const { masked, tags } = maskTags(forParser(text));
  const reader = new MarkdownReader(masked, tags, new InstructionBuilder(masked), around);
  reader.readBlocks(parse(prompts, masked).topNode, around);
  return reader.finish();
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

  finish(): Markdown {
    return { sections: this.stack.finish(), drafts: this.builder.drafts };
  }

  /** Reads the blocks below a node in order; a paragraph that ends in a colon leads into the block after it. */
  readBlocks(parent: SyntaxNode, around: Surroundings): void {
    let leadIn: string | undefined;
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      const here = this.surroundings(node, around, leadIn);
      leadIn = this.readBlock(node, here);
    }
  }

  /** Reads one block and returns its text where it leads into the next one. */
  private readBlock(node: SyntaxNode, around: Surroundings): string | undefined {
    const heading = /^ATXHeading(\d)$/.exec(node.name);
    if (heading) this.readHeading(node, Number(heading[1]), around);
    else if (node.name === "Paragraph") return this.readParagraph(rangeOf(node), nextIsList(node), around);
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
    // "## Never promise a delivery date" is an order that happens to be set as a heading.
    if (!/^(?:never|always|do not|don't|you must|must)\b/i.test(title) || title.split(/\s+/).length < 3)
      return;
    const start = range.start + this.slice(range).indexOf(title);
    this.builder.add(
      { start, end: start + title.length },
      { ...around, section: [...this.outside.section, ...this.stack.titles] },
    );
  }

  private readParagraph(range: Range, beforeList: boolean, around: Surroundings): string | undefined {
    const text = this.slice(range).trim();
    // Bold text alone on a line is a heading in all but name.
    const leadsOn = text.endsWith(":") && beforeList;
    if (!leadsOn) {
      if (around.inExample) this.builder.add(range, around, "example");
      else this.builder.addSentences(range, around);
      return text.endsWith(":") ? text : undefined;
    }
    const last = lastSentence(text);
    if (leadInTrigger(last))
      this.builder.addSentences(
        { start: range.start, end: range.start + this.slice(range).lastIndexOf(last) },
        around,
      );
    else if (isDirective(text) && text.split(/\s+/).length > 3) this.builder.addSentences(range, around);
    return last;
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
    const said = [around.leadIn ?? "", ...around.section.slice(-1)].join(" ");
    if (around.inExample || leadsIntoExample(said)) this.builder.add(rangeOf(node), around, "example");
    else this.readBlocks(node, around);
  }

  private readTable(node: SyntaxNode, around: Surroundings): void {
    for (const row of node.getChildren("TableRow"))
      this.builder.add(trimmed(this.text, rangeOf(row)), around);
  }

  private codeKind(around: Surroundings): "example" | "format" {
    const said = [around.leadIn ?? "", ...around.section.slice(-1)].join(" ");
    return !leadsIntoExample(said) && leadsIntoFormat(said) ? "format" : "example";
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

const nextIsList = (node: SyntaxNode): boolean => /List$/.test(node.nextSibling?.name ?? "");

function trimmed(text: string, range: Range): Range {
  const raw = text.slice(range.start, range.end);
  return {
    start: range.start + raw.length - raw.trimStart().length,
    end: range.start + raw.trimEnd().length,
  };
}

/** The text of a bullet itself: its paragraphs up to the first nested block; `nested` is that block. */
function ownText(item: SyntaxNode): { range: Range; nested: SyntaxNode | null } | undefined {
  let range: Range | undefined;
  let node = item.firstChild;
  for (; node; node = node.nextSibling) {
    if (node.name === "ListMark") continue;
    if (node.name !== "Paragraph" && node.name !== "Task") break;
    range = { start: range?.start ?? node.from, end: node.to };
  }
  return range && { range, nested: node };
}
