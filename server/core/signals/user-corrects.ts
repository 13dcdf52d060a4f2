import { answerBefore, type Reading, sentenceAt } from "./reading.ts";
import type { Found } from "./signals-of.ts";

/**
 * user-corrects: the user says that what the agent said or did is wrong: it is "not right", the agent "misunderstood", they "never
 * asked for" it, it should be this "not that" where the agent said that, or they "are sure" of the contrary. A wish that changes is
 * no correction, nor is a mistake the user owns up to. English only.
 */
export function userCorrects(reading: Reading): Found[] {
  return reading.users.flatMap(({ index, text, lower }, k) => {
    const answer = answerBefore(reading, index);
    // The first message has nothing to correct, whatever greeting came before it.
    if (!answer || k === 0) return [];
    const patterns =
      isStatement(answer.lower) && !/^(?:sure|yes|ok(?:ay)?)\b/.test(lower)
        ? [...CONTRADICTIONS, ...BELIEFS]
        : CONTRADICTIONS;
    const at = contradictionIn(lower, patterns) ?? contrastIn(lower, answer.lower);
    return at === undefined ? [] : [{ messageIndex: index, quoted: text, at }];
  });
}

const FAULT = "(?:mistake|mix-?up|misunderstanding|error|confusion|discrepancy)";
const CONTRADICTIONS = [
  /\b(?:that|this|it)(?:'s| is| was| does|) ?(?:still |really |just )?(?:not|n't|isn't|wasn't|doesn't|can't be|cannot be) (?:right|correct|true|accurate|what i (?:asked|wanted|meant|said|requested|need|booked|was looking))/,
  /\b(?:that|this|it)(?:'s| is| was) (?:just |simply |completely |totally )?(?:wrong|incorrect|inaccurate|false)\b/,
  /\b(?:that|this|it|which) (?:doesn't|does not|don't|didn't) (?:seem|look|sound|appear)(?: to be)? (?:right|correct|accurate|like (?:the|my) (?:right|correct))/,
  /\b(?:doesn't|does not|don't) seem to be the (?:one|trip|flight|reservation|order|right)/,
  /\byou(?:'ve| have|'re| are|)(?: just| clearly)? (?:misunderst\w+|misread|misheard|mistaken|mixed (?:it |that |this |them )?up|got (?:it|that|this) wrong|made (?:a|an) (?:mistake|error))\b/,
  /\bi(?: just| still)? (?:didn't|did not|never) (?:ask|say|said|mention|request|agree|mean)/,
  new RegExp(
    `\\b(?:there|that|this)(?:'s| is| must| might| may| seems| appears| could)(?: to)?(?: have)?(?: be| been)? (?:a|an|some) (?:\\w+ )?${FAULT}\\b`,
  ),
  /\bno[,.!—-]{0,2} (?:but )?i (?:meant|said|asked for)\b/,
  /\bactually,? (?:i|we) (?:did|didn't|do|don't(?! (?:need|want|think))|already|am not|am a|was told|have already|haven't)\b/,
  /\bjust to (?:clarify|be clear)[,:—-]? ?(?:but )?(?:i (?:do not|don't|did|didn't|had|was|asked|meant|wanted)|there (?:is|are|was|were)|my (?:\w+ ){1,4}(?:is|are|was))\b/,
];

/** A belief against what the agent stated. After a mere question it is an answer, and a guess at what is right no claim. */
const BELIEFS = [
  /\b(?:i'm|i am|i was) (?:pretty |quite |really |fairly |absolutely |very |100% |definitely |almost )?(?:sure|certain|positive)(?:,| that)? (?:that )?(?:i(?:'m| am| was| have| had|'ve)? (?:a|an|not|\w+ed|\w+ght|read|did|had|have)\b|there (?:was|were)\b|my (?:\w+ ){1,2}(?:is|was|has|had|should)\b|the (?:\w+ ){1,3}(?:was|happened)\b)/,
  /\bi (?:really |do |still |truly )?believe (?:i'm|i am|i (?:have|had|did|was)|there (?:is|are|was|were))\b/,
];

/** A question whether something is so, and what the user blames on themselves. */
const OWN =
  /\bi (?:think i |must have |may have |might have |have |had )?(?:made|was mistaken|been mistaken)|my (?:own )?(?:mistake|part|fault|bad)|sorry for (?:the|any|my)|by mistake|change my (?:mind|request)|i forgot|\banswer\b|^(?:if|when) /;

/** Whether an answer says something, beside what it asks. */
const isStatement = (lower: string): boolean => /[^\s?.!]{2,} [^?.!\n]{15,}(?:[.!\n]|$)/.test(lower);

function contradictionIn(lower: string, patterns: readonly RegExp[]): number | undefined {
  for (const pattern of patterns) {
    const at = lower.search(pattern);
    if (at >= 0 && !OWN.test(sentenceAt(lower, at).trimStart())) return at;
  }
  return undefined;
}

/** "To LAS, not LAX": a contrast, whose second part the agent has just said. */
const CONTRAST =
  /\b(?:,|—|-|\() ?(?:and )?not (?:to |for |on |in |from |just |the |a |an |through |via )*([\p{L}\p{N}_]{2,40})/gu;

function contrastIn(lower: string, answer: string): number | undefined {
  for (const match of lower.matchAll(CONTRAST)) {
    const said = match[1]!;
    if (COMMON.has(said) || !answer.includes(said) || OWN.test(lower)) continue;
    return match.index;
  }
  return undefined;
}

const COMMON = new Set(
  "any all only just sure that this it be able possible now yet too so very much more less later because".split(
    " ",
  ),
);
