import { join } from "node:path";
import { LineIndex } from "../../base/index.ts";
import { decisionsFileName } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import { loadDecisions } from "../decisions/decisions-file.ts";

/** Shorter names are words that anybody may use. */
const leastQuote = 12;

/**
 * Lines of the file of decisions, as `path:line`, whose name or description a person typed and one of the conversations says, word for
 * word. Nothing else of it holds anybody's words.
 */
export async function quotingDecisions(
  root: string,
  { tables }: Store,
  conversations: readonly string[],
): Promise<string[]> {
  const { text, decisions } = await loadDecisions(root);
  const typed = decisions.entries.flatMap(({ name, description, range }) =>
    [name, description].flatMap((quote) =>
      quote !== undefined && quote.length >= leastQuote ? [{ quote: quote.toLowerCase(), range }] : [],
    ),
  );
  if (typed.length === 0) return [];
  const requests = await tables.requests.readAny("conversationId", conversations, ["text"]);
  const said = requests.map((one) => (one.text ?? "").toLowerCase());
  const lines = new LineIndex(text);
  const found = typed.filter(({ quote }) => said.some((request) => request.includes(quote)));
  return [
    ...new Set(
      found.map(({ range }) => `${join(root, decisionsFileName)}:${lines.positionAt(range.start).line + 1}`),
    ),
  ];
}
