import { holdsPhrase, type Pattern, type Phrase } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import { patternSql } from "./sql-conditions.ts";

type ContentColumn = "input" | "output";

/**
 * Conversations whose texts hold a phrase. The index answers where there is one and whole words are looked for. Else the database picks
 * the texts in which the letters stand, and those are read: the same ones, only later.
 */
export async function idsHolding(store: Store, column: ContentColumn, phrase: Phrase): Promise<string[]> {
  const { contents } = store.tables;
  const isWhole = phrase.text === undefined && !phrase.hasStar;
  if (isWhole && (await contents.indexed()).has(column)) return contents.search(column, phrase.words);
  const where = lettersOf(phrase)
    .map((pattern) => patternSql(column, pattern))
    .join(" AND ");
  const found: string[] = [];
  for await (const rows of contents.parts(["id", column], where))
    for (const row of rows) if (holdsPhrase(row[column] ?? "", phrase)) found.push(row.id);
  return found;
}

/** What must be somewhere in the text, whatever stands around it. */
function lettersOf({ words, text }: Phrase): Pattern[] {
  if (text !== undefined) return [{ pieces: ["", text, ""] }];
  return words.map((word) => ({ pieces: ["", ...word.split("*").filter((piece) => piece !== ""), ""] }));
}
