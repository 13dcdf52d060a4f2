import type { SyntaxNode } from "@lezer/common";
import type { Range } from "../../base/index.ts";
import { after, before, calleeName, lineBreaks, maxDepth, rangeOf } from "./code-literal.ts";
import { decodeJavaScript, encodeJavaScript, type JavaScriptKind } from "./javascript-strings.ts";
import { holeFor, holeOf, type LiteralText, literalText, type Segment } from "./literal-text.ts";
import { dedented } from "./segments.ts";

const dedents = /^(?:dedent|outdent|endent|undent|stripIndent|stripIndents)$/;
/** Methods that leave the text what it is, or nearly. */
const methods = /^(?:trim|trimStart|trimEnd|replace|replaceAll|normalize|toString)$/;

/** What has been met of a text while it was read. */
interface Reading {
  /** Inside the quotes of each literal. */
  readonly leaves: Range[];
  readonly kinds: JavaScriptKind[];
  margin: string;
}

/** Texts of one source: how far one reaches around a string, and what it says. */
export class JavaScriptText {
  constructor(private readonly source: string) {}

  /** The node around a text that is still the same text. */
  textAround(node: SyntaxNode): SyntaxNode | undefined {
    const parent = node.parent;
    switch (parent?.name) {
      case "ParenthesizedExpression":
      case "PrefixCast":
        return parent;
      case "TaggedTemplateExpression":
        return before(node) ? parent : undefined;
      case "BinaryExpression":
        return this.isSum(parent) || (isCast(parent) && !before(node)) ? parent : undefined;
      case "MemberExpression":
        return before(node) ? undefined : this.callOf(parent, methods);
      case "ArrayExpression":
        return this.joinOf(parent);
      case "ArgList":
        return before(node)?.name === "(" && this.isDedent(parent.parent) ? parent.parent! : undefined;
    }
    return undefined;
  }

  read(root: SyntaxNode): LiteralText {
    const reading: Reading = { leaves: [], kinds: [], margin: "" };
    const segments = this.textOf(root, reading, 0);
    const { leaves, kinds, margin } = reading;
    return literalText(this.source, leaves, segments, margin, (indent) =>
      encodeJavaScript(kinds, lineBreaks(this.source, indent)),
    );
  }

  private textOf(node: SyntaxNode, reading: Reading, depth: number): Segment[] {
    const inner = depth < maxDepth ? this.known(node, reading, depth + 1) : undefined;
    return inner ?? holeFor(this.source, node);
  }

  /** The text of a node that is one; undefined where it is only known when the program runs. */
  private known(node: SyntaxNode, reading: Reading, depth: number): Segment[] | undefined {
    const first = node.firstChild;
    switch (node.name) {
      case "String":
      case "TemplateString":
        return this.leaf(node, this.source[node.from] as JavaScriptKind, reading);
      case "TaggedTemplateExpression":
        return this.tagged(node, reading);
      case "ParenthesizedExpression":
        return first ? this.textOf(after(first) ?? first, reading, depth) : undefined;
      case "PrefixCast":
        return node.lastChild ? this.textOf(node.lastChild, reading, depth) : undefined;
      case "BinaryExpression":
        return this.isSum(node) ? this.sum(node, reading, depth) : this.cast(node, reading, depth);
      case "CallExpression":
        return this.call(node, reading, depth);
    }
    return undefined;
  }

  private leaf(node: SyntaxNode, kind: JavaScriptKind, reading: Reading): Segment[] {
    reading.kinds.push(kind);
    reading.leaves.push({ start: node.from + 1, end: node.to - 1 });
    const segments: Segment[] = [];
    let from = node.from + 1;
    const decodeTo = (end: number): void => {
      for (const one of decodeJavaScript(this.source, { start: from, end }, kind)) segments.push(one);
    };
    for (let hole = node.firstChild; hole; hole = hole.nextSibling) {
      if (hole.name !== "Interpolation") continue;
      decodeTo(hole.from);
      segments.push(holeOf(this.source.slice(hole.from + 2, hole.to - 1), rangeOf(hole)));
      from = hole.to;
    }
    decodeTo(node.to - 1);
    return segments;
  }

  private tagged(node: SyntaxNode, reading: Reading): Segment[] | undefined {
    const template = node.lastChild;
    if (template?.name !== "TemplateString" || !isClosed(template, this.source)) return undefined;
    const tag = tagOf(template, this.source) ?? "";
    const segments = this.leaf(template, tag === "String.raw" ? "raw" : "`", reading);
    return dedents.test(tag) ? this.dedented(segments, reading) : segments;
  }

  private dedented(text: readonly Segment[], reading: Reading): Segment[] {
    // An escaped line end begins no line: the tags look at the text as it is written.
    const isWritten = ({ start }: Segment): boolean => this.source[start] !== "\\";
    const { segments, margin } = dedented(text, "block", isWritten);
    reading.margin = margin;
    return segments;
  }

