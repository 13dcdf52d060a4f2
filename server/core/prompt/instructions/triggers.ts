import { foldText } from "../version.ts";
import { isDirective, opensWithOrder } from "./directives.ts";
import { splitSentences } from "./sentences.ts";

const intro =
  /^(?:for example|for instance|e\.g\.|similarly|likewise|additionally|in addition|note that|remember that|remember),?\s+(?=(?:if|when|whenever|in case)\b)/i;
/** "Refunds: if the order is late, …": the condition comes behind a label. */
const label =
  /^(?!(?:if|when|whenever|once)\b)\p{L}[^:.,;!?]{0,40}(?::| [-–—])\s+(?=(?:if|when|whenever|in case)\b)/iu;
const leading =
  /^(?:[-*\d.)\s]*)(?:(?:but|and|or|otherwise|also|however),?\s+)?(?:(if|when|whenever|in case(?: of)?|once|after|before|while|where|during|upon|should)\s+|for\s+(?!(?:each|every|all|any|now|today|best|safety|clarity|more|further|additional|details?|reference|example|instance|context|simplicity|consistency|brevity|convenience|transparency|accuracy|security|quality|readability|performance|completeness|efficiency|this|that|these|those|your|both|either|reflection|use|the sake)\b))/i;
const mainClause =
  /^(?:then\b|(?:the|your) (?:agent|assistant|model|bot|coach|answer|reply|response)\b|you\b|we\b|it\b|they\b|there\b|this\b|just\b|do\b|don't\b|never\b|always\b|please\b|only\b|no\b|but\b|i\b|(?:the|an?|all|any|each|these|those|some|most)(?:\s+[\p{L}-]+){1,3}?\s+(?:is|are|may|can|should|must|will|shall|has|have|needs?|does?)\b)/iu;
/** Words after which "if" asks a question ("check if…") or makes no condition ("even if…", "only if…", "it is fine if…"). */
const notACondition =
  /\b(?:ask|asks|check|checks|see|know|confirm|verify|determine|decide|find out|whether|tell|unsure|sure|as|even|only|and|or|but|evaluate|assess|judge|indicate|state|specify|describe|explain|understand|wonder|clear|care|matter|matters|fine|ok|okay|acceptable|better|best|especially|particularly|except)\s*$/i;
const trailing = /[\s,(](?:if|when|whenever|in case)\s+(?!and only\b|any\b|not\b|(?:not )?to\b)([^;|]+)/i;
/** "Return true if it holds or false if it does not" names both cases: it always applies. */
const bothCases = /\b(?:or|and|otherwise|else)\s+(?!if\b|when\b)[^,;.]{0,200}\s(?:if|when)\b/i;

/** What depends on the task at hand, not on what anybody says: "if possible", "when available". */
const general =
  /^(?:(?:it is|it's|absolutely|strictly|really|at all)\s+)*(?:necessary|possible|needed|applicable|appropriate|available|provided|present|helpful|relevant|useful|required|desired|feasible|supported|suitable)$/i;
/** Words that name nothing but the work of answering: "when responding to the user", "before each reply". */
const answering =
  /^(?:you(?:'re)?\s+)?(?:are\s+)?(?:answer|respond|reply|speak|communicat|interact|generat|creat|produc|formulat|compos|draft|craft|format|provid|giv|present|writ|deliver|return)(?:ing|e)?(?:\s+(?:to|with|in|for|on|of|up|the|an?|your|this|these|any|each|all|every|final|users?|customers?|(?:user|customer)'s|their|its|me|responses?|answers?|reply|replies|outputs?|messages?|questions?|query|queries|requests?|prompts?))*$/i;
const eachTime = /^(?:each|every|any|all|you)\b/i;
const lasting = /^(?:[\p{L}-]+ing\b|the (?:user|customer|caller|client|member|guest)\b)/iu;

/**
 * The condition under which a sentence or bullet is put to work, without its "if": "If the runner mentions pain, stop the plan." gives
 * "the runner mentions pain". Undefined where it always applies, also where nothing that is said could meet the condition: "if
 * possible", "when responding". "Unless" states an exception and makes no condition.
 */
export function triggerOf(unit: string): string | undefined {
  const text = plain(unit);
  const [first = text, ...rest] = splitSentences(text).map(({ start, end }) => text.slice(start, end));
  const own = conditionBefore(first);
  if (rest.length === 0) return own ?? trailingTrigger(text);
  // Of several sentences the first says when all of them apply; each may name one more case.
  if (own === undefined) return undefined;
  return [own, ...rest.flatMap((sentence) => conditionBefore(sentence) ?? [])].join(" or ");
}

const conditionBefore = (sentence: string): string | undefined =>
  leadingTrigger(sentence.replace(intro, "").replace(label, ""));

/** The condition alone, where a whole line is one: "If the user is a gold member:". */
export function leadInTrigger(line: string): string | undefined {
  const text = plain(line);
  const match = leading.exec(text);
  if (!match || !text.endsWith(":")) return undefined;
  const rest = text.slice(match[0].length, -1);
  return leadingTrigger(text.slice(0, -1)) ?? meant(match[1] ?? "for", rest);
}

/** The condition in the title of a section: "When the user is angry", not "When to use this". */
export const titleTrigger = (title: string): string | undefined =>
  title.length < 200 && /^(?:if|when|whenever|in case)\b/i.test(plain(title))
    ? leadInTrigger(`${title.replace(/[:\s]+$/, "")}:`)
    : undefined;

/** True for a line that is a condition and nothing else: "If the user is a gold member:", not "If he is, you can do it like this:". */
export function isLoneCondition(line: string): boolean {
  const trigger = leadInTrigger(line);
  if (trigger === undefined) return false;
  const text = plain(line);
  const rest = text.slice(text.indexOf(trigger) + trigger.length);
  return (rest.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) < 3;
}

/** Says that cases follow, and nothing of what they are: "any of the following is true". */
const cases =
  /^(?:any|one|either|some|all|both|each|at least one|of|or more|the|these|those|the following|following|below|conditions?|criteria|criterion|cases?|situations?|circumstances?|scenarios?|reasons?|appl(?:y|ies)|is|are|true|met|holds?|happens?|occurs?|satisfied|fulfilled|\s)*$/i;
const announcing =
  /^(.{3,200}?),?\s+(if|when|whenever|where|unless|in case|in|under|for)\b([^,;.:]{0,80}):$/i;
const permission =
  /\bonly\b|\b(?:can|may|could|allowed|permitted|eligible|possible)\b(?! not\b)(?<!\b(?:not|never|no) \w+)/i;
const opening = /^(?:otherwise|however|also|but|and),?\s+/i;
const refusal =
  /\b(?:do not|don't|never|only|please|always|(?:must|should|may|can|shall|will) not|cannot|can't|mustn't|shouldn't)(?:\s+|$)/gi;
const subject = /^(?:you|we|the (?:agent|assistant|bot|model))\s+(?:(?:can|may|could)\s+)?/i;

/**
 * Reads a line whose list names the cases of a rule: "Flights can be cancelled if any of the following is true:", "Call a human when:". What
 * may only be done in these cases is put to work wherever it is asked for, so that `condition` is the rule itself, without its denials;
 * what has to be done in them, or must not be, wherever one is there: then each case is a condition and `condition` is undefined.
 */
export function announcedCases(line: string): { readonly condition?: string } | undefined {
  const match = announcing.exec(plain(line));
  if (!match) return undefined;
  const [, rule = "", word = "", rest = ""] = match;
  // "In:" and "where:" ask for something else.
  const isBare = /^(?:in|under|for|where)$/i.test(word) && !/\b(?:following|these|those)\b/i.test(rest);
  if (isBare || !cases.test(rest) || notACondition.test(rule.replace(/\s+only$/i, ""))) return undefined;
  if (!/^unless$/i.test(word) && !permission.test(rule)) return isDirective(rule) ? {} : undefined;
  const condition = clean(rule.replace(opening, "").replace(refusal, "").replace(subject, ""));
  return condition === undefined ? undefined : { condition };
}

/** The condition that a case in such a list is, as far as it is none by itself: "The user is angry." */
export function caseTrigger(item: string): string | undefined {
  const text = plain(item);
  const [first] = splitSentences(text);
  const said = first ? text.slice(first.start, first.end) : text;
  if (opensWithOrder(said) || said.length > 300) return triggerOf(item);
  const own = leading.test(said) ? triggerOf(item) : undefined;
  return own ?? clean(said.replace(leading, "").replace(/[,;.]?\s*\b(?:or|and)?$/i, ""));
}

/** On one line, so that a condition wrapped otherwise is the same condition; an underscore inside a name stays. */
const plain = (text: string): string =>
  foldText(text.replace(/[*`]+|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, ""));

function leadingTrigger(text: string): string | undefined {
  const match = leading.exec(text);
  if (!match) return undefined;
  const rest = text.slice(match[0].length);
  const cut = clauseEnd(rest);
  // "For safety reasons" has no comma to end it: then it is no condition.
  return cut === undefined ? undefined : meant(match[1] ?? "for", clean(rest.slice(0, cut)));
}

/** Where the condition ends: before what is ordered, else at its first comma. */
function clauseEnd(text: string): number | undefined {
  const cuts = clauseEnds(text);
  return cuts.find((at) => startsMainClause(text.slice(at + 1))) ?? cuts[0];
}

/** A condition that something said can meet. */
function meant(word: string | undefined, trigger: string | undefined): string | undefined {
  if (!trigger || general.test(trigger) || answering.test(trigger)) return undefined;
  const first = word?.toLowerCase() ?? "";
  // "For the front end it supports…": a clause is no name of a case.
  if (first === "for" && /\b(?:it|you|they|we|he|she|i)\b/i.test(trigger)) return undefined;
  if (first === "while" && !lasting.test(trigger)) return undefined;
  if (/^(?:after|before|during|upon|once)$/.test(first) && eachTime.test(trigger)) return undefined;
  return /^(?:when|where|if)$/.test(first) && /^(?:not )?to\b/i.test(trigger) ? undefined : trigger;
}

/**
 * Offsets of the commas, colons and dashes that could end the condition; those inside brackets do not count, nor do those of a list
 * of single words ("asked to write, create, or help").
 */
function clauseEnds(text: string): number[] {
  const ends: number[] = [];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === "(" || char === "[") depth++;
    else if (char === ")" || char === "]") depth--;
    else if (
      depth <= 0 &&
      (char === "," || (char === ":" && /^(?:\s|$)/.test(text.charAt(i + 1))) || char === "→" || char === "—")
    )
      ends.push(i);
  }
  const last = ends.findLastIndex((at, i) => i > 0 && isListEnd(text, ends[i - 1]!, at));
  if (last < 0) return ends;
  const first = firstOfList(text, ends, last);
  return ends.filter((_, i) => i > last || i < first);
}

/** "write, create, or help": one or two words, and "or" behind them. */
const isListEnd = (text: string, before: number, at: number): boolean =>
  /^\s*(?:or|and)\b/i.test(text.slice(at + 1, at + 12)) && isShort(text.slice(before + 1, at));

const isShort = (text: string): boolean => text.length < 40 && text.trim().split(/\s+/).length <= 2;

function firstOfList(text: string, ends: readonly number[], last: number): number {
  let first = last - 1;
  while (first > 0 && isShort(text.slice(ends[first - 1]! + 1, ends[first]!))) first--;
  return first;
}

const startsMainClause = (text: string): boolean => {
  const clause = text.trim();
  return mainClause.test(clause) || opensWithOrder(clause);
};

function trailingTrigger(text: string): string | undefined {
  const match = trailing.exec(text);
  if (!match || notACondition.test(text.slice(0, match.index)) || isBracketed(text, match.index))
    return undefined;
  const rest = match[1]!.split(/\.(?=\s|$)|\s[-–—]\s/, 1)[0]!;
  if (bothCases.test(rest)) return undefined;
  const cut = clauseEnds(rest).find((at) => startsMainClause(rest.slice(at + 1)));
  return meant(undefined, clean(rest.slice(0, cut)));
}

/** What stands in brackets speaks of its bracket alone. */
function isBracketed(text: string, at: number): boolean {
  const before = text.slice(0, at + 1);
  return before.lastIndexOf("(") > before.lastIndexOf(")");
}

const clean = (text: string): string | undefined => {
  const end = text.includes("(") ? /(?<![\s,:.])[\s,:.]+$/ : /(?<![\s,:).])[\s,:).]+$/;
  const trigger = text.replace(end, "").trim();
  return trigger.length > 2 ? trigger : undefined;
};
