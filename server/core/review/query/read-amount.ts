import type { Interval } from "./query.ts";
import type { FieldType } from "./query-field.ts";

export type AmountType = Extract<FieldType, "number" | "money" | "duration" | "time">;

/** The moment a query is asked; days are those of the machine's clock. */
export interface ReadContext {
  readonly nowMs: number;
}

/** How a value of each type is written, for messages. */
export const amountForms: Readonly<Record<AmountType, string>> = {
  number: "a number such as 20, 5k or 1.5M",
  money: "an amount such as 0.02 or $1.50",
  duration: "a duration such as 500ms, 3s, 2m or 1h",
  time: "a date such as 2026-01-31, a time such as 2026-01-31T09:30, today, yesterday, or how long ago, such as 7d",
};

/** What a value stands for: a point, or for a day and the like the whole of it. Undefined where it cannot be read. */
export function readAmount(type: AmountType, text: string, context: ReadContext): Interval | undefined {
  if (type === "time") return readTime(text.toLowerCase(), context);
  const value = readers[type](text.replaceAll("_", ""));
  return value === undefined || !Number.isFinite(value) ? undefined : { low: value, high: value };
}

const readers: Readonly<Record<Exclude<AmountType, "time">, (text: string) => number | undefined>> = {
  number: (text) => scaled(text, { "": 1, k: 1e3, m: 1e6 }),
  money: (text) => scaled(text.replace(/^\$|usd$/gi, ""), { "": 1, k: 1e3, m: 1e6, c: 0.01, ct: 0.01 }),
  duration: (text) => scaled(text, { "": 1, ms: 1, s: 1e3, m: 60e3, min: 60e3, h: 3600e3, d: 86400e3 }),
};

function scaled(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^(-?(?:\d+(?:\.\d*)?|\.\d+))([a-z]*)$/i.exec(text);
  if (!match) return undefined;
  const unit = match[2]!.toLowerCase();
  if (!Object.hasOwn(units, unit)) return undefined;
  // Written out as people write it: 0.1s is 100 ms and not 100.00000000000001.
  return Number((Number(match[1]) * units[unit]!).toPrecision(15));
}

const agoMs: Readonly<Record<string, number>> = {
  m: 60e3,
  min: 60e3,
  h: 3600e3,
  d: 86400e3,
  w: 7 * 86400e3,
};

function readTime(text: string, { nowMs }: ReadContext): Interval | undefined {
  if (text === "now") return { low: nowMs, high: nowMs };
  if (text === "today" || text === "yesterday") {
    const now = new Date(nowMs);
    return days(now.getFullYear(), now.getMonth(), now.getDate() - (text === "today" ? 0 : 1), 1);
  }
  const ago = /^(\d{1,6})(m|min|h|d|w)$/.exec(text);
  if (ago) {
    const at = nowMs - Number(ago[1]) * agoMs[ago[2]!]!;
    return { low: at, high: at };
  }
  const date =
    /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[t ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(z|[+-]\d{2}:?\d{2})?)?)?)?$/.exec(
      text,
    );
  return date ? readDate(date) : undefined;
}

function readDate(match: RegExpExecArray): Interval | undefined {
  const [year, month, day, hour, minute] = match.slice(1, 6).map((part) => part && Number(part));
  if (typeof year !== "number") return undefined;
  if (typeof month !== "number") return span(new Date(year, 0, 1), new Date(year + 1, 0, 1));
  if (month < 1 || month > 12) return undefined;
  if (typeof day !== "number") return span(new Date(year, month - 1, 1), new Date(year, month, 1));
  const isDay = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
  if (day < 1 || !isDay) return undefined;
  if (typeof hour !== "number") return days(year, month - 1, day, 1);
  if (hour > 23 || (minute as number) > 59 || Number(match[6] ?? 0) > 59) return undefined;
  // Written as the standard has it; without a zone it is the machine's own.
  const at = Date.parse(match[0].toUpperCase().replace(" ", "T"));
  return Number.isNaN(at) ? undefined : { low: at, high: at };
}

const days = (year: number, month: number, day: number, count: number): Interval =>
  span(new Date(year, month, day), new Date(year, month, day + count));

const span = (from: Date, to: Date): Interval => ({
  low: from.getTime(),
  high: to.getTime(),
  highExcluded: true,
});
