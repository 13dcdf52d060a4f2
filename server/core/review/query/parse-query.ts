import type { SyntaxNode } from "@lezer/common";
import { didYouMean } from "../../evaluators/index.ts";
import { bareField } from "./fields.ts";
import { parser } from "./parser.ts";
import type { ParsedQuery, QueryNode, QueryProblem, Slice } from "./query.ts";
import { sliceReference } from "./query-text.ts";
import { type Reading, readCondition, readPhrases } from "./read-condition.ts";
import { syntaxProblems } from "./syntax-problems.ts";
import { ValueText } from "./value-text.ts";

export interface QueryContext {
  /** The moment that `today` and `7d` are counted from. */
  readonly nowMs: number;
  /** What `@name` may refer to. */
  readonly slices?: readonly Slice[];
}

/** What nobody types, and what would make the database's own parser dig too deep. */
const maxChars = 4_000;
const maxDepth = 20;
const maxConditions = 200;

const everything: QueryNode = { kind: "all", parts: [] };

/** Reads a query. Whatever the text, this gives what could be read and says what is wrong with the rest; it never throws. */
export const parseQuery = (text: string, { nowMs, slices = [] }: QueryContext): ParsedQuery =>
  parseWithin(text, { nowMs, slices, within: [], budget: { left: maxConditions } });

interface Surroundings {
  readonly nowMs: number;
  readonly slices: readonly Slice[];
  /** Names of the slices that this text is part of. */
  readonly within: readonly string[];
  /** Conditions that may still be read, those of slices included: a slice may refer to another many times over. */
  readonly budget: { left: number };
}

function parseWithin(text: string, surroundings: Surroundings): ParsedQuery {
  const problems: QueryProblem[] = [];
  const report = (problem: QueryProblem): void => void problems.push(problem);
  if (text.length > maxChars) {
    report({
      range: { start: maxChars, end: text.length },
      message: `A query has at most ${maxChars} characters.`,
      hint: "Ask for less at once.",
    });
    return { text, node: everything, problems };
  }
  const open = openMark(text);
  if (open !== undefined)
    report({
      range: { start: open, end: open + 1 },
      message: "This quotation mark is never closed.",
      hint: 'Put a " where the words end.',
    });
  const closed = open === undefined ? text : `${text}${endsInBackslash(text) ? "\\" : ""}"`;
  const node = new QueryReader(closed, { nowMs: surroundings.nowMs, report }, surroundings).read();
  const inside = ({ range, ...problem }: QueryProblem): QueryProblem => ({
    ...problem,
    range: { start: Math.min(range.start, text.length), end: Math.min(range.end, text.length) },
  });
  return { text, node, problems: problems.map(inside).sort((a, b) => a.range.start - b.range.start) };
}

/** Where a quotation mark opens that nothing closes. */
function openMark(text: string): number | undefined {
  let open: number | undefined;
  for (let at = 0; at < text.length; at++)
    if (open !== undefined && text[at] === "\\") at++;
    else if (text[at] === '"') open = open === undefined ? at : undefined;
  return open;
}

const endsInBackslash = (text: string): boolean => /(?:^|[^\\])(?:\\\\)*\\$/.test(text);

class QueryReader {
  constructor(
    private readonly text: string,
    private readonly reading: Reading,
    private readonly surroundings: Surroundings,
  ) {}

  read(): QueryNode {
    const { topNode } = parser.parse(this.text);
    for (const problem of syntaxProblems(topNode, this.text)) this.reading.report(problem);
    return this.all(topNode, 0);
  }

  private all(node: SyntaxNode, depth: number): QueryNode {
    const parts = this.parts(node, depth);
    return parts.length === 1 ? parts[0]! : { kind: "all", parts };
  }

  private parts(node: SyntaxNode, depth: number): QueryNode[] {
    const parts: QueryNode[] = [];
    for (let child = node.firstChild; child; child = child.nextSibling) {
      const part = this.node(child, depth);
      if (part) parts.push(part);
    }
    return parts;
  }

  private node(node: SyntaxNode, depth: number): QueryNode | undefined {
    switch (node.name) {
      case "And":
      case "Group":
        return this.isTooDeep(node, depth) ? undefined : this.all(node, depth + 1);
      case "Or": {
        const parts = this.parts(node, depth + 1);
        return parts.length > 1 ? { kind: "any", parts } : parts[0];
      }
      case "Not": {
        const [part] = this.isTooDeep(node, depth) ? [] : this.parts(node, depth + 1);
        return part && { kind: "not", part };
      }
      case "Condition":
      case "Words":
      case "Slice":
        return this.isTooMany(node) ? undefined : this.leaf(node);
      default:
        return undefined;
    }
  }

  private leaf({ name, from, to }: SyntaxNode): QueryNode | undefined {
    if (name === "Condition") return readCondition(this.text, from, to, this.reading);
    if (name === "Slice") return this.slice(from, to);
    const test = from < to && readPhrases(ValueText.read(this.text, from, to, false), this.reading);
    return test ? { kind: "condition", field: bareField, test } : undefined;
  }

  private isTooDeep({ from, to }: SyntaxNode, depth: number): boolean {
    if (depth === maxDepth)
      this.reading.report({
        range: { start: from, end: to },
        message: `This is nested more than ${maxDepth} deep.`,
        hint: "Save an inner part as a filter of its own and refer to it with @name.",
      });
    return depth >= maxDepth;
  }

  private isTooMany({ from, to }: SyntaxNode): boolean {
    const { budget } = this.surroundings;
    if (--budget.left === -1)
      this.reading.report({
        range: { start: from, end: to },
        message: `A query has at most ${maxConditions} conditions, those of saved filters included.`,
        hint: "Ask for less at once.",
      });
    return budget.left < 0;
  }

  /** What is wrong inside a slice is said at the place that refers to it. */
  private slice(from: number, to: number): QueryNode | undefined {
    const range = { start: from, end: to };
    const { slices, within } = this.surroundings;
    const name = ValueText.read(this.text, from + 1, to)[0]?.text ?? "";
    const slice = slices.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!slice) {
      this.reading.report({ range, ...unknownSlice(name, slices) });
      return undefined;
    }
    if (within.includes(slice.name)) {
      this.reading.report({
        range,
        message: `The saved filter ${slice.name} refers to itself.`,
        hint: "Change it in homeostat/slices.yaml.",
      });
      return undefined;
    }
    const inner = parseWithin(slice.query, { ...this.surroundings, within: [...within, slice.name] });
    for (const problem of inner.problems)
      this.reading.report({
        ...problem,
        range,
        message: `In the saved filter ${slice.name}: ${problem.message}`,
      });
    return inner.node;
  }
}

function unknownSlice(name: string, slices: readonly Slice[]): Pick<QueryProblem, "message" | "hint"> {
  const names = slices.map((one) => one.name);
  const near = didYouMean(
    name,
    names.map((one) => one.toLowerCase()),
  );
  const list = names.map(sliceReference).join(", ");
  return {
    message: name === "" ? "The name of a saved filter follows @." : `No filter is saved as ${name}.`,
    hint: near
      ? `Did you mean ${sliceReference(near)}?`
      : names.length > 0
        ? `There are ${list}.`
        : "None is saved yet.",
  };
}
