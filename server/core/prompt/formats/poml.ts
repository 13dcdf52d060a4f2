import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/xml";
import type { Range } from "../../base/index.ts";
import type { PromptParts, TextBlock } from "../assemble.ts";
import type { PromptInput } from "../formats.ts";
import type { Surroundings } from "../instructions/instruction-builder.ts";
import { slugOf } from "../instructions/sections.ts";
import { type MappedText, MappedTextBuilder } from "../mapped-text.ts";
import type { Include, PromptMessage, Role, Section, Variable } from "../prompt-document.ts";
import { bareSign, pomlProblems } from "./poml-problems.ts";

/** Components of POML by what they do to the text in them; names without case and hyphens, as POML reads them. */
const inline = new Set(
  "b bold i italic u underline s strike strikethrough span inline br newline".split(" "),
);
/** They bring in what stands elsewhere, or settings: none of it is text of this prompt. */
const notText = new Set(
  "let stylesheet document table img image object include meta audio folder tree webpage tool tooldefinition toolrequest toolresponse runtime template".split(
    " ",
  ),
);
const speakers: Readonly<Record<string, Role>> = {
  humanmsg: "user",
  humanmessage: "user",
  usermsg: "user",
  aimsg: "assistant",
  aimessage: "assistant",
  assistantmsg: "assistant",
  systemmsg: "system",
  systemmessage: "system",
};

/** Deeper nesting is read no further: no prompt needs it, and recursion has an end. */
const deepest = 200;
const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const encode = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]!);

/** Microsoft's Prompt Orchestration Markup Language: XML whose components say what their text is. */
export function readPoml({ text, trees }: PromptInput): PromptParts {
  const quiet = withoutQuoted(text);
  // Signs that begin no whole tag would cost the parser quadratic time.
  const masked = quiet.replace(bareSign, "_");
  const tree = trees.parse("poml", parser, masked);
  const reader = new PomlReader(text);
  reader.readChildren(tree.topNode, { role: "system", around: { triggers: [], section: [] }, depth: 0 });
  return { ...reader.finish(), problems: pomlProblems(quiet, tree) };
}

/** Blanks what may hold signs of XML without being any: comments, raw text, expressions such as `{{ a < b }}`. */
const withoutQuoted = (text: string): string =>
  signsBlanked(signsBlanked(text, "<!--", "-->"), "<![CDATA[", "]]>").replace(/\{\{[^{}]*\}\}/g, (hole) =>
    hole.replace(/[<>&]/g, "_"),
  );

/** Written out, since a pattern would search to the end for every `<!--` that is never closed. */
function signsBlanked(text: string, open: string, close: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = text.indexOf(open); at >= 0; at = text.indexOf(open, from)) {
    const end = text.indexOf(close, at + open.length);
    if (end < 0) break;
    parts.push(text.slice(from, at + open.length), text.slice(at + open.length, end).replace(/[<>&]/g, "_"));
    from = end;
  }
  return parts.join("") + text.slice(from);
}

interface Place {
  readonly role: Role;
  readonly around: Surroundings;
  readonly depth: number;
  readonly kind?: TextBlock["kind"];
  readonly isItem?: boolean;
}

class PomlReader {
  private readonly blocks: TextBlock[] = [];
  private readonly messages: PromptMessage[] = [];
  private readonly sections: Section[] = [];
  private readonly includes: Include[] = [];
  private readonly variables: Variable[] = [];

  constructor(private readonly text: string) {}

  finish(): PromptParts {
    const { blocks, messages, sections, includes } = this;
    for (const hole of this.text.matchAll(/\{\{\s*([A-Za-z_][\w.]*)?[^{}]*\}\}/g))
      if (hole[1]) this.variables.push({ name: hole[1], range: rangeOf(hole.index, hole[0].length) });
    return { blocks, messages, sections, includes, variables: this.variables };
  }

