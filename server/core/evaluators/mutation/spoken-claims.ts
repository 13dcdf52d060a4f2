import type { Aspect, Claims } from "./claims.ts";

/**
 * Claims that are made in words. A check's name or line may speak of many things that it does not test, so only what leaves no doubt
 * counts: that the answer is right, that it answers, how long it is, that it closes with one question.
 */
const spoken: readonly (readonly [Aspect, RegExp])[] = [
  [
    "truth",
    /\b(?:in)?correct(?:ly|ness)?\b|\baccura(?:te|cy)|\btrue\b|\btruth|\bfactual|\b(?:right|real|wrong) answers?\b|\banswers? (?:is|are) (?:right|good|wrong)\b|\bhallucinat|\bmade up\b|\binvented? facts?\b|\bgrounded\b/i,
  ],
  [
    "topic",
    /\b(?:right|real|good|helpful|useful|relevant|proper) answers?\b|\banswers? (?:the|their|his|her|a|every|what|is|are)\b.{0,20}\b(?:question|asked|right|good|relevant|helpful)|\brelevan(?:t|ce)\b|\bon[- ]topic\b/i,
  ],
  ["question", /\b(?:clos|end)(?:es?|ing|s)? (?:\w+ )?with (?:exactly )?(?:one|a single) question\b/i],
];

export const spokenAspects = (text: string): readonly Aspect[] =>
  spoken.filter(([, words]) => words.test(text)).map(([aspect]) => aspect);

const mostWords = /\b(?:at most|no more than|up to|a maximum of|not more than) (\d{1,5}) words\b/gi;
const belowWords = /\b(?:under|fewer than|less than|below) (\d{1,5}) words\b/gi;
const leastWords = /\b(?:at least|(?:no|not) (?:fewer|less) than|a minimum of) (\d{1,5}) words\b/gi;

/** What an answer has several of, or beside its text: a limit on those says nothing of how long it is. */
const part =
  "(?:titles?|head(?:ing|line)s?|subjects?|bullets?|sentences?|paragraphs?|items?|lines?|rows?|cells?|captions?|labels?|steps?|points?|quot(?:e|ation)s?|options?|tags?)";
const aboutPart = new RegExp(`\\b${part}\\b[^.!?;\\n]*$`, "i");
const eachPart = new RegExp(`^[^.!?;\\n]{0,20}\\b(?:per|an?|each|every) (?:\\w+ )?${part}\\b`, "i");
const denied = /(?:\b(?:no|not|never|avoid)|n't)\b[^.!?;\n]*$/i;

/** Limits on the words of an answer that a text names. */
export function lengthsIn(text: string): Claims["words"] {
  const first = (pattern: RegExp, isMeant: (before: string) => boolean = () => true): number | undefined => {
    for (const { index, 0: said, 1: count } of text.matchAll(pattern)) {
      const before = text.slice(Math.max(0, index - 200), index);
      const isOfPart = aboutPart.test(before) || eachPart.test(text.slice(index + said.length));
      if (!isOfPart && isMeant(before)) return Number(count);
    }
    return undefined;
  };
  const below = first(belowWords, (before) => !denied.test(before));
  const max = first(mostWords) ?? (below === undefined ? undefined : below - 1);
  const min = first(leastWords);
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

const common = new Set(
  "a an and are as at be but by for from has have i if in is it its me my no not of on or our so that the their there they this to was we were what when will with you your".split(
    " ",
  ),
);

/** Whether a text is made of words that stand in nearly every answer, or of a single letter or mark. */
export const isCommonWordsOnly = (text: string): boolean =>
  text.length === 1 ||
  (/\p{L}/u.test(text) && (text.toLowerCase().match(/\p{L}+/gu) ?? []).every((word) => common.has(word)));
