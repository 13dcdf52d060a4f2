import type { SyntaxNode, Tree } from "@lezer/common";
import type { Range } from "../../base/index.ts";
import type { PromptProblem } from "../prompt-document.ts";
import { type CodeLanguage, type CodeLiteral, isComment } from "./code-literal.ts";

/** A literal that a comment calls a prompt, with the name the comment gives. */
export interface Mark {
  readonly name?: string;
}

/**
 * `prompt` or `homeostat` alone in a comment, or with a name: a sentence that begins so is an ordinary comment. It marks the first
 * literal of what follows it: the rest of the line, or the line after it.
 */
const spelling =
  /^(?:\/\/+|\/\*+|#+)[ \t]*(?:prompt|homeostat)[ \t]*(?::[ \t]*([\w.-]+)[ \t]*)?(?:\*\/)?[ \t\r]*$/;
const mention = /(?:\/\/|\/\*|#)(?=[^\n]{0,10}?\b(?:prompt|homeostat)\b)/g;

/** Reads all marks of a file; a mark that no literal follows is a problem. */
export function readMarks(
  text: string,
  tree: Tree,
  language: CodeLanguage,
  literals: readonly CodeLiteral[],
): { marks: Map<CodeLiteral, Mark>; problems: PromptProblem[] } {
  const marks = new Map<CodeLiteral, Mark>();
  const problems: PromptProblem[] = [];
  const starts = literals
    .flatMap((literal) => literal.starts.map((start) => ({ start, literal })))
    .sort((a, b) => a.start - b.start);
  const place = { text, tree, language, starts, next: new Map<number, number | undefined>() };
  // From the last to the first: a row of marks is walked once.
  for (const { range, name } of commentsOf(text, tree).reverse()) {
    const literal = markedLiteral(range, place);
    if (literal) marks.set(literal, name === undefined ? {} : { name });
    else problems.push({ code: "literal-missing", message: missing, range });
  }
  return { marks, problems };
}

const missing =
  "No string literal follows this mark: put it right before the literal, or on the line above it.";

function commentsOf(text: string, tree: Tree): { range: Range; name?: string }[] {
  const found: { range: Range; name?: string }[] = [];
  for (const { index } of text.matchAll(mention)) {
    const node = tree.resolveInner(index, 1);
    if (!isComment(node) || node.from !== index) continue;
    const match = node.to - node.from < 300 && spelling.exec(text.slice(node.from, node.to));
    if (!match) continue;
    const range = { start: node.from, end: node.from + match[0].trimEnd().length };
    found.push({ range, ...(match[1] !== undefined && { name: match[1] }) });
  }
  return found;
}

interface Place {
  readonly text: string;
  readonly tree: Tree;
  readonly language: CodeLanguage;
  readonly starts: readonly { readonly start: number; readonly literal: CodeLiteral }[];
  /** By the start of a mark: where the code after it begins. */
  readonly next: Map<number, number | undefined>;
}

function markedLiteral(comment: Range, place: Place): CodeLiteral | undefined {
  const start = nextToken(comment.end, place);
  place.next.set(comment.start, start);
  if (start === undefined) return undefined;
  const { starts, tree } = place;
  const { end, body } = extentAt(start, place);
  const first = starts[firstFrom(starts, start)];
  if (!first || first.start >= end) return undefined;
  // A literal in the body of a function below the comment is none of its business.
  const own = bodyOf(tree.resolveInner(first.start, 1), place.language);
  return own === body ? first.literal : undefined;
}

/** Where the code after a comment begins: on its line or the next, other comments between them not counted. */
function nextToken(from: number, { text, tree, next }: Place): number | undefined {
  let at = from;
  for (let lines = 0; at < text.length; ) {
    const blanks = /[ \t\r]*\n?/y;
    blanks.lastIndex = at;
    const found = blanks.exec(text)![0];
    if (found !== "") {
      at += found.length;
      if (found.endsWith("\n") && ++lines > 1) return undefined;
      continue;
    }
    const node = tree.resolveInner(at, 1);
    if (!isComment(node) || node.from !== at) return at;
    if (next.has(at)) return next.get(at);
    at = node.to;
    lines = 0;
  }
  return undefined;
}

/** How far the thing that begins at an offset reaches (a statement, a property, an argument), and the body it stands in. */
function extentAt(start: number, { tree, language }: Place): { end: number; body: number } {
  let node: SyntaxNode = tree.resolveInner(start, 1);
  while (node.parent?.parent && node.parent.from === start) node = node.parent;
  const parent = node.parent;
  const body = parent ? bodyOf(parent, language) : 0;
  let end = node.to;
  if (parent?.parent && !language.bodies.has(parent.name))
    for (let next = node.nextSibling; next && !/^[,;)\]}]$/.test(next.name); next = next.nextSibling)
      end = next.to;
  return { end, body };
}

/** Where the innermost body around a node begins. */
function bodyOf(node: SyntaxNode, { bodies }: CodeLanguage): number {
  for (let around: SyntaxNode | null = node; around; around = around.parent)
    if (bodies.has(around.name)) return around.from;
  return -1;
}

/** Index of the first start at or after an offset, found by halving. */
function firstFrom(starts: readonly { readonly start: number }[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
