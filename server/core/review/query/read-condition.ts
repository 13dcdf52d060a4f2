import { didYouMean } from "../../evaluators/index.ts";
import { bareField, fieldNamed, fieldNames } from "./fields.ts";
import { containing, exactText, matchesPattern } from "./pattern.ts";
import type { Condition, Interval, QueryNode, QueryProblem, Test } from "./query.ts";
import type { QueryField } from "./query-field.ts";
import { type AmountType, amountForms, type ReadContext, readAmount } from "./read-amount.ts";
import { ValueText } from "./value-text.ts";
import { phraseOf } from "./words.ts";

export interface Reading extends ReadContext {
  readonly report: (problem: QueryProblem) => void;
}

type Comparison = "=" | "~" | "<" | "<=" | ">" | ">=";

/** The field's name and the sign behind it; a `~` alone has no name. */
const headPattern = /^([a-z][\w.-]*)?(:[<>]=?|:|!=|!~|[<>]=?|=|~)/i;

/** A token `field:value,value`, `field>3`, `~words` taken apart; undefined where it could not be read, which was reported. */
export function readCondition(
  text: string,
  start: number,
  end: number,
  reading: Reading,
): QueryNode | undefined {
  const [head, typed = "", sign] = headPattern.exec(text.slice(start, end)) ?? ["", "", "~"];
  const valuesAt = start + head.length;
  const named = typed === "" ? { field: bareField } : fieldNamed(typed);
  const place = { start, end: start + typed.length };
  if (!named) {
    reading.report({ range: place, ...unknownField(typed) });
    return undefined;
  }
  const values = ValueText.read(text, valuesAt, end);
  const name = typed || "~";
  const missing = values.find(({ isEmpty }) => isEmpty);
  if (missing) {
    const range = { start: values.length === 1 ? start : missing.start, end: missing.end };
    reading.report({
      range,
      message: `${name} has no value${values.length > 1 ? " beside a comma" : ""}.`,
      hint: `For example ${named.field.examples[0]}`,
    });
    return undefined;
  }
  const comparison = (sign === ":" ? "=" : sign.replace(/^[!:]/, "")) as Comparison;
  const test = readTest(named.field, name, comparison, values, { start, end: valuesAt }, reading);
  if (!test) return undefined;
  const condition: Condition = { kind: "condition", ...named, test };
  return sign.startsWith("!") ? { kind: "not", part: condition } : condition;
}

export function unknownField(typed: string): Pick<QueryProblem, "message" | "hint"> {
  const near = didYouMean(typed, fieldNames);
  return {
    message: `There is no field ${typed}.`,
    hint: near
      ? `Did you mean ${near}? To look for the words themselves, put them in quotation marks.`
      : "homeostat traces --fields lists them. To look for the words themselves, put them in quotation marks.",
  };
}

function readTest(
  field: QueryField,
  name: string,
  comparison: Comparison,
  values: readonly ValueText[],
  head: QueryProblem["range"],
  reading: Reading,
): Test | undefined {
  const refuse = (): undefined => {
    reading.report({
      range: head,
      message: `${name} cannot be compared with ${comparison}.`,
      hint: `For example ${field.examples[0]}`,
    });
  };
  const { type } = field;
  const isEqual = comparison === "=" || comparison === "~";
  if (type === "number" || type === "money" || type === "duration" || type === "time") {
    if (comparison === "~") return refuse();
    if (field.comparison && comparison !== "=") return refuse();
    return readIntervals(type, field.comparison ?? comparison, values, reading);
  }
  if (!isEqual) return refuse();
  if (type === "words") return readPhrases(values, reading);
  if (type === "verdict") return readVerdicts(values, reading);
  if (type === "prompt") return { kind: "prompts", any: values.map(promptTest) };
  return readPatterns(field, comparison, values, reading);
}

function readPatterns(
  field: QueryField,
  comparison: Comparison,
  values: readonly ValueText[],
  reading: Reading,
): Test | undefined {
  const any = values.map(({ pattern }) => (comparison === "~" ? containing(pattern) : pattern));
  const known = field.values && Object.keys(field.values);
  if (known)
    for (const [i, pattern] of any.entries()) {
      if (known.some((value) => matchesPattern(pattern, value))) continue;
      const text = values[i]!.text;
      const near = didYouMean(text, known);
      reading.report({
        range: { start: values[i]!.start, end: values[i]!.end },
        message: `${field.name} is never ${text}.`,
        hint: near ? `Did you mean ${near}?` : `It may be ${known.join(", ")}.`,
      });
      return undefined;
    }
  return { kind: "patterns", any };
}

