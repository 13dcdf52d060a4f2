import { termOf } from "../terms.ts";
import { numberOf } from "./numbers.ts";

/** "More than three passengers": a number is to be in `least`..`most`, without the ends where it is strict. */
export interface Bound {
  readonly least: number;
  readonly most: number;
  readonly isStrict: boolean;
  /** `ago` counts hours before now, `hours` how long something lasts, `age` years of a person, `$` money, `count` whatever `of` says. */
  readonly unit: "ago" | "hours" | "age" | "$" | "count";
  readonly of?: string;
}

/** Whom a condition is about, where it is about people. */
export const people =
  "(?:user|customer|caller|client|guest|member|runner|patient|student|person|someone|somebody|anyone|they|he|she|visitor|employee|people)s?";
const units: Readonly<Record<string, number>> = {
  ...{ minute: 1 / 60, min: 1 / 60, hour: 1, hr: 1, h: 1 },
  ...{ day: 24, week: 168, month: 730, year: 8766 },
};

/** How many hours a unit of time has; undefined for words that are none. */
export const hoursOf = (unit: string): number | undefined => units[unit.toLowerCase().replace(/s$/, "")];

const number =
  "(?:[$€£])?\\d[\\d,]*(?:\\.\\d+)?|an?(?=\\s+(?:minute|hour|day|week|month|year)\\b)|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve";
const above =
  "(?:more|greater|longer|older|higher|later) than|over|above|exceeds?|exceeding|at least|no less than|beyond|>=?";
const below =
  "(?:less|fewer|shorter|younger|lower|no more|not more) than|under|below|within|in|at most|up to|<=?";
const among = "(?:\\s+(?:the|an?))?(?:\\s+(?:last|past|first|next|previous))?";
const bound = new RegExp(
  `(?<![\\p{L}])(${above}|${below})${among}\\s+(${number})\\s*(%|\\p{L}+)?(\\s+old|\\s+of age|\\s+ago)?`,
  "iu",
);
const isInclusive = /^(?:at|up to|within|in|no|not)\b|=$/i;
const isAbove = new RegExp(`^(?:${above})$`, "i");

/** What a condition says of a number, and the rest of its words. "In" bounds times alone. */
export function boundIn(text: string): { readonly bound?: Bound; readonly rest: string } {
  const found = bound.exec(text);
  if (!found) return { rest: text };
  const [all, comparator = "", digits = "", noun = "", old = ""] = found;
  const amount = /^an?$/i.test(digits) ? 1 : numberOf(digits.replace(/^[$€£]/, ""));
  const hours = hoursOf(noun);
  if (amount === undefined || (/^in$/i.test(comparator) && !hours)) return { rest: text };
  const unit = unitOf({ comparator, digits, noun, old, amount, before: text.slice(0, found.index) });
  const value = unit === "ago" || unit === "hours" ? amount * (hours ?? 1) : amount;
  const of = unit === "count" ? termOf(noun.toLowerCase()) : "";
  return {
    bound: {
      least: isAbove.test(comparator) ? value : unit === "ago" ? 0 : Number.NEGATIVE_INFINITY,
      most: isAbove.test(comparator) ? Number.POSITIVE_INFINITY : value,
      isStrict: !isInclusive.test(comparator),
      unit,
      ...(of !== "" && { of }),
    },
    rest: text.replace(all, unit === "count" ? ` ${noun} ` : " "),
  };
}

interface Parts {
  readonly comparator: string;
  readonly digits: string;
  readonly noun: string;
  readonly old: string;
  readonly amount: number;
  readonly before: string;
}

const ofPeople = new RegExp(`\\b${people}\\b`, "i");

function unitOf({ comparator, digits, noun, old, amount, before }: Parts): Bound["unit"] {
  if (/^[$€£]/.test(digits) || /^(?:dollars?|euros?|usd|eur|pounds?)$/i.test(noun)) return "$";
  // "Under 16" of a person is an age.
  const isBare =
    noun === "" && amount < 100 && /^(?:under|over|above|below|older|younger|at least)/i.test(comparator);
  if (/^years?$/i.test(noun) ? /old|age/i.test(old) : isBare && ofPeople.test(before)) return "age";
  if (!hoursOf(noun)) return "count";
  return /ago|old/i.test(old) || /^(?:within|in|older)/i.test(comparator) ? "ago" : "hours";
}
