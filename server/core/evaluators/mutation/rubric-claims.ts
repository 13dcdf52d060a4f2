import { languageCode } from "../checks/verifiable/language.ts";
import type { Aspect } from "./claims.ts";

/** What the criterion of a judge claims. */
export interface RubricClaims {
  readonly aspects: readonly Aspect[];
  /** Codes of languages that the answer must be in; `as-asked` is the user's own. */
  readonly languages: readonly string[];
}

/**
 * One thing that a criterion may ask for. `wanted` words count where they are not denied, `unwanted` ones where they are: "never made up"
 * asks for the truth, "names what the user made up" does not.
 */
interface Rule {
  readonly aspect: Aspect;
  readonly wanted?: RegExp;
  readonly unwanted?: RegExp;
  /** Words that always count, denied or not. */
  readonly either?: RegExp;
  /** A sentence with one of these says something else. */
  readonly unless?: RegExp;
  /** A sentence must have one of these beside. */
  readonly beside?: RegExp;
}

const beingRight =
  /\b(?:in)?(?:correct|accurate|exact)(?:ly)?\b|\b(?:right|true|wrong|real|actual|match(?:es)?|same|agrees?|consistent)\b/i;

const asked = "(?:questions?|requests?|needs?|problems?|issues?|quer(?:y|ies)|concerns?|asked|asks?|wants?)";

const rules: readonly Rule[] = [
  {
    aspect: "truth",
    wanted:
      /\bcorrect(?:ly|ness)?\b(?! (?:spell|grammar|format|order|language|tense|units?\b|tool|punctuat|capital|pronoun|greeting|title|tone))|\baccura(?:te|cy)|\btrue\b|\btruth|\bfactual|\b(?:right|real|good) answers?\b|\banswers? (?:is|are) (?:right|good)\b|\bgrounded\b/i,
    unwanted: /\bincorrect|\binaccura|\bhallucinat|\bmade[- ]up\b|\binvent|\bwrong answers?\b|\bfalse\b/i,
  },
  {
    aspect: "topic",
    wanted: new RegExp(
      `\\b(?:answer|address|resolve?|solve|respond|repl(?:y|ie)|attend|deal)(?:s|es|ed|ing)?(?: (?:to|with))? (?:\\w+(?:['’]s?)? ){0,3}${asked}\\b|\\b(?:right|real|good|helpful|useful|relevant|proper|complete) answers?\\b|\\b(?:answers?|response|reply|it|be|is) (?:is |are |be )?(?:relevant|helpful|useful|on[- ]topic)\\b|\\brelevan(?:t|ce)\\b|\\bon[- ]topic\\b|\\bhelpful(?:ly|ness)?\\b|\\bwhat (?:was|is|the (?:user|customer)) (?:asks?|asked)\\b`,
      "i",
    ),
    unwanted:
      /\birrelevant|\boff[- ]topic|\bunhelpful|\bunrelated\b|\bignor(?:es?|ing) (?:\w+ ){0,2}(?:questions?|requests?|what)\b/i,
  },
  {
    aspect: "question",
    wanted: /\b(?:clos|end)(?:es?|ing|s)? (?:\w+ )?with (?:exactly )?(?:one|a single) question\b/i,
  },
  {
    aspect: "numbers",
    either: /\bnumbers\b|\bamounts?\b|\bfigures\b|\bprices?\b|\btotals?\b|\bquantities\b/i,
    beside: beingRight,
  },
  { aspect: "dates", either: /\bdates?\b|\bdays\b|\btimes\b|\bdeadlines?\b/i, beside: beingRight },
  {
    aspect: "names",
    either: /\bnames\b|\bpersons\b|\bpeople\b|\bproducts\b|\bplaces\b/i,
    beside: beingRight,
  },
  {
    aspect: "safety",
    wanted: /\bsafe(?:ly|ty)?\b|\bharmless\b/i,
    unwanted: /\bunsafe|\bharm(?:ful|s)?\b|\bdanger/i,
    unless: /\b(?:medical|legal|financial|mention|warn|names?|lists?|states?|explain|point)/i,
  },
  {
    aspect: "tone",
    wanted:
      /\bpolite|\bfriendl|\bcourte|\brespectful|\bwarm(?:th|ly)?\b|\bkind(?:ly|ness)?\b(?! of)|\bempath|\bcompassion|\bsympath|\bpatien(?:ce|tly)\b|\bconsiderate|\bsupportive|\bgentl[ey]|\btactful|\bprofessional(?:ly|ism)?\b|\btone\b/i,
    unwanted: /\brude|\bimpolite|\bunfriendl|\bdisrespect|\bdismissive|\bcondescend|\bdiscourte/i,
    // Who is to speak loosely may be rude, and a tone of users is none of the agent's.
    unless: /\b(?:casual|informal|blunt|playful|sarcas\w*|rude users?|tone of the user)\b/i,
  },
  {
    aspect: "beginning",
    either:
      /\bgreet|\bsalutation|\bsmall talk|\b(?:begin|start|open)(?:s|ing)? (?:with|by|lines?|words?|sentences?)\b/i,
  },
  {
    aspect: "ending",
    either:
      /\b(?:end|clos)(?:s|es?|ing)? (?:with|by|lines?|words?|sentences?|questions?)\b|\bfarewell|\bsign[- ]?off|\bsmall talk/i,
  },
  { aspect: "wording", wanted: /\bverbatim\b|\bword for word\b|\bto the letter\b|\bexact words(?:ing)?\b/i },
  {
    aspect: "demand",
    wanted:
      /\b(?:states?|says|mentions?|names?|lists?|includes?|contains?|offers?|explains?|gives?|tells?|provides?|suggests?|recommends?|summari[sz]es?|cites?|describes?|quotes?|asks?|points? (?:out|to)|shows?|warns?|presents?|proposes?|specif(?:y|ies))\b(?! (?:is|are|(?:\w+ )?(?:no|nothing|none|not))\b)/i,
    // At most one is met by none; and a refusal, thanks or regrets stand in what answers are replaced with.
    unless:
      /\b(?:at most|up to|no more|maximum|single|only|fewer|less|thank\w*|greet\w*|apolog\w*|sorry|refus\w*|declin\w*|cannot|unable|acknowledg\w*)\b/i,
  },
];

