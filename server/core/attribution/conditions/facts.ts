import { termsIn } from "../terms.ts";

/**
 * Something that a tool was told or gave as data: `cabin` is `basic.econom`, `passeng` number 3, `created.at` a point in time. The key is
 * the stems of a field's name, behind those of the field that it lies in: `flight/date`. `quote` is the field as people read it.
 */
export interface Fact {
  readonly key: string;
  readonly is?: string;
  readonly number?: number;
  readonly atMs?: number;
  readonly quote: string;
}

/** Results can be long lists; what stands behind so many fields or characters says nothing more about what a turn is about. */
const mostFields = 400;
const mostCharacters = 100_000;

/** Facts in a text that is JSON; none in any other. */
export function factsIn(text: string): Fact[] {
  if (!/^\s*[[{]/.test(text) || text.length > mostCharacters) return [];
  try {
    return factsOf(JSON.parse(text) as unknown);
  } catch {
    return [];
  }
}

/** `of`: the tool that was told it; what its arguments count belongs to what it does, `refund/amount` to `issue_refund`. */
export function factsOf(value: unknown, of = ""): Fact[] {
  const facts: Fact[] = [];
  let fields = 0;
  const visit = (one: unknown, name: string, parent: string): void => {
    if (fields++ > mostFields) return;
    if (Array.isArray(one)) {
      if (name) facts.push(numberFact(name, parent || of, one.length));
      for (const item of one) visit(item, name, parent);
    } else if (typeof one === "object" && one !== null) {
      // A field with a digit is one of many of its kind, `credit_card_4196779`: what lies in it lies in what holds them all.
      for (const [key, inner] of Object.entries(one))
        if (/\d/.test(key)) visit(inner, name, parent);
        else visit(inner, key, name || parent);
    } else if (name && !isName.test(name))
      facts.push(...factOf(name, typeof one === "number" ? parent || of : parent, one));
  };
  visit(value, "", "");
  return facts;
}

/** Where a tool answers with a few words alone, they are about what its name asks for: `get_flight_status` gives `flight/status`. */
export function factOfAnswer(toolName: string, text: string): Fact[] {
  const said = text.trim();
  if (!/^[\p{L}_ -]{2,30}$/u.test(said)) return [];
  const [, ...asked] = toolName.replace(/(\p{Ll})(\p{Lu})/gu, "$1_$2").split(/[^\p{L}]+/u);
  const name = asked.at(-1);
  return name ? factOf(name, asked.at(-2) ?? "", said) : [];
}

/** Fields whose numbers only tell things apart. */
const naming =
  /(?:^|[_\s-])(?:id|ids|number|no|code|phone|zip|postcode|index|four|sku|hash)$|(?:Id|Number|Code)$/;
/** Whose name it is, or when they were born, tells nothing about a situation. */
const isName = /name$|birth|^dob$/i;
/** Airports, currencies, countries. */
const isCode = /^[A-Z]{2,3}$/;
const yes = new Set(["yes", "true", "y"]);
const no = new Set(["no", "false", "n", "none"]);
/** Values of more words are texts, and those with digits are names. */
const category = /^\p{L}+(?:[ _-]\p{L}+){0,2}$/u;
const pointInTime = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

function factOf(name: string, parent: string, value: unknown): Fact[] {
  const quote = `${name}: ${String(value)}`;
  if (typeof value === "boolean") return is(name, parent, value ? "yes" : "no", quote);
  if (typeof value === "number") return naming.test(name) ? [] : [numberFact(name, parent, value)];
  if (typeof value !== "string") return [];
  const text = value.trim().toLowerCase();
  if (yes.has(text) || no.has(text)) return is(name, parent, yes.has(text) ? "yes" : "no", quote);
  if (pointInTime.test(value.trim()))
    return [{ key: keyOf(name, parent), atMs: timeOf(value.trim()), quote }];
  if (value.length > 40 || isCode.test(value) || !category.test(value.trim())) return [];
  return is(name, parent, termsIn(text).join("."), quote);
}

const is = (name: string, parent: string, value: string, quote: string): Fact[] =>
  value === "" ? [] : [{ key: keyOf(name, parent), is: value, quote }];

const numberFact = (name: string, parent: string, number: number): Fact => ({
  key: keyOf(name, parent),
  number,
  quote: `${name}: ${number}`,
});

const keys = new Map<string, string>();

function keyOf(name: string, parent: string): string {
  const written = `${parent}/${name}`;
  let key = keys.get(written);
  if (key === undefined) {
    const [own, above] = [name, parent].map((part) => termsIn(part).join("."));
    key = above ? `${above}/${own || name}` : own || name.replace(/[\s=#@]+/g, ".");
    // Names come from tools; a store of fields that are ids would fill the memory.
    if (keys.size > 20_000) keys.clear();
    keys.set(written, key);
  }
  return key;
}

/** A day lasts until it ends, so that what is dated today is not past. Times without a zone are in that of the text's own clock. */
function timeOf(text: string): number {
  if (text.length === 10) return Date.parse(`${text}T23:59:59Z`);
  const iso = text.replace(" ", "T");
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`);
}

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const clock =
  /\b(?:current|today'?s?|present)(?:\s+(?:date|time|day|and))*\s*(?:is|:|=)?\s*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:(\d{4})-(\d\d)-(\d\d)|(\p{L}{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})|(\d{1,2})(?:st|nd|rd|th)? (?:of )?(\p{L}{3,9}),? (\d{4}))(?:[T ,]+(?:at )?(\d{1,2}):(\d\d)(?::(\d\d))?\s*([ap]m)?)?/iu;

/** What time it is for an agent: as its system text says ("The current time is 2024-05-15 15:00:00"), which need not be the true time. */
export function clockIn(systemText: string): number | undefined {
  const found = clock.exec(systemText);
  if (!found) return undefined;
  const month = months.indexOf((found[4] ?? found[8] ?? "").slice(0, 3).toLowerCase());
  if (!found[1] && month < 0) return undefined;
  const year = Number(found[1] ?? found[6] ?? found[9]);
  const day = Number(found[3] ?? found[5] ?? found[7]);
  const half = found[13]?.toLowerCase();
  const hour =
    found[10] === undefined ? 12 : (Number(found[10]) % (half ? 12 : 24)) + (half === "pm" ? 12 : 0);
  return Date.UTC(
    ...([year, found[1] ? Number(found[2]) - 1 : month, day, hour] as const),
    Number(found[11] ?? 0),
    Number(found[12] ?? 0),
  );
}
