import type { ClusterName } from "./names.ts";

/** Requests of a cluster that share no words have no phrase in common; below this coverage a phrase would name a few of them only. */
const THIN_COVERAGE = 0.2;
/** A quotation that fits on a line and says enough, in words and characters. */
const FEWEST_WORDS = 3;
const MOST_WORDS = 10;
const LONGEST = 64;

/**
 * A cluster whose phrases cover next to none of it is called by what its most typical user said, in quotation marks: “what's on this
 * week”. `typical` are its requests, nearest the centre first.
 */
export function withQuotation(name: ClusterName, typical: readonly string[]): ClusterName {
  if (name.coverage >= THIN_COVERAGE) return name;
  const quotation = typical.map(tidied).find(isShort);
  return quotation === undefined ? name : { ...name, name: `“${quotation}”`, isVerbPhrase: false };
}

const tidied = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/[.,;:!]+$/, "")
    .trim();

function isShort(text: string): boolean {
  const words = text.split(" ").length;
  return words >= FEWEST_WORDS && words <= MOST_WORDS && text.length <= LONGEST;
}
