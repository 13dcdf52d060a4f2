import type { BlockContext, Line, MarkdownConfig } from "@lezer/markdown";

const opening = /^(?:`{3,}(?=[^`]*$)|~{3,})/;
const bare = /^\s*(`{3,}|~{3,})\s*$/;
const named = /^\s*(`{3,}|~{3,})\s*[\w{]/;

/**
 * Code blocks as people write them into prompts. Beside what markdown knows, one in a list may hold lines that stand further to the
 * left than the list does, and one that says it is markdown may hold others, opened with the same marks and a language.
 */
export const promptFences: MarkdownConfig = {
  parseBlock: [{ name: "PromptFence", before: "FencedCode", parse: readFence }],
};

function readFence(cx: BlockContext, line: Line): boolean {
  const written = line.text.slice(line.pos);
  const marks = opening.exec(written)?.[0];
  // In a quotation its marks tell where the code ends.
  if (!marks || isQuoted(cx)) return false;
  const from = cx.lineStart + line.pos;
  const children = [cx.elt("CodeMark", from, from + marks.length)];
  const info = written.slice(marks.length).trimStart();
  if (info !== "")
    children.push(cx.elt("CodeInfo", from + written.length - info.length, from + written.length));
  const isMarkdown = /^(?:markdown|md|mdx)\b/i.test(info);
  /** How far the blocks that are open stand in, innermost last. */
  const open = [line.indent];
  while (open.length > 0 && cx.nextLine()) {
    const { text } = line;
    const indent = (): number => line.countIndent(text.search(/\S/));
    if (isMarkdown && matches(named, text, marks)) open.push(indent());
    else if (matches(bare, text, marks) && indent() < open.at(-1)! + 4) open.pop();
  }
  if (open.length === 0) {
    const at = cx.lineStart + line.text.search(/\S/);
    children.push(cx.elt("CodeMark", at, at + line.text.trim().length));
    cx.nextLine();
  }
  cx.addElement(cx.elt("FencedCode", from, cx.prevLineEnd(), children));
  return true;
}

function isQuoted(cx: BlockContext): boolean {
  for (let depth = 0; depth < cx.depth; depth++) if (cx.parentType(depth).name === "Blockquote") return true;
  return false;
}

/** True for a line of at least the marks that opened the block. */
const matches = (pattern: RegExp, text: string, marks: string): boolean =>
  pattern.exec(text)?.[1]?.startsWith(marks) ?? false;