  /** Text and inline components run together; every other component is read by itself. */
  readChildren(parent: SyntaxNode, place: Place): void {
    let run = new MappedTextBuilder(this.text);
    const flush = (): void => {
      this.addRun(run.build(encode), place);
      run = new MappedTextBuilder(this.text);
    };
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      if (node.name === "Element" && !this.isInline(node)) {
        flush();
        this.readElement(node, place);
      } else this.addInline(run, node, place.depth);
    }
    flush();
  }

  /** Code is inline unless it says otherwise. */
  private isInline(element: SyntaxNode): boolean {
    const name = nameOf(element, this.text);
    if (name !== "code") return inline.has(name);
    return attributesOf(element, this.text).get("inline")?.value !== "false";
  }

  private readElement(element: SyntaxNode, place: Place): void {
    const name = nameOf(element, this.text);
    const attributes = attributesOf(element, this.text);
    const src = attributes.get("src");
    if (src && !src.value.includes("{{")) this.includes.push({ path: src.value, range: src.range });
    if (notText.has(name) || place.depth >= deepest) return;
    const inside = this.inside(element, name, attributes, place);
    if (/^h(?:eader|[1-6])?$/.test(name)) this.readHeading(element, place);
    else if (name === "example") this.addExample(element, inside);
    else if (name === "outputschema" || name === "code")
      this.addWhole(element, { ...inside, kind: name === "code" ? (place.kind ?? "example") : "format" });
    else this.readChildren(element, inside);
  }

  private inside(
    element: SyntaxNode,
    name: string,
    attributes: ReadonlyMap<string, Attribute>,
    place: Place,
  ): Place {
    const caption = attributes.get("caption");
    const section = caption ? [...place.around.section, caption.value] : place.around.section;
    if (caption) this.sections.push(sectionOf(caption, place.around.section.length + 1, element));
    const role = speakers[name] ?? (name === "input" ? "user" : name === "output" ? "assistant" : place.role);
    const kind = name === "role" ? "persona" : name === "outputformat" ? "format" : place.kind;
    return {
      role,
      around: { ...place.around, section },
      depth: place.depth + 1,
      ...(kind && { kind }),
      isItem: name === "item" || name === "listitem",
    };
  }

  private readHeading(element: SyntaxNode, place: Place): void {
    const run = new MappedTextBuilder(this.text);
    for (let node = element.firstChild; node; node = node.nextSibling) this.addInline(run, node, place.depth);
    const title = run.build();
    const range = title.toSource({ start: 0, end: title.text.length });
    if (title.text.trim())
      this.sections.push(
        sectionOf({ value: title.text.trim(), range }, place.around.section.length + 1, element),
      );
  }

  /** All text of an example is one block, whatever components it is made of. */
  private addExample(element: SyntaxNode, place: Place): void {
    this.addWhole(element, { ...place, kind: "example" });
  }

  private addWhole(element: SyntaxNode, place: Place): void {
    const run = new MappedTextBuilder(this.text);
    this.addText(run, element, place.depth);
    this.add(run.build(encode), place, "whole");
  }

  private addText(run: MappedTextBuilder, parent: SyntaxNode, depth: number): void {
    if (depth > deepest) return;
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      if (node.name !== "Element") this.addInline(run, node, depth);
      else if (!notText.has(nameOf(node, this.text))) this.addText(run, node, depth + 1);
    }
  }

  private addInline(run: MappedTextBuilder, node: SyntaxNode, depth: number): void {
    const { name, from, to } = node;
    if (name === "Text") run.verbatim(from, to);
    else if (name === "EntityReference" || name === "CharacterReference")
      run.put(decoded(this.text.slice(from + 1, to - 1)) ?? this.text.slice(from, to), from, to);
    else if (name === "Cdata") run.verbatim(from + "<![CDATA[".length, Math.max(from + 9, to - 3));
    else if (name === "Element" && /^(?:br|newline)$/.test(nameOf(node, this.text))) run.put("\n", from, to);
    else if (name === "Element" && depth < deepest)
      for (let child = node.firstChild; child; child = child.nextSibling)
        this.addInline(run, child, depth + 1);
  }

  private addRun(run: MappedText, place: Place): void {
    this.add(run, place, place.isItem ? "whole" : "markdown");
  }

  private add(text: MappedText, { role, around, kind }: Place, as: "whole" | "markdown"): void {
    if (text.text.trim() === "") return;
    const range = text.toSource({ start: 0, end: text.text.length });
    this.blocks.push({ text, message: this.messageOf(role, range), around, as, ...(kind && { kind }) });
  }

  /** What one speaker says in a row is one message. */
  private messageOf(role: Role, range: Range): number {
    const last = this.messages.at(-1);
    if (last?.role === role)
      this.messages[this.messages.length - 1] = { role, range: { start: last.range.start, end: range.end } };
    else this.messages.push({ role, range });
    return this.messages.length - 1;
  }
}

interface Attribute {
  readonly value: string;
  /** Of the value, inside its quotes. */
  readonly range: Range;
}

const rangeOf = (start: number, length: number): Range => ({ start, end: start + length });

/** A component's name as POML compares it. */
function nameOf(element: SyntaxNode, text: string): string {
  const tag = (element.getChild("OpenTag") ?? element.getChild("SelfClosingTag"))?.getChild("TagName");
  return tag ? text.slice(tag.from, tag.to).toLowerCase().replaceAll("-", "") : "";
}

function attributesOf(element: SyntaxNode, text: string): Map<string, Attribute> {
  const tag = element.getChild("OpenTag") ?? element.getChild("SelfClosingTag");
  const found = new Map<string, Attribute>();
  for (const attribute of tag?.getChildren("Attribute") ?? []) {
    const [name, value] = [attribute.getChild("AttributeName"), attribute.getChild("AttributeValue")];
    if (!name || !value || value.to - value.from < 2) continue;
    const range = { start: value.from + 1, end: value.to - 1 };
    found.set(text.slice(name.from, name.to).toLowerCase(), {
      value: text.slice(range.start, range.end),
      range,
    });
  }
  return found;
}

const sectionOf = ({ value, range }: Attribute, level: number, element: SyntaxNode): Section => ({
  title: value,
  slug: slugOf(value),
  level,
  heading: range,
  range: { start: Math.min(range.start, element.from), end: element.to },
});

function decoded(name: string): string | undefined {
  const number = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(name);
  const code = number ? Number.parseInt(number[1] ?? number[2]!, number[1] ? 16 : 10) : undefined;
  if (code !== undefined) return code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
  return entities[name];
}