  /** A chain of `+` leans to the left, so it is walked and not climbed into. */
  private sum(node: SyntaxNode, reading: Reading, depth: number): Segment[] {
    const operands: SyntaxNode[] = [];
    let left: SyntaxNode = node;
    while (left.name === "BinaryExpression" && this.isSum(left)) {
      operands.push(left.lastChild!);
      left = left.firstChild!;
    }
    const segments = this.textOf(left, reading, depth);
    for (const operand of operands.reverse())
      for (const one of this.textOf(operand, reading, depth)) segments.push(one);
    return segments;
  }

  private cast(node: SyntaxNode, reading: Reading, depth: number): Segment[] | undefined {
    return isCast(node) ? this.textOf(node.firstChild!, reading, depth) : undefined;
  }

  private call(node: SyntaxNode, reading: Reading, depth: number): Segment[] | undefined {
    const callee = node.firstChild!;
    const object = callee.firstChild;
    if (object?.name === "ArrayExpression" && this.joinOf(object)) return this.joined(object, reading, depth);
    if (callee.name === "MemberExpression" && object && this.callOf(callee, methods))
      return this.textOf(object, reading, depth);
    const open = node.getChild("ArgList")?.firstChild;
    const argument = open && after(open);
    if (!argument || !this.isDedent(node)) return undefined;
    return this.dedented(this.textOf(argument, reading, depth), reading);
  }

  private joined(array: SyntaxNode, reading: Reading, depth: number): Segment[] {
    const separator = this.separatorOf(array.parent!.parent!) ?? "";
    const segments: Segment[] = [];
    for (let node = array.firstChild && after(array.firstChild); node; node = after(node)) {
      if (node.name === "]" || node.name === "Spread") continue;
      if (node.name !== ",") for (const one of this.textOf(node, reading, depth)) segments.push(one);
      // A comma after the last element joins nothing.
      else if (after(node)?.name !== "]") segments.push({ text: separator, start: node.from, end: node.to });
    }
    return segments;
  }

  /** The call of `join` on an array whose separator is no text of its own. */
  private joinOf(array: SyntaxNode): SyntaxNode | undefined {
    const call = array.parent?.name === "MemberExpression" && this.callOf(array.parent, /^join$/);
    return call && this.separatorOf(call) !== undefined ? call : undefined;
  }

  /** What stands between joined elements: undefined where it holds words, a line break where nobody knows. */
  private separatorOf(call: SyntaxNode): string | undefined {
    const open = call.getChild("ArgList")?.firstChild;
    const argument = open && after(open);
    if (!argument || argument.name === ")") return ",";
    if (argument.name !== "String" && argument.name !== "TemplateString") return "\n";
    const text = decodeJavaScript(this.source, { start: argument.from + 1, end: argument.to - 1 }, "`")
      .map((one) => one.text)
      .join("");
    return /[\p{L}\p{N}]/u.test(text) ? undefined : text;
  }

  private callOf(member: SyntaxNode, method: RegExp): SyntaxNode | undefined {
    const name = member.lastChild;
    if (name?.name !== "PropertyName" || !method.test(this.source.slice(name.from, name.to)))
      return undefined;
    const call = member.parent;
    return call?.name === "CallExpression" && !before(member) ? call : undefined;
  }

  private isDedent(call: SyntaxNode | null): boolean {
    return call?.name === "CallExpression" && dedents.test(calleeName(this.source, call.firstChild));
  }

  private isSum(binary: SyntaxNode): boolean {
    const operator = binary.firstChild && after(binary.firstChild);
    return operator?.name === "ArithOp" && this.source[operator.from] === "+" && after(operator) !== null;
  }
}

const isCast = (binary: SyntaxNode): boolean => {
  const operator = binary.firstChild && after(binary.firstChild);
  return operator?.name === "as" || operator?.name === "satisfies";
};

/** The name of a template's tag: its last name, or `String.raw`. */
export function tagOf(template: SyntaxNode, source: string): string | undefined {
  const tagged = template.parent;
  if (tagged?.name !== "TaggedTemplateExpression") return undefined;
  const tag = /^[\w$.]{1,80}/.exec(source.slice(tagged.from, Math.min(template.from, tagged.from + 80)))?.[0];
  return tag === "String.raw" ? tag : tag?.split(".").at(-1);
}

/** False while somebody is still writing it: its end is then only where the parser gave up. */
export function isClosed(node: SyntaxNode, source: string): boolean {
  const last = node.to - 1;
  if (last <= node.from || source[last] !== source[node.from]) return false;
  const child = node.lastChild;
  if (child && child.to > last) return false;
  let from = last;
  while (source[from - 1] === "\\") from--;
  return (last - from) % 2 === 0;
}
