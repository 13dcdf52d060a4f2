import type { SyntaxNode } from "@lezer/common";
import type { Range } from "../../base/index.ts";
import { isData, trimmed, withoutData } from "./paragraphs.ts";

const labelled = /^[*_]*(\p{L}[\p{L}\p{N} #_-]{0,30}?)[*_]*:/u;
const asks = /^[*_]*(?:user|human|customer|client|q|question|input|prompt)[*_]*:[*_ \t]*\S/im;
const answers =
  /^[*_]*(?:assistant|ai|agent|bot|model|a|answer|output|response|completion)[*_]*:[*_ \t]*\S/im;
const data = /^[[{]/;

/** Both sides of a conversation, each with something said. */
export const isDialogue = (text: string): boolean => asks.test(text) && answers.test(text);

/**
 * The worked examples that begin with a paragraph: it opens with a label ("Question:"), and so does all that belongs to them; the same
 * label again opens the next one. A label with nothing behind it takes the block below it, whatever that is. `next` is the first block
 * that belongs to none. One that holds nothing but variables is where the question of today goes.
 */
export function workedExamples(
  first: SyntaxNode,
  text: string,
): { readonly examples: readonly Range[]; readonly next: SyntaxNode | null } | undefined {
  const opening = first.name === "Paragraph" ? labelOf(first, text) : undefined;
  if (opening === undefined) return undefined;
  const examples: { start: number; end: number }[] = [];
  let node: SyntaxNode | null = first;
  let isOpen = false;
  for (; node; node = node.nextSibling) {
    const own = node.name === "Paragraph" ? labelOf(node, text) : undefined;
    const range = trimmed(text, { start: node.from, end: node.to });
    const said = text.slice(range.start, range.end);
    if (!belongs(node, own, isOpen, said)) break;
    if (own === opening) examples.push({ ...range });
    else examples.at(-1)!.end = range.end;
    isOpen = own !== undefined && /[:：][*_]*$/.test(said);
  }
  return { examples: examples.filter((range) => !isTemplate(text, range)), next: node };
}

const belongs = (node: SyntaxNode, label: string | undefined, isOpen: boolean, said: string): boolean =>
  node.name === "FencedCode" ||
  label !== undefined ||
  data.test(said) ||
  (isOpen && !node.name.startsWith("ATXHeading"));

function isTemplate(text: string, range: Range): boolean {
  const said = text.slice(range.start, range.end);
  return (
    said.includes("{") &&
    withoutData(text, range).every((one) => isData(`${text.slice(one.start, one.end)} {{x}}`))
  );
}

const labelOf = (node: SyntaxNode, text: string): string | undefined =>
  labelled
    .exec(text.slice(node.from, node.to).trimStart())?.[1]
    ?.toLowerCase()
    .replace(/[\s#\d]+$/, "");