function readIntervals(
  type: AmountType,
  comparison: Exclude<Comparison, "~">,
  values: readonly ValueText[],
  reading: Reading,
): Test | undefined {
  const any: Interval[] = [];
  for (const value of values) {
    const interval = readInterval(type, comparison, value, reading);
    if (!interval) return undefined;
    any.push(interval);
  }
  return { kind: "intervals", any };
}

function readInterval(
  type: AmountType,
  comparison: Exclude<Comparison, "~">,
  value: ValueText,
  reading: Reading,
): Interval | undefined {
  const read = (part: ValueText): Interval | undefined => {
    const amount = readAmount(type, part.text.trim(), reading);
    if (!amount)
      reading.report({
        range: { start: part.start, end: Math.max(part.end, part.start + 1) },
        message: `${part.text || "This"} is not ${amountForms[type]}.`,
        ...(type !== "time" && { hint: "A range is written 1..5, and one end may be left out." }),
      });
    return amount;
  };
  const range = comparison === "=" ? value.cut(/\.\.\.?/) : undefined;
  if (range && !(range.before.isEmpty && range.after.isEmpty)) {
    const low = range.before.isEmpty ? {} : read(range.before);
    const high = range.after.isEmpty ? {} : read(range.after);
    if (!low || !high) return undefined;
    return {
      ...(low.low !== undefined && { low: low.low }),
      ...(high.high !== undefined && { high: high.high }),
      ...(high.highExcluded && { highExcluded: true }),
    };
  }
  const amount = read(value);
  return amount && compared(amount, comparison);
}

/** `>2026-01-31` is after the whole of that day, `>=` from its beginning. */
function compared(amount: Interval, comparison: Exclude<Comparison, "~">): Interval {
  if (comparison === "=") return amount;
  if (comparison === ">=") return { low: amount.low! };
  if (comparison === "<") return { high: amount.low!, highExcluded: true };
  if (comparison === ">") return { low: amount.high!, ...(!amount.highExcluded && { lowExcluded: true }) };
  return { high: amount.high!, ...(amount.highExcluded && { highExcluded: true }) };
}

export function readPhrases(values: readonly ValueText[], reading: Reading): Test | undefined {
  const phrases = values.map((value) => phraseOf(value.text, value.hasStar));
  const none = phrases.indexOf(undefined);
  if (none >= 0) {
    const { start, end } = values[none]!;
    reading.report({
      range: { start, end },
      message: "There is no word in this.",
      hint: "Words have letters or digits.",
    });
    return undefined;
  }
  return { kind: "phrases", any: phrases.flatMap((phrase) => phrase ?? []) };
}

const labels = ["pass", "fail", "unknown", "not-applicable"];

function readVerdicts(values: readonly ValueText[], reading: Reading): Test | undefined {
  const any: Extract<Test, { kind: "verdicts" }>["any"][number][] = [];
  for (const value of values) {
    const parts = value.cut(/[<>]=?|=/);
    const name = (parts?.before ?? value).pattern;
    if (!parts) {
      any.push({ name });
      continue;
    }
    const given = parts.after.text.toLowerCase();
    if (parts.sign === "=" && labels.includes(given)) {
      any.push({ name, label: given });
      continue;
    }
    if (parts.sign === "=" && !/^-?[\d.]/.test(given)) {
      const near = didYouMean(given, labels);
      reading.report({
        range: { start: parts.after.start, end: Math.max(parts.after.end, parts.after.start + 1) },
        message: `An evaluator never says ${parts.after.text || "nothing"}.`,
        hint: near ? `Did you mean ${near}?` : `It says ${labels.join(", ")}.`,
      });
      return undefined;
    }
    const score = readInterval("number", parts.sign as Exclude<Comparison, "~">, parts.after, reading);
    if (!score) return undefined;
    any.push({ name, score });
  }
  return { kind: "verdicts", any };
}

function promptTest(value: ValueText): Extract<Test, { kind: "prompts" }>["any"][number] {
  const parts = value.cut(/@/, "last");
  if (!parts || parts.before.isEmpty) return { name: value.pattern };
  const version = exactText(parts.after.pattern) ?? parts.after.text.toLowerCase().replaceAll("*", "");
  return { name: parts.before.pattern, ...(version && { version }) };
}
