import type { SyntaxNodeRef, Tree } from "@lezer/common";
import type { PromptProblem } from "../prompt-document.ts";

/** After so many mistakes the next ones are the first one's children. */
const most = 20;

/** A `<` that begins no tag, comment or declaration, or a tag that has no `>`. */
export const bareSign = /<(?![A-Za-z_:/!?])|<(?=[A-Za-z_:/][^<>]*(?:<|$))/g;

/** What keeps a POML file from being XML: POML reads none of such a file. In `quiet` comments and expressions are blanked. */
export function pomlProblems(quiet: string, tree: Tree): PromptProblem[] {
  const problems = bareSigns(quiet);
  tree.iterate({
    enter: (node) => {
      if (problems.length >= most) return false;
      const problem = problemAt(quiet, node);
      if (problem) problems.push({ severity: "error", ...problem });
      return true;
    },
  });
  return problems;
}

function bareSigns(quiet: string): PromptProblem[] {
  const problems: PromptProblem[] = [];
  for (const { index } of quiet.matchAll(bareSign)) {
    if (problems.length >= most) break;
    const name = /^<\/?([A-Za-z_:][\w:.-]*)/.exec(quiet.slice(index, index + 100));
    const range = { start: index, end: index + (name?.[0].length ?? 1) };
    problems.push(
      name
        ? {
            code: "tag-unclosed",
            severity: "error",
            message: `The tag ${name[0]} has no end: add the > that closes it.`,
            range,
          }
        : {
            code: "syntax-invalid",
            severity: "error",
            message: "A bare < begins a tag in POML: write &lt; where the sign itself is meant.",
            range,
            fixes: [{ title: "Write &lt;", edits: [{ range, newText: "&lt;" }] }],
          },
    );
  }
  return problems;
}

function problemAt(text: string, node: SyntaxNodeRef): PromptProblem | undefined {
  if (node.name === "Element") return unclosed(text, node);
  if (node.name === "MismatchedCloseTag") return unopened(text, node);
  return undefined;
}

function unclosed(text: string, { to, node }: SyntaxNodeRef): PromptProblem | undefined {
  const open = node.getChild("OpenTag");
  const name = open?.getChild("TagName");
  if (!open || !name || node.getChild("CloseTag")) return undefined;
  const title = text.slice(name.from, name.to);
  const end = to - (/\s*$/.exec(text.slice(open.to, to))?.[0].length ?? 0);
  return {
    code: "tag-unclosed",
    message: `<${title}> is opened here and never closed: add </${title}> where it ends.`,
    range: { start: open.from, end: open.to },
    fixes: [{ title: `Close <${title}>`, edits: [{ range: { start: end, end }, newText: `</${title}>` }] }],
  };
}

function unopened(text: string, { from, to, node }: SyntaxNodeRef): PromptProblem {
  const name = node.getChild("TagName");
  const title = name ? text.slice(name.from, name.to) : "";
  return {
    code: "tag-unopened",
    message: `</${title}> closes a tag that is not open here.`,
    range: { start: from, end: Math.max(to, from + 1) },
  };
}
