import type { SyntaxNode } from "@lezer/common";
import type { Range } from "../../base/index.ts";
import { after, before, calleeName, lineBreaks, maxDepth, rangeOf } from "./code-literal.ts";
import { holeFor, holeOf, type LiteralText, literalText, type Segment } from "./literal-text.ts";
import { decodePython, encodePython, type Filling, filled, type PythonKind } from "./python-strings.ts";
import { dedented } from "./segments.ts";

const dedents = /(?:^|\.)(?:dedent|cleandoc)$/;
/** Methods that leave the text what it is, or nearly. */
const methods = /^(?:strip|lstrip|rstrip|replace|expandtabs|removeprefix|removesuffix|format|format_map)$/;

/** What has been met of a text while it was read. */
interface Reading {
  /** Inside the quotes of each literal. */
  readonly leaves: Range[];
  readonly kinds: PythonKind[];
  filling: Filling;
  margin: string;
}

/** Texts of one source: how far one reaches around a string, and what it says. */
export class PythonText {
  constructor(private readonly source: string) {}

  /** The node around a text that is still the same text. */
  textAround(node: SyntaxNode): SyntaxNode | undefined {
    const parent = node.parent;
    switch (parent?.name) {
      case "ContinuedString":
      case "ParenthesizedExpression":
        return parent;
      case "BinaryExpression":
        return this.hasOperator(parent, "+") || (this.hasOperator(parent, "%") && !before(node))
          ? parent
          : undefined;
      case "MemberExpression":
        return before(node) ? undefined : (this.callOf(parent, methods) ?? this.joinOn(parent));
      case "ArrayExpression":
      case "TupleExpression":
        return this.joinOf(parent);
      case "ArgList":
        return before(node)?.name === "(" && this.isDedent(parent.parent) ? parent.parent! : undefined;
    }
    return undefined;
  }

  read(root: SyntaxNode): LiteralText {
    const reading: Reading = { leaves: [], kinds: [], filling: {}, margin: "" };
    const segments = this.textOf(root, reading, 0);
    const { leaves, kinds, filling, margin } = reading;
    return literalText(this.source, leaves, segments, margin, (indent) =>
      encodePython(kinds, filling, lineBreaks(this.source, indent)),
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
      case "FormatString":
        return this.leaf(node, reading);
      case "ContinuedString":
        return this.inARow(node, reading, depth);
      case "ParenthesizedExpression":
        return first ? this.textOf(after(first) ?? first, reading, depth) : undefined;
      case "BinaryExpression":
        if (this.hasOperator(node, "+")) return this.sum(node, reading, depth);
        return this.hasOperator(node, "%") && first
          ? this.filled(first, { percent: true }, reading, depth)
          : undefined;
      case "CallExpression":
        return this.call(node, reading, depth);
    }
    return undefined;
  }

  private leaf(node: SyntaxNode, reading: Reading): Segment[] | undefined {
    const opening = openingOf(node, this.source);
    if (!opening) return undefined;
    const { kind, length, quotes } = opening;
    reading.kinds.push(kind);
    reading.leaves.push({ start: node.from + length, end: node.to - quotes });
    const segments: Segment[] = [];
    let from = node.from + length;
    const decodeTo = (end: number): void => {
      for (const one of decodePython(this.source, { start: from, end }, kind)) segments.push(one);
    };
    for (let hole = node.firstChild; hole; hole = hole.nextSibling) {
      if (hole.name !== "FormatReplacement") continue;
      decodeTo(hole.from);
      segments.push(holeOf(this.source.slice(hole.from + 1, expressionEnd(hole)), rangeOf(hole)));
      from = hole.to;
    }
    decodeTo(node.to - quotes);
    return segments;
  }

  private inARow(node: SyntaxNode, reading: Reading, depth: number): Segment[] {
    const segments: Segment[] = [];
    for (let one = node.firstChild; one; one = after(one))
      for (const segment of this.textOf(one, reading, depth)) segments.push(segment);
    return segments;
  }

  /** A chain of `+` leans to the left, so it is walked and not climbed into. */
  private sum(node: SyntaxNode, reading: Reading, depth: number): Segment[] {
    const operands: SyntaxNode[] = [];
    let left: SyntaxNode = node;
    while (left.name === "BinaryExpression" && this.hasOperator(left, "+")) {
      operands.push(left.lastChild!);
      left = left.firstChild!;
    }
    const segments = this.textOf(left, reading, depth);
    for (const operand of operands.reverse())
      for (const one of this.textOf(operand, reading, depth)) segments.push(one);
    return segments;
  }

  private filled(node: SyntaxNode, filling: Filling, reading: Reading, depth: number): Segment[] {
    const segments = this.textOf(node, reading, depth);
    reading.filling = { ...reading.filling, ...filling };
    return filled(segments, filling);
  }

