import type { ContextGap, FoundDocument } from "../../attribution/index.ts";
import { plural, tame } from "../wording.ts";

/** Words of what is missing that are told. */
const mostTold = 8;

/** What an agent was not given, from where, and what would fetch it: full sentences, with captured words in them that are tame. */
export function gapText({ missing, source, asked, query, found }: ContextGap): string[] {
  const told = missing.slice(0, mostTold).map((word) => tame(word, 40));
  const more = missing.length > told.length ? ` and ${missing.length - told.length} more` : "";
  const from =
    source === undefined
      ? "nothing was looked up"
      : `${tame(source, 60)} did not give it${asked === undefined ? "" : `, asked for “${tame(asked, 100)}”`}`;
  return [
    `Nothing that the agent was given holds ${told.map((word) => `“${word}”`).join(", ")}${more}: ${from}.`,
    found
      ? foundText(found, query)
      : `No document that another conversation was given holds it; try “${tame(query, 120)}” where it should be.`,
  ];
}

function foundText({ id, quote, source, conversations, holds, rank }: FoundDocument, query: string): string {
  const called = id === undefined ? "A document" : `Document ${tame(id, 80)}`;
  const held = holds.map((word) => `“${tame(word, 40)}”`).join(", ");
  const place = rank === 1 ? "finds it first" : `finds it as number ${rank}`;
  return `${called} of ${tame(source, 60)}, given in ${plural(conversations, "other conversation")}, holds ${held}: “${tame(quote, 120)}”. The query “${tame(query, 120)}” ${place} among what is stored.`;
}
