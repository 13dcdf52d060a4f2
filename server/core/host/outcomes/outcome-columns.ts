import { UserError } from "../../base/index.ts";

/** Which columns a person named, and what all rows are called where no column says it. */
export interface OutcomeColumns {
  readonly kind?: string;
  readonly user?: string;
  readonly conversation?: string;
  readonly value?: string;
  readonly at?: string;
}

/** Where in a record each thing stands. */
export interface Columns {
  readonly subject: number;
  readonly unit: "user" | "conversation";
  /** Of all rows, or the column that says it. */
  readonly kind: string | number;
  readonly value?: number;
  readonly at?: number;
}

/** What columns are usually called, in small letters with `_` between words. */
const guesses = {
  user: /^(?:(?:end_)?user|customer|account|client|member|subscriber)(?:_(?:id|uuid|key))?$|^uid$/,
  conversation: /^(?:conversation|session|thread|chat)(?:_(?:id|uuid|key))?$/,
  kind: /^(?:kind|outcome|event|type)(?:_(?:kind|type|name))?$/,
  value: /^(?:value|happened|result)$/,
  at: /(?:^|_)(?:at|date|day|time|timestamp|datetime|when)$/,
} as const;

/**
 * Finds the columns by the names in the first record, those that were not named by what they are usually called. `fallback`: what the
 * outcome is called where neither `kind` nor a column says it. Throws `outcome-columns`.
 */
export function columnsOf(header: readonly string[], given: OutcomeColumns, fallback: string): Columns {
  const taken = new Set<number>();
  const plain = header.map(wordsOf);
  const named = (name: string): number => {
    const at = header.findIndex((one) => one.toLowerCase() === name.toLowerCase());
    if (at < 0) throw noColumns(`There is no column ${name}.`, header);
    taken.add(at);
    return at;
  };
  const guessed = (guess: RegExp): number | undefined => {
    const at = plain.findIndex((name, index) => !taken.has(index) && guess.test(name));
    if (at < 0) return undefined;
    taken.add(at);
    return at;
  };
  const whose = (): Pick<Columns, "subject" | "unit"> => {
    if (given.user !== undefined) return { unit: "user", subject: named(given.user) };
    if (given.conversation !== undefined) return { unit: "conversation", subject: named(given.conversation) };
    for (const unit of ["user", "conversation"] as const) {
      const subject = guessed(guesses[unit]);
      if (subject !== undefined) return { unit, subject };
    }
    throw noColumns("No column says whose outcome a line is.", header);
  };
  const { subject, unit } = whose();
  const kind = given.kind ?? guessed(guesses.kind) ?? fallback;
  const own = typeof kind === "string" ? wordsOf(kind) : undefined;
  const value =
    given.value !== undefined ? named(given.value) : (guessed(guesses.value) ?? indexOf(plain, own, taken));
  const at = given.at !== undefined ? named(given.at) : guessed(guesses.at);
  return { subject, unit, kind, ...(value !== undefined && { value }), ...(at !== undefined && { at }) };
}

/** `userId`, `User ID` and `user-id` are `user_id`. */
const wordsOf = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_");

/** `churned.csv` often has the column `churned`. */
function indexOf(plain: readonly string[], name: string | undefined, taken: Set<number>): number | undefined {
  const at = plain.findIndex((one, index) => !taken.has(index) && one === name);
  if (at < 0) return undefined;
  taken.add(at);
  return at;
}

const noColumns = (what: string, header: readonly string[]): UserError =>
  new UserError(
    "outcome-columns",
    `${what} The first line has: ${header.slice(0, 20).join(", ")}.`,
    "Name the columns: homeostat outcomes import FILE.csv --user COLUMN (or --conversation COLUMN) [--value COLUMN] [--at COLUMN]",
  );

/** 1 it happened, 0 it did not, or a number of its own; undefined where the text says none of these. */
export function valueIn(text: string): number | undefined {
  const word = text.trim().toLowerCase();
  if (/^(?:true|yes|y|t)$/.test(word)) return 1;
  if (/^(?:false|no|n|f)$/.test(word)) return 0;
  return word !== "" && Number.isFinite(Number(word)) ? Number(word) : undefined;
}

const dayMs = 86_400_000;

/**
 * Epoch milliseconds of an ISO 8601 time, or of a number of seconds or milliseconds; undefined where it is none. A day without a time is
 * its end, in UTC: what was said on that day came before.
 */
export function timeIn(text: string): number | undefined {
  const word = text.trim();
  if (/^\d{9,11}(?:\.\d+)?$/.test(word)) return Number(word) * 1000;
  if (/^\d{12,14}$/.test(word)) return Number(word);
  if (/^\d{4}-\d{2}-\d{2}$/.test(word)) {
    const ms = Date.parse(word);
    return Number.isNaN(ms) ? undefined : ms + dayMs - 1;
  }
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(word)) return undefined;
  // Without a zone it is UTC, whatever the machine's.
  const ms = Date.parse(`${word.replace(" ", "T")}${/(?:Z|[+-]\d{2}:?\d{2})$/i.test(word) ? "" : "Z"}`);
  return Number.isNaN(ms) ? undefined : ms;
}