  private call(node: SyntaxNode, reading: Reading, depth: number): Segment[] | undefined {
    const callee = node.firstChild!;
    const object = callee.firstChild;
    const open = node.getChild("ArgList")?.firstChild;
    const argument = open && after(open);
    if (callee.name === "MemberExpression" && object && this.callOf(callee, methods)) {
      if (this.callOf(callee, /^format/)) return this.filled(object, { braces: true }, reading, depth);
      return this.textOf(object, reading, depth);
    }
    if (!argument) return undefined;
    if (this.joinOf(argument) && object)
      return this.joined(argument, this.separator(object) ?? "", reading, depth);
    if (!this.isDedent(node)) return undefined;
    const style = calleeName(this.source, callee).endsWith("cleandoc") ? "block" : "lines";
    const { segments, margin } = dedented(this.textOf(argument, reading, depth), style);
    reading.margin = margin;
    return segments;
  }

  private joined(list: SyntaxNode, separator: string, reading: Reading, depth: number): Segment[] {
    const segments: Segment[] = [];
    for (let node = list.firstChild && after(list.firstChild); node; node = after(node)) {
      if (/^[\])*]$/.test(node.name)) continue;
      if (node.name !== ",") for (const one of this.textOf(node, reading, depth)) segments.push(one);
      // A comma after the last element joins nothing.
      else if (!/^[\])]$/.test(after(node)?.name ?? ""))
        segments.push({ text: separator, start: node.from, end: node.to });
    }
    return segments;
  }

  /** The call `" ".join([...])` around a list, where the separator is no text of its own. */
  private joinOf(list: SyntaxNode): SyntaxNode | undefined {
    if (!/^(?:Array|Tuple)Expression$/.test(list.name) || list.parent?.name !== "ArgList") return undefined;
    const call = list.parent.parent;
    const member = call?.firstChild;
    if (call?.name !== "CallExpression" || member?.name !== "MemberExpression") return undefined;
    if (!this.callOf(member, /^join$/) || !member.firstChild) return undefined;
    return this.separator(member.firstChild) === undefined ? undefined : call;
  }

  /** The same call, from its separator. */
  private joinOn(member: SyntaxNode): SyntaxNode | undefined {
    const open = this.callOf(member, /^join$/)?.getChild("ArgList")?.firstChild;
    const argument = open && after(open);
    return argument ? this.joinOf(argument) : undefined;
  }

  /** What stands between joined elements: undefined where it holds words, a line break where nobody knows. */
  private separator(node: SyntaxNode): string | undefined {
    const opening = node.name === "String" && openingOf(node, this.source);
    if (!opening) return "\n";
    const range = { start: node.from + opening.length, end: node.to - opening.quotes };
    const text = decodePython(this.source, range, opening.kind)
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

  private hasOperator(binary: SyntaxNode, sign: string): boolean {
    const operator = binary.firstChild && after(binary.firstChild);
    if (operator?.name !== "ArithOp" || !after(operator)) return false;
    return this.source.slice(operator.from, operator.to) === sign;
  }
}

/** Where the expression of a hole ends: at its conversion, its format, its `=` or its brace. */
function expressionEnd(hole: SyntaxNode): number {
  for (let node = hole.firstChild; node; node = node.nextSibling)
    if (/^Format(?:Conversion|Spec|SelfDoc)$/.test(node.name)) return node.from;
  return hole.to - 1;
}

interface Opening {
  readonly kind: PythonKind;
  /** Of prefix and opening quotes. */
  readonly length: number;
  /** Number of quotes at the end. */
  readonly quotes: number;
}

function openingOf(node: SyntaxNode, source: string): Opening | undefined {
  const match = /^([a-zA-Z]{0,2})("""|'''|"|')/.exec(source.slice(node.from, node.from + 5));
  if (!match) return undefined;
  const [all, prefix = "", quotes = ""] = match;
  const kind: PythonKind = {
    quote: quotes[0] === '"' ? '"' : "'",
    isLong: quotes.length === 3,
    isRaw: /r/i.test(prefix),
    isFormat: /f/i.test(prefix),
  };
  return { kind, length: all.length, quotes: quotes.length };
}

/** False while somebody is still writing it: its end is then only where the parser gave up. */
export function isClosed(node: SyntaxNode, source: string): boolean {
  const opening = openingOf(node, source);
  if (!opening) return false;
  const { kind, length, quotes } = opening;
  const last = node.to - quotes;
  if (last < node.from + length || source.slice(last, node.to) !== kind.quote.repeat(quotes)) return false;
  const child = node.lastChild;
  if (child && child.to > last) return false;
  let from = last;
  while (source[from - 1] === "\\") from--;
  return (last - from) % 2 === 0;
}
