import type { Tree } from "@lezer/common";
import type { MappedText } from "../mapped-text.ts";
import type { PromptProblem } from "../prompt-document.ts";

/** What is certainly wrong in a markdown text whatever format it stands in: a code block that swallows the rest of its message. */
export function bodyProblems(text: MappedText, tree: Tree): PromptProblem[] {
  const problems: PromptProblem[] = [];
  tree.iterate({
    enter: ({ name, from, to, node }) => {
      if (name !== "FencedCode") return true;
      const marks = node.getChildren("CodeMark");
      const [open] = marks;
      if (open && marks.length === 1) problems.push(unclosedFence(text, open, { from, to }));
      return false;
    },
  });
  return problems;
}

function unclosedFence(
  text: MappedText,
  { from: start, to: end }: { readonly from: number; readonly to: number },
  block: { readonly from: number; readonly to: number },
): PromptProblem {
  const fence = text.text.slice(start, end);
  const lineStart = text.text.lastIndexOf("\n", start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.text.slice(lineStart, start))?.[0] ?? "";
  const last = text.toSource({
    start: block.from,
    end: block.from + text.text.slice(block.from, block.to).trimEnd().length,
  });
  return {
    code: "fence-unclosed",
    message: `The code block opened with ${fence} is never closed: all that follows is part of it. End it with a line of ${fence}.`,
    range: text.toSource({ start, end }),
    fixes: [
      {
        title: `Close the code block with ${fence}`,
        edits: [{ range: { start: last.end, end: last.end }, newText: text.encode(`\n${indent}${fence}`) }],
      },
    ],
  };
}
