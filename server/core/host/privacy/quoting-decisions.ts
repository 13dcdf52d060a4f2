import { join } from "node:path";
import { isMap, isNode, parseDocument, visit } from "yaml";
import { LineIndex } from "../../base/index.ts";
import { decisionsFileName, labelsFileName } from "../../review/index.ts";
import type { Store } from "../../store/index.ts";
import { loadDecisions } from "../decisions/decisions-file.ts";
import { loadLabels } from "../labels/labels-file.ts";

/** In letters. What is shorter are words that anybody may use. */
const leastQuote = 12;
const conversationsAtOnce = 200;

interface Typed {
  readonly text: string;
  /** Zero-based: of the entry that it stands in, or its own. */
  readonly line: number;
}

/**
 * Lines of the files of decisions and labels, as `path:line`, with something that one of the conversations says word for word, whoever of both said
 * it: a name, a description or a reason that a person typed there, a comment, or what stands between quotation marks in one of these. All
 * else in the file are ids, numbers and hashes. Of a file that cannot be read nothing is told.
 */
export async function quotingDecisions(
  root: string,
  store: Store,
  conversations: readonly string[],
): Promise<string[]> {
  const { text, decisions } = await loadDecisions(root);
  const labels = await loadLabels(root);
  const typed = [
    ...placed(decisionsFileName, decisions.isUnreadable ? [] : [...valuesIn(text), ...commentsIn(text)]),
    // Reasons of labels go by themselves: of that file only comments are a person's to edit.
    ...placed(labelsFileName, labels.labels.isUnreadable ? [] : commentsIn(labels.text)),
  ];
  const places = new Set<string>();
  if (typed.length > 0)
    for await (const said of saidIn(store, conversations))
      for (const { text: quote, place } of typed) if (said.includes(quote)) places.add(place);
  return [...new Set(typed.map(({ place }) => place))]
    .filter((place) => places.has(place))
    .map((place) => join(root, place));
}

/** In the order of lines. */
const placed = (file: string, typed: readonly Typed[]): { readonly text: string; readonly place: string }[] =>
  quotesIn(typed)
    .sort((a, b) => a.line - b.line)
    .map(({ text, line }) => ({ text, place: `${file}:${line + 1}` }));

/** Also what has no effect any more, as the reason of a muting that ended. */
function valuesIn(text: string): Typed[] {
  const behaviors = parseDocument(text, { logLevel: "silent" }).get("behaviors");
  const lines = new LineIndex(text);
  const values: Typed[] = [];
  for (const { key, value } of isMap(behaviors) ? behaviors.items : []) {
    const { line } = lines.positionAt((isNode(key) && key.range?.[0]) || 0);
    visit(isNode(value) ? value : null, {
      Scalar: (_key, { value: own }) => {
        if (typeof own === "string") values.push({ text: own, line });
      },
    });
  }
  return values;
}

/** What looks like a comment: a name may hold such a mark too, and is looked at then once more. */
const commentsIn = (text: string): Typed[] =>
  text.split(/\r\n?|\n/).map((one, line): Typed => ({ text: /(?:^|\s)#+(.*)$/.exec(one)?.[1] ?? "", line }));

/** A text, and what stands between quotation marks in it, as `saidIn` gives it; without what is too short to be a quotation. */
export const quotesIn = (typed: readonly Typed[]): Typed[] =>
  typed.flatMap(({ text, line }) =>
    [text, ...[...text.matchAll(/[“„«"]([^“”„«»"]+)[“”»"]/gu)].map(([, inner]) => inner!)]
      .map((quote) => comparable(quote))
      .filter((quote) => quote.length >= leastQuote)
      .map((quote) => ({ text: quote, line })),
  );

/** All that is said in conversations, some at a time: there may be a whole store of them. */
export async function* saidIn({ tables }: Store, conversations: readonly string[]): AsyncGenerator<string> {
  for (let from = 0; from < conversations.length; from += conversationsAtOnce) {
    const ids = conversations.slice(from, from + conversationsAtOnce);
    for (const { input, output } of await tables.contents.readAny("id", ids, ["input", "output"]))
      yield comparable(`${input ?? ""}\n${output ?? ""}`);
  }
}

const comparable = (text: string): string => text.replace(/\s+/g, " ").trim().toLowerCase();
