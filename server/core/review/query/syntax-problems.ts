import type { SyntaxNode } from "@lezer/common";
import type { QueryProblem } from "./query.ts";

/** What the grammar could make nothing of, or missed; one for each place. */
export function syntaxProblems(top: SyntaxNode, text: string): QueryProblem[] {
  const problems: QueryProblem[] = [];
  let handledTo = -1;
  const cursor = top.cursor();
  do {
    if (!cursor.type.isError || cursor.from < handledTo) continue;
    const problem = problemAt(cursor.node, text);
    if (!problem) continue;
    handledTo = Math.max(cursor.to, cursor.from + 1);
    if (!problems.some(({ range }) => range.start === problem.range.start)) problems.push(problem);
  } while (cursor.next());
  return problems;
}

function problemAt(node: SyntaxNode, text: string): QueryProblem | undefined {
  const { from, to, parent } = node;
  const found = text.slice(from, to);
  if (found !== "") return unexpected({ start: from, end: to }, found);
  const group = parent?.name === "Words" ? parent.parent : parent;
  const next = text.slice(from).trimStart();
  if (group?.name === "Group") {
    const start = group.from;
    return next.startsWith(")")
      ? {
          range: { start, end: from + 1 },
          message: "There is nothing between these brackets.",
          hint: "Put a condition there, such as is:failing",
        }
      : {
          range: { start, end: start + 1 },
          message: "This bracket is never closed.",
          hint: "Put a ) where the group ends.",
        };
  }
  // The sign that has nothing behind it.
  const sign = /(?:-|\b(?:NOT|OR|AND))\s*$/.exec(text.slice(0, from));
  if (sign) {
    const word = sign[0].trim();
    return {
      range: { start: sign.index, end: sign.index + word.length },
      message: `Nothing stands behind ${word}.`,
      hint:
        word === "-"
          ? "What it excludes follows at once, as in -tag:beta"
          : "A condition follows it, as in tag:beta OR tag:new",
    };
  }
  return next === ""
    ? { range: { start: from, end: from }, message: "Something is missing at the end." }
    : undefined;
}

function unexpected(range: QueryProblem["range"], found: string): QueryProblem {
  if (found.startsWith(")"))
    return {
      range,
      message: "No bracket is open that this could close.",
      hint: "Take it away, or put a ( where the group begins.",
    };
  if (/^(?:OR|AND)\b/.test(found))
    return {
      range,
      message: `Nothing stands before ${found}.`,
      hint: 'The word itself is looked for in quotation marks: "OR"',
    };
  if (/^[:=<>]/.test(found))
    return {
      range,
      message: `There is no field before ${found}.`,
      hint: "As in cost>0.02; signs themselves are looked for in quotation marks.",
    };
  return { range, message: `${found} cannot stand here.`, hint: "Put it in quotation marks to look for it." };
}
