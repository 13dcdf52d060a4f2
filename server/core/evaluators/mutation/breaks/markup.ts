import { mapTexts } from "../mutant.ts";
import type { Break } from "../operator.ts";

/** Markup and queries that are well-formed no more. */
export const markupBreaks: readonly Break[] = [
  onMarkup("tag-unclosed", "a tag that is not closed", (text) =>
    text.replace(/<\/[\w:-]+>(?![\s\S]*<\/)/, ""),
  ),
  onMarkup("tag-misspelt", "a closing tag of another name", (text) =>
    text.replace(/<\/([\w:-]+)>(?![\s\S]*<\/)/, "</$1x>"),
  ),
  onMarkup("tags-lost", "the text without its tags", (text) => text.replace(/<[^>]*>/g, "")),
  onMarkup("keyword-misspelt", "a misspelt keyword of the query", (text) =>
    text.replace(
      /\b(SELECT|UPDATE|INSERT|DELETE)\b/i,
      (word) => `${word.slice(0, -2)}${word.at(-1)}${word.at(-2)}`,
    ),
  ),
  onMarkup("keyword-lost", "a query without its FROM", (text) => text.replace(/\bFROM\b/gi, "")),
];

function onMarkup(name: string, says: string, change: (text: string) => string): Break {
  return { name, says, breaks: ["markup"], mutate: (sample) => mapTexts(sample, change) };
}
