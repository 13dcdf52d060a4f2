import { lowerWordsOf } from "../../behaviors/index.ts";
import { termsIn } from "../terms.ts";
import { type Bound, boundIn, people } from "./bounds.ts";
import { isParticiple } from "./turn-terms.ts";

/** A word that a condition names. `isParticiple`: as something that happened ("cancelled flights"). */
export interface Named {
  readonly stem: string;
  readonly isDenied: boolean;
  readonly isParticiple: boolean;
}

/** Who makes a phrase true: `user` by saying it, `agent` by doing it, `any` in whatever way. */
export type By = "user" | "agent" | "any";

/** What has to come together in one way to meet a condition. */
export interface Phrase {
  readonly by: By;
  readonly words: readonly Named[];
  readonly bound?: Bound;
  /** "Has already been flown": a time is past that belongs to what it names. */
  readonly isPast: boolean;
}

/** Of each part one phrase is to be met. Empty for a condition that names nothing. */
export type Condition = readonly (readonly Phrase[])[];

/** Verbs by which somebody is heard to say or to want something. */
const saying =
  "(?:ask|mention|complain|request|want|wish|report|say|said|tell|told|express|describe|prefer|insist|inquire|state|claim|indicate|refuse|need|seek|demand|would like|talk|write|wrote|bring|raise|share|like|look|is asking|is looking|is requesting|threaten|question)";
const userSays = new RegExp(
  `\\b${people}(?:\\s+(?:also|still|only|then|now|explicitly|clearly))*\\s+${saying}(?:s|es|ed|d|ing)?\\b`,
  "i",
);
const saysToo = new RegExp(`^(?:also |then )?${saying}(?:s|es|ed|d)?\\b`, "i");
const agentDoes = /^(?:you\s|the agent\s)?(?:\p{L}+ing)\b|^(?:you|the agent)\b/iu;

