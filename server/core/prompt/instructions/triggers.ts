import { foldText } from "../version.ts";
import { opensWithOrder } from "./directives.ts";

const leading =
  /^(?:[-*\d.)\s]*)(?:(?:but|and|otherwise|also|however),?\s+)?(?:(?:if|when|whenever|in case(?: of)?|once|after|before|while|where|during|upon|should)\s+|for\s+(?!each\b|every\b|all\b|any\b|now\b|best\b|safety\b|clarity\b|more\b|reference\b|example\b|instance\b))/i;
const mainClause =
  /^(?:then\b|(?:the|your) (?:agent|assistant|model|bot|coach|answer|reply|response)\b|you\b|we\b|it\b|they\b|there\b|this\b|do\b|don't\b|never\b|always\b|please\b|only\b|no\b|i\b)/i;
/** Words after which "if" asks a question ("check if…") or makes no condition ("even if…", "only if…", "if and only if"). */
const notACondition =
  /\b(?:ask|asks|check|checks|see|know|confirm|verify|determine|decide|find out|whether|tell|unsure|sure|as|even|only|and|or|but)\s*$/i;
const trailing =
  /[\s,(](if|when|whenever|in case)\s+(?!and only\b|necessary\b|possible\b|needed\b|applicable\b|appropriate\b|any\b|not\b)([^.;|]+)/i;

/**
 * The condition under which a sentence is put to work, without its "if": "If the runner mentions pain, stop the plan." gives
 * "the runner mentions pain". Undefined where it always applies. "Unless" states an exception and makes no condition.
 */
export function triggerOf(sentence: string): string | undefined {
  const text = plain(sentence);
  return leadingTrigger(text) ?? trailingTrigger(text);
}

/** The condition alone, where a whole line is one: "If the user is a gold member:". */
export function leadInTrigger(line: string): string | undefined {
  const text = plain(line);
  const match = leading.exec(text);
  if (!match || !text.endsWith(":")) return undefined;
  const rest = text.slice(match[0].length, -1);
  return leadingTrigger(text.slice(0, -1)) ?? rest;
}

/** True for a line that is a condition and nothing else: "If the user is a gold member:", not "If he is, you can do it like this:". */
export function isLoneCondition(line: string): boolean {
  const trigger = leadInTrigger(line);
  if (trigger === undefined) return false;
  const text = plain(line);
  const rest = text.slice(text.indexOf(trigger) + trigger.length);
  return (rest.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) < 3;
}

/** On one line, so that a condition wrapped otherwise is the same condition. */
const plain = (text: string): string => foldText(text.replace(/[*_`]+/g, ""));

function leadingTrigger(text: string): string | undefined {
  const match = leading.exec(text);
  if (!match) return undefined;
  const rest = text.slice(match[0].length);
  const cuts = clauseEnds(rest);
  const cut = cuts.find((at) => startsMainClause(rest.slice(at + 1))) ?? cuts[0];
  // "For safety reasons" has no comma to end it: then it is no condition.
  return cut === undefined ? undefined : clean(rest.slice(0, cut));
}

/** Offsets of the commas, colons and dashes that could end the condition; those inside brackets do not count. */
function clauseEnds(text: string): number[] {
  const ends: number[] = [];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === "(" || char === "[") depth++;
    else if (char === ")" || char === "]") depth--;
    else if (
      depth <= 0 &&
      (char === "," || (char === ":" && /\s|$/.test(text[i + 1] ?? "")) || char === "→" || char === "—")
    )
      ends.push(i);
  }
  return ends;
}

const startsMainClause = (text: string): boolean => {
  const clause = text.trim();
  return mainClause.test(clause) || opensWithOrder(clause);
};

function trailingTrigger(text: string): string | undefined {
  const match = trailing.exec(text);
  if (!match || notACondition.test(text.slice(0, match.index))) return undefined;
  return clean(match[2]!);
}

const clean = (text: string): string | undefined => {
  const trigger = text.replace(/(?<![\s,:).])[\s,:).]+$/, "").trim();
  return trigger.length > 2 ? trigger : undefined;
};
