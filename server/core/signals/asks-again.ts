import type { Reading, Said } from "./reading.ts";
import type { Found } from "./signals-of.ts";

/**
 * asks-again: the agent asks for a detail that the user has given: an id, a number, an e-mail address, a name. Only details with a
 * form of their own are known, so that "given" is certain. The user saying "I already gave you..." shows it as well. English names of
 * details; "my user id" must be said in English.
 */
export function asksAgain(reading: Reading): Found[] {
  const given = new Set<string>();
  const found: Found[] = [];
  let asked: Said | undefined;
  for (const said of reading.said) {
    const { role } = said.message;
    if (said.text === "") continue;
    if (role === "user") {
      if (asked && GAVE.test(said.lower)) found.push({ messageIndex: asked.index, quoted: asked.text });
      for (const [name, { value }] of details) if (!given.has(name) && value.test(said.text)) given.add(name);
    } else if (role === "assistant") {
      asked = said;
      const at = askedAgain(said, given);
      if (at !== undefined) found.push({ messageIndex: said.index, quoted: said.text, at });
    }
  }
  return found;
}

const GAVE =
  /\bi(?:'ve| have)? already (?:gave|given|provided|told|shared|sent|mentioned)\b(?![^.!?\n]{0,30}\bdon't)|\b(?:is|was|were|are) already (?:given|provided|shared)\b|\bas (?:i )?already (?:given|provided)\b/;

interface Detail {
  /** How an agent names it, after "your". */
  readonly name: RegExp;
  /** How a user gives it. */
  readonly value: RegExp;
}

/** What may stand between the name of a detail and its value. */
const BETWEEN = "(?:\\s|[:=,#*-]|is|was|number|code|id|ID){0,10}";
const details: ReadonlyMap<string, Detail> = new Map([
  [
    "user id",
    {
      name: /^(?:user|customer|account|member|profile|client)(?: |-)?(?:id|name|number)\b|^username\b/,
      value:
        /\b(?:user|customer|account|member)(?:\s|-)?(?:id|name|number)\b.{0,12}?\b[A-Za-z]*[\w.-]*\d[\w.-]*|\b[a-z]+_[a-z]+_\d+\b/i,
    },
  ],
  [
    "record id",
    {
      name: /^(?:reservation|booking|confirmation|order|ticket|case)(?: |-)?(?:id|number|code|reference)\b/,
      value: new RegExp(
        `\\b(?:[Rr]eservation|[Bb]ooking|[Cc]onfirmation|[Oo]rder|[Tt]icket|[Cc]ase)\\b${BETWEEN}(?:[A-Z0-9]{5,12}|#?\\d{4,12})\\b`,
      ),
    },
  ],
  ["e-mail", { name: /^e-?mail(?: address)?\b/, value: /[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,60}/ }],
  [
    "phone",
    {
      name: /^(?:phone|telephone|mobile|contact)(?: phone)? number\b/,
      value: /(?:\+|\b)\d[\d ().-]{7,16}\d\b/,
    },
  ],
  [
    "postcode",
    {
      name: /^(?:zip|postal|post) ?code\b/,
      value: /\b(?:zip|post(?:al)?) ?code\W{1,4}(?:is )?[A-Z0-9]{3,8}\b/i,
    },
  ],
  [
    "date of birth",
    {
      name: /^(?:date of birth|birth ?date)\b/,
      value: /\b(?:date of birth|birth ?date|dob|born)\b.{0,12}\d{2,4}/i,
    },
  ],
]);

const ASKS =
  /\b(?:provide|share|give|tell me|send me|enter|specify|what(?:'s| is)|need|require|confirm)\b(?: (?:me|us|with|both|again|to|know|have|first|the|following|please|just|also)){0,4} your ([a-z -]{3,40})/g;

function askedAgain({ lower }: Said, given: ReadonlySet<string>): number | undefined {
  if (given.size === 0) return undefined;
  for (const match of lower.matchAll(ASKS))
    for (const [name, detail] of details)
      if (given.has(name) && detail.name.test(match[1]!)) return match.index;
  return undefined;
}