/** Where "and" or "but" begins another clause: "and has no insurance", "and the flight is delayed", not "terms and conditions". */
const another =
  /(?:,\s*|\s+)(?:and|but)\s+(?=(?:is|are|was|were|has|have|had|does|do|did|wants?|needs?|asks?|cannot|can|will|would|not|no|it|they|there|their|the)\b|\p{L}+s\s+(?:an?|the|to|about|no|not|their|his|her|in|on|for|with)\b|\p{L}+s\s+\()/iu;

const cache = new Map<string, Condition>();

/** What a condition asks for, read once for each text. */
export function readCondition(trigger: string): Condition {
  let condition = cache.get(trigger);
  if (!condition) {
    if (cache.size > 5_000) cache.clear();
    condition = conditionIn(trigger);
    cache.set(trigger, condition);
  }
  return condition;
}

function conditionIn(trigger: string): Condition {
  const text = trigger.replace(/[’‘ʼ]/g, "'").replace(/["“”`]/g, " ");
  let by: By = "any";
  return text
    .split(another)
    .map((clause, i) => {
      // A clause without a subject has that of the first: "the user has … and wants …".
      by = i > 0 && saysToo.test(clause.trim()) ? "user" : byOf(clause, i > 0 ? "any" : by);
      const isWished = by === "user" && (isWish.test(clause) || mayBe.test(clause));
      return alternativesOf(clause).flatMap((phrase) => phraseOf(phrase, by, isWished) ?? []);
    })
    .filter((phrases) => phrases.length > 0);
}

/** What may be done is what somebody asks for, and has not happened: "flights can be cancelled". */
const mayBe = /\b(?:can|may|could) be\b/i;

const byOf = (clause: string, otherwise: By): By =>
  userSays.test(clause) || mayBe.test(clause) ? "user" : agentDoes.test(clause.trim()) ? "agent" : otherwise;

/**
 * A clause once for each of what "or" and commas set apart. "Health or weather reasons" at the end of a longer clause takes the clause
 * along; "dizziness, chest pain or fainting" does not; "change or cancel the order" shares the order.
 */
function alternativesOf(clause: string): string[] {
  const { text, examples } = withoutBrackets(clause);
  const items = text.split(between).filter((item) => item.trim() !== "");
  const spread = items.flatMap(bySlash);
  return [...withShared(spread), ...examples];
}

/** "Or", commas that are in no number, semicolons. */
const between = /\s*(?:,(?!\d{3}(?!\d))|;|\bor\b)\s*/i;

/** "(basic) economy" is both; a list in brackets names cases of what stands before it. */
function withoutBrackets(clause: string): { text: string; examples: string[] } {
  const examples: string[] = [];
  const text = clause.replace(/\(([^()]*)\)?/g, (_, inside: string) => {
    if (!/,|\bor\b/i.test(inside)) return /^\p{L}+$/u.test(inside.trim()) ? "" : ` ${inside} `;
    examples.push(...inside.split(between).filter((item) => item.trim() !== ""));
    return " ";
  });
  const optional = /\(\s*(\p{L}+)\s*\)\s*(?=\p{L})/u.exec(clause);
  return { text: optional ? `${text} or ${clause.replace(/[()]/g, "")}` : text, examples };
}

/** "Silver/gold member" is two. */
function bySlash(item: string): string[] {
  const found = /(\p{L}+)((?:\/\p{L}+)+)/u.exec(item);
  if (!found) return [item];
  return found[0].split("/").map((one) => item.replace(found[0], one));
}

const ownVerb =
  /^(?:is|are|was|were|has|have|had|does|do|did|wants?|needs?|asks?|cannot|can|will|would|it|they|there|the\s+\p{L}+\s+(?:is|are|has|was))\b|^\p{L}+s\s+(?:an?|the|to|about|no)\b/iu;

function withShared(items: readonly string[]): string[] {
  const [first, second] = items;
  if (first === undefined || second === undefined || items.length !== 2 || ownVerb.test(second))
    return [...items];
  const [head, tail] = [termsIn(first), termsIn(second)];
  if (
    head.length === 1 &&
    tail.length > 1 &&
    /^\p{L}+\s+(?:an?|the|their|his|her|its|my|any)\b/iu.test(second)
  )
    return [`${first} ${second.replace(/^\p{L}+\s+/u, "")}`, second];
  if (head.length < 3 || tail.length > 2) return [...items];
  const words = first.trim().split(/\s+/);
  return [first, `${words.slice(0, -1).join(" ")} ${second}`];
}

/** Words that weigh nothing in a condition, whatever they weigh in a conversation. */
const light = new Set(
  "take taken taking action actions case cases situation call calls called calling use using used make made portion part".split(
    " ",
  ),
);
/** How many words a denial reaches in a condition. */
const mostDenied = 4;

/** What is wished for has not happened: "asks to have data erased". */
const isWish = /\b(?:ask|want|request|wish|like|need|prefer|insist|demand)(?:s|es|ed|ing)?\b(?! about)/i;

function phraseOf(text: string, by: By, isWished: boolean): Phrase | undefined {
  const { bound, rest } = boundIn(text);
  const words: Named[] = [];
  let denied = 0;
  // "Booking user": what stands before people says which of them.
  for (const word of lowerWordsOf(
    rest.replace(/\b\p{L}+ing\s+(?=(?:user|customer|member|passenger)s?\b)/giu, ""),
  )) {
    if (/^(?:no|not|without|never)$|n't$/.test(word)) denied = mostDenied;
    if (light.has(word) || word.endsWith("n't")) continue;
    for (const stem of termsIn(word)) {
      if (words.some((one) => one.stem === stem)) continue;
      words.push({ stem, isDenied: denied > 0, isParticiple: !isWished && isParticiple(word) });
      denied--;
    }
  }
  if (words.length === 0 && !bound) return undefined;
  const isPast = /\balready\b/i.test(text) && !/\bnot\b|n't\b/i.test(text);
  return { by, words, isPast, ...(bound && { bound }) };
}
