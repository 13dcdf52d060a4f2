import type { Range } from "../../base/index.ts";
import { fieldNamed, queryFields } from "./fields.ts";
import type { QueryProblem, Slice } from "./query.ts";
import type { KnownValues, QueryField } from "./query-field.ts";
import { quotedValue, sliceReference } from "./query-text.ts";

/** Something that may stand at the cursor: `insert` takes the place of `range`. */
export interface QueryCompletion {
  readonly label: string;
  readonly insert: string;
  readonly range: Range;
  readonly detail: string;
  readonly kind: "field" | "value" | "slice" | "word";
}

/** What helps somebody who is typing a query. */
export interface QueryHelp {
  readonly completions: readonly QueryCompletion[];
  readonly problems: readonly QueryProblem[];
}

/** What the store knows beside the language itself. */
export interface QueryVocabulary {
  readonly values: KnownValues;
  readonly slices: readonly Slice[];
}

const mostCompletions = 100;

/** What may stand at an offset of a query, best first. */
export function completeQuery(
  text: string,
  offset: number,
  { values, slices }: QueryVocabulary,
): QueryCompletion[] {
  const at = Math.max(0, Math.min(offset, text.length));
  const start = tokenStart(text, at);
  const token = text.slice(start, at);
  const end = at + (/^[^\s"(),]*/.exec(text.slice(at))?.[0].length ?? 0);
  if (token.startsWith("@"))
    return ranked(
      token.slice(1).replaceAll('"', ""),
      slices.map(({ name, query }) => ({
        word: name,
        insert: sliceReference(name),
        detail: query,
        kind: "slice" as const,
      })),
      { start, end },
    );
  const condition = /^([a-z][\w.-]*)(?:!?[:=~]?[<>]?=?|~)(?<=[:=~<>])/i.exec(token);
  if (!condition)
    return ranked(token, [...fieldOptions(), ...(token === "" ? wordOptions(slices) : [])], { start, end });
  const named = fieldNamed(condition[1]!);
  if (!named) return [];
  const from = start + valueStart(token, condition[0].length);
  return valueCompletions(named.field, text.slice(from, at), { start: from, end }, values);
}

/** Where the condition or word begins that the offset is in. */
function tokenStart(text: string, at: number): number {
  let start = 0;
  let isQuoted = false;
  for (let i = 0; i < at; i++) {
    const char = text[i]!;
    if (char === '"') isQuoted = !isQuoted;
    else if (isQuoted && char === "\\") i++;
    else if (!isQuoted && /[\s()]/.test(char)) start = i + 1;
  }
  return text[start] === "-" && start < at ? start + 1 : start;
}

/** Behind the last comma of a condition's values. */
function valueStart(token: string, from: number): number {
  let start = from;
  let isQuoted = false;
  for (let i = from; i < token.length; i++) {
    if (token[i] === '"') isQuoted = !isQuoted;
    else if (isQuoted && token[i] === "\\") i++;
    else if (!isQuoted && token[i] === ",") start = i + 1;
  }
  return start;
}

interface Option {
  readonly word: string;
  readonly insert: string;
  readonly detail: string;
  readonly kind: QueryCompletion["kind"];
  /** Other words that it is found by. */
  readonly also?: readonly string[];
}

const fieldOptions = (): Option[] =>
  queryFields.map((field) => ({
    word: field.name === "attr" ? "attr." : field.name,
    insert: field.name === "attr" ? "attr." : `${field.name}${signOf(field)}`,
    detail: `${field.description} ${field.examples[0]}`,
    kind: "field",
    ...(field.aliases && { also: field.aliases }),
  }));

const signOf = ({ type }: QueryField): string =>
  type === "words" ? "~" : type === "number" || type === "money" || type === "duration" ? ">" : ":";

const wordOptions = (slices: readonly Slice[]): Option[] => [
  ...slices.map(({ name, query }) => ({
    word: sliceReference(name),
    insert: sliceReference(name),
    detail: query,
    kind: "slice" as const,
  })),
  { word: "OR", insert: "OR ", detail: "one of both sides holds", kind: "word" },
  {
    word: "NOT",
    insert: "NOT ",
    detail: "what follows does not hold; a - before it says the same",
    kind: "word",
  },
];

const times: Readonly<Record<string, string>> = {
  today: "from midnight",
  yesterday: "the day before",
  "1h": "an hour ago",
  "24h": "a day ago",
  "7d": "a week ago",
  "30d": "a month ago",
};
const labels: Readonly<Record<string, string>> = {
  pass: "it said yes",
  fail: "it said no",
  unknown: "it gave no verdict",
  "not-applicable": "it did not apply",
};

function valueCompletions(
  field: QueryField,
  typed: string,
  range: Range,
  known: KnownValues,
): QueryCompletion[] {
  const meant = field.values ?? (field.type === "time" ? times : undefined);
  if (meant)
    return ranked(
      unquoted(typed),
      Object.entries(meant).map(([word, detail]) => ({ word, insert: word, detail, kind: "value" as const })),
      range,
    );
  const words = field.known ? (known[field.known] ?? []) : [];
  const verdict = field.type === "verdict" ? /^(.*)=([^="]*)$/.exec(typed) : undefined;
  if (verdict) {
    const start = range.start + verdict[1]!.length + 1;
    return ranked(
      verdict[2]!,
      Object.entries(labels).map(([word, detail]) => ({
        word,
        insert: word,
        detail,
        kind: "value" as const,
      })),
      { start, end: range.end },
    );
  }
  return ranked(
    unquoted(typed),
    words.map((word) => ({ word, insert: quotedValue(word), detail: field.name, kind: "value" as const })),
    range,
  );
}

const unquoted = (typed: string): string => typed.replaceAll('"', "");

/** Those that begin with what was typed, then those that hold it. */
function ranked(typed: string, options: readonly Option[], range: Range): QueryCompletion[] {
  const wanted = typed.toLowerCase();
  const rank = ({ word, also = [] }: Option): number => {
    const words = [word, ...also].map((one) => one.toLowerCase());
    if (words.some((one) => one.startsWith(wanted))) return 0;
    return words.some((one) => one.includes(wanted)) ? 1 : 2;
  };
  return options
    .map((option, order) => ({ option, order, rank: rank(option) }))
    .filter((one) => one.rank < 2)
    .sort((a, b) => a.rank - b.rank || a.order - b.order)
    .slice(0, mostCompletions)
    .map(({ option: { word, insert, detail, kind } }) => ({ label: word, insert, range, detail, kind }));
}