/**
 * What a judge is asked to look at, as its criterion says it and no further: that an answer is polite says nothing of whether it is right. A
 * sentence with a condition claims nothing, since an answer to which it does not apply meets it whatever becomes of it.
 */
export function rubricClaims(criterion: string): RubricClaims {
  const claimed = new Set<Aspect>();
  const languages = new Set<string>();
  for (const { text, isUnmet } of sentencesIn(criterion)) {
    for (const rule of rules) if (isClaimed(rule, text, isUnmet)) claimed.add(rule.aspect);
    for (const code of languagesIn(text, isUnmet)) languages.add(code);
  }
  if (languages.size > 0) claimed.add("language");
  return { aspects: [...claimed], languages: [...languages] };
}

/** What stands after "Not met:" or "Fails:" says which answers are not wanted. */
function sentencesIn(criterion: string): { readonly text: string; readonly isUnmet: boolean }[] {
  let isUnmet = false;
  return criterion
    .split(/(?<=[.!?;])\s+|\n+/)
    .map((text) => {
      if (/^\W*(?:not met|unmet|fails?)\b[^:]{0,30}:|^\W*(?:it )?fails? (?:if|when)\b/i.test(text))
        isUnmet = true;
      else if (/^\W*(?:met|pass(?:es)?)\b[^:]{0,30}:|^\W*(?:it )?pass(?:es)? (?:if|when)\b/i.test(text))
        isUnmet = false;
      return { text: text.replace(/^\W*(?:it )?(?:fails?|pass(?:es)?) (?:if|when)\b/i, ""), isUnmet };
    })
    .filter(({ text }) => !isConditional(text));
}

/** "Says when the shop opens" has no condition. */
const isConditional = (text: string): boolean =>
  /\b(?:if|when|whenever|unless|in case|before|until|once)\b/i.test(
    text.replace(
      /\b(?:says?|tells?|explains?|states?|asks?|shows?|mentions?)\b(?: \w+){0,3} (?:when|if)\b/gi,
      "",
    ),
  ) || /^\W*where\b/i.test(text);

function isClaimed(
  { wanted, unwanted, either, unless, beside }: Rule,
  text: string,
  isUnmet: boolean,
): boolean {
  if (unless?.test(text) || (beside && !beside.test(text))) return false;
  return (
    (either?.test(text) ?? false) ||
    (wanted !== undefined && matches(wanted, text).some((at) => isDenied(text, at) === isUnmet)) ||
    (unwanted !== undefined && matches(unwanted, text).some((at) => isDenied(text, at) !== isUnmet))
  );
}

const matches = (pattern: RegExp, text: string): number[] =>
  [...text.matchAll(new RegExp(pattern.source, "gi"))].map(({ index }) => index);

/** Whether what stands there is denied, in the same clause. */
const isDenied = (text: string, at: number): boolean =>
  /(?:\b(?:no|not|never|none|nothing|neither|nor|without|avoids?|avoiding|free of|free from|refrains?|fails? to|instead of|rather than)\b|n['’]t\b)(?:(?!\bbut\b)[^,:;])*$/i.test(
    text.slice(Math.max(0, at - 120), at),
  );

function languagesIn(text: string, isUnmet: boolean): string[] {
  const own =
    /\bsame language|\b(?:user|customer)s?['’]s? (?:own )?language|\blanguage (?:of|that) the (?:user|customer)/i.exec(
      text,
    );
  if (own && isDenied(text, own.index) === isUnmet) return ["as-asked"];
  return [...text.matchAll(/\bin (?:\w+ )?([A-Z][a-z]+)\b/g)].flatMap(({ index, 1: name }) => {
    const code = languageCode(name);
    return code !== undefined && name!.length > 2 && isDenied(text, index) === isUnmet ? [code] : [];
  });
}
