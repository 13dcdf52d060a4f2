import { exactText, type Interval, type Pattern, type QueryField } from "../../review/index.ts";
import { quote } from "../../store/index.ts";

// Parts of conditions in LanceDB's SQL. What people typed goes in through `quote` alone, and as a pattern through `likeText` before it. A
// part may be neither true nor false where a row has no value; `plan.ts` sees to it that this counts as false.

const column = (name: string): string => `\`${name}\``;
export const anyOfThem = (parts: readonly string[]): string =>
  parts.length === 0 ? "false" : parts.length === 1 ? parts[0]! : `(${parts.join(" OR ")})`;

/** A number as SQL reads it as one with a fraction, whatever its size. */
const numberSql = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));

export function intervalSql(expression: string, { low, high, lowExcluded, highExcluded }: Interval): string {
  const parts = [
    ...(low === undefined ? [] : [`${expression} ${lowExcluded ? ">" : ">="} ${numberSql(low)}`]),
    ...(high === undefined ? [] : [`${expression} ${highExcluded ? "<" : "<="} ${numberSql(high)}`]),
  ];
  return parts.length === 0 ? `${expression} IS NOT NULL` : `(${parts.join(" AND ")})`;
}

const likeText = (text: string): string => text.replace(/[%_\\]/g, "\\$&");

/** The column's text is as the pattern has it, whatever its case. */
export function patternSql(name: string, pattern: Pattern): string {
  const exact = exactText(pattern);
  if (exact !== undefined) return `lower(${column(name)}) = ${quote(exact)}`;
  return `lower(${column(name)}) LIKE ${quote(pattern.pieces.map(likeText).join("%"))}`;
}

export const patternsSql = (name: string, any: readonly Pattern[]): string =>
  anyOfThem(any.map((pattern) => patternSql(name, pattern)));

/** For columns whose few values are known and in lower case: as they stand, so that an index can answer. */
export const valuesSql = (name: string, values: readonly string[]): string =>
  anyOfThem(values.map((value) => `${column(name)} = ${quote(value)}`));

/** One of the labels, as they stand in the list. */
export const labelsSql = (labels: readonly string[]): string =>
  labels.length === 0
    ? "false"
    : labels.length === 1
      ? `array_has(\`labels\`, ${quote(labels[0]!)})`
      : `array_has_any(\`labels\`, make_array(${labels.map(quote).join(", ")}))`;

/** What `has:` asks of the conversation's own row. */
export const presenceSql: Readonly<Record<string, string>> = {
  error: "`errorCount` > 0.0",
  user: "`userId` IS NOT NULL",
  cost: "`costUsd` IS NOT NULL",
  time: "`startMs` IS NOT NULL",
  outcome: "`outcomeLabel` IS NOT NULL",
};

export function sumSql(columns: readonly string[], any: readonly Interval[]): string {
  const sum = columns.map((name) => `coalesce(${column(name)}, 0.0)`).join(" + ");
  const isKnown = columns.map((name) => `${column(name)} IS NOT NULL`).join(" OR ");
  return `((${isKnown}) AND ${anyOfThem(any.map((interval) => intervalSql(`(${sum})`, interval)))})`;
}

export const intervalsSql = (name: string, any: readonly Interval[]): string =>
  anyOfThem(any.map((interval) => intervalSql(column(name), interval)));

/** Columns that hold one of the field's own values and nothing else. */
export const hasOwnValues = ({ name }: QueryField): boolean => name === "status" || name === "outcome";
