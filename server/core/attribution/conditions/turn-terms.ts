import { lowerWordsOf } from "../../behaviors/index.ts";
import type { Message } from "../../store/index.ts";
import { termOf, termsIn } from "../terms.ts";
import { type Fact, factOfAnswer, factsIn, factsOf } from "./facts.ts";
import { numberOf } from "./numbers.ts";

/**
 * What a condition can be met by, as `samples.terms` keeps it, one blank between: stems of words, those of the user first, and behind `>` those
 * that stand in calls and results alone. What else there is an earlier build takes for words that nobody says: `!w` the user denied it ("no
 * insurance"), `'w` used it as a participle ("cancelled"); `+w` stands in the name or the fields of a call. Data: `key=value`, `key#number`,
 * and `key@hours`, how long before now.
 */
export const marks = { heard: ">", denied: "!", participle: "'", called: "+" } as const;

/** Beyond this many characters a tool's answer says nothing more about what the turn is about. */
const mostOfResult = 4_000;

/**
 * Everything in a turn that a condition could be about: the user's words, the tools called, their arguments and results. The agent's
 * own words are left out: what it says is what is judged. Names of fields are no words: they stand in each result, whatever it says.
 */
export function turnTerms(messages: readonly Message[], nowMs?: number): string {
  const said = new Set<string>();
  const heard = new Set<string>();
  const ranges = new Map<string, [number, number]>();
  for (const message of messages) {
    for (const term of termsOfMessage(message)) (message.role === "user" ? said : heard).add(term);
    for (const { fact } of factsBy(message)) {
      const measured = measureOf(fact, nowMs);
      if (measured === undefined) heard.add(`${fact.key}=${fact.is}`);
      // A time says nothing where it is not known what time it was.
      else if (Number.isFinite(measured.value)) widen(ranges, measured.name, measured.value);
    }
  }
  for (const [name, [least, most]] of ranges) heard.add(name + least).add(name + most);
  const others = [...heard].filter((term) => !said.has(term));
  return [...said, ...(others.length > 0 ? [marks.heard, ...others] : [])].join(" ");
}

/** Of more numbers than that in one turn, as of lists of offers, none is what a condition is about. */
const mostMeasures = 16;

/** Of a number that occurs often, as the prices of a list, the least and the most are kept. */
function widen(ranges: Map<string, [number, number]>, name: string, value: number): void {
  const range = ranges.get(name);
  if (!range) {
    if (ranges.size < mostMeasures) ranges.set(name, [value, value]);
  } else if (value < range[0]) range[0] = value;
  else if (value > range[1]) range[1] = value;
}

const hourMs = 3_600_000;

/** Numbers and times by the name under which they are kept; undefined for what is a category. */
export function measureOf(
  fact: Fact,
  nowMs: number | undefined,
): { name: string; value: number } | undefined {
  if (fact.number !== undefined) return { name: `${fact.key}#`, value: fact.number };
  if (fact.atMs === undefined) return undefined;
  const hours = (nowMs === undefined ? Number.NaN : nowMs - fact.atMs) / hourMs;
  return { name: `${fact.key}@`, value: Math.round(hours * 10) / 10 };
}

/** Stems and marks of a message's words, in order. The agent's own words are none. */
export function termsOfMessage(message: Message): string[] {
  if (message.role === "user") return wordsOfUser(message.text);
  const result = message.role === "tool" ? termsIn(valuesOf(message.text.slice(0, mostOfResult))) : [];
  const calls = (message.toolCalls ?? []).flatMap(({ name, args }) => [
    ...termsIn(name).flatMap((term) => [term, marks.called + term]),
    ...termsIn(fieldsOf(args).join(" ")).map((term) => marks.called + term),
    ...termsIn(valuesOf(JSON.stringify(args) ?? "")),
  ]);
  return [...result, ...calls];
}

const fieldsOf = (args: unknown): string[] =>
  typeof args === "object" && args !== null && !Array.isArray(args) ? Object.keys(args) : [];

/** JSON without the names of its fields. */
const valuesOf = (text: string): string =>
  /^\s*[[{]/.test(text) ? text.replace(/"(?:[^"\\]|\\.){1,60}"\s*:/g, " ") : text;

/** Data in a message: what calls were told and what tools answered. */
export function factsBy(message: Message): { fact: Fact; of: string }[] {
  const told = (message.toolCalls ?? []).flatMap(({ name, args }) =>
    factsOf(args, name).map((fact) => ({ fact, of: name })),
  );
  if (message.role === "user") return numbersSaid(message.text).map((fact) => ({ fact, of: "" }));
  if (message.role !== "tool") return told;
  const name = message.toolName ?? "";
  return [...factsIn(message.text), ...factOfAnswer(name, message.text)].map((fact) => ({ fact, of: name }));
}

const denial = /^(?:no|not|without|never|n't|none|neither|nor|lack|lacks|lost|forgot|forgotten)$|n't$/;
/** After these a denial is over: "I can't run because of knee pain" denies no pain. */
const over = /^(?:because|but|since|so|when|if|although|though|as|that|which|while|until|unless|and)$/;
/** How many telling words a denial reaches: "I don't have the reservation id" denies two. */
const reach = 3;

function wordsOfUser(text: string): string[] {
  const found: string[] = [];
  for (const clause of text
    .replace(/_/g, " ")
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .split(/[.!?;:\n]|,\s/)) {
    let denied = 0;
    for (const word of lowerWordsOf(clause)) {
      if (denial.test(word)) denied = reach;
      else if (over.test(word)) denied = 0;
      const term = denial.test(word) ? "" : termOf(word);
      if (term === "") continue;
      found.push(term);
      if (isParticiple(word)) found.push(marks.participle + term);
      if (denied-- > 0) found.push(marks.denied + term);
    }
  }
  return found;
}

/** "Cancelled", not "cancel" and not "need". */
export const isParticiple = (word: string): boolean => word.length > 5 && /[^e]ed$/.test(word);

const counted =
  /(?<![\p{L}\p{N}.,])(\$|€|£)?(\d{1,3}(?:,\d{3})+|\d{1,6}(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:[ -](year)s?[ -]olds?|[ -]?(\p{L}{1,14}))?(?=$|[^\p{L}])(\s+ago)?/giu;
const age =
  /\b(?:i'?m|i am|aged?|she'?s|he'?s|she is|he is|is)\s+(\d{1,2})(?=\s*(?:[.,;!?)]|$|and\b|years))/giu;

/** Numbers that a user gives: "three bags" is `bag` 3, "$200" is `$` 200, "15 years old" is `age` 15. */
function numbersSaid(text: string): Fact[] {
  const straight = text.replace(/[’‘ʼ]/g, "'");
  const facts: Fact[] = [];
  for (const [quote, currency, digits, years, noun, ago] of straight.matchAll(counted)) {
    const number = numberOf(digits!);
    if (number === undefined) continue;
    const key = years
      ? "age"
      : currency || /^(?:dollars?|usd|euros?|eur|pounds?)$/i.test(noun ?? "")
        ? "$"
        : termOf(noun?.toLowerCase() ?? "");
    if (key) facts.push({ key: ago ? `ago.${key}` : key, number, quote: quote.trim() });
  }
  for (const [quote, digits] of straight.matchAll(age))
    facts.push({ key: "age", number: Number(digits), quote });
  return facts;
}
