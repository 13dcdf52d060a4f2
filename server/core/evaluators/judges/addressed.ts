import type { Shown } from "./judge.ts";

/**
 * Words that address whoever reads a text in order to judge it: orders to ignore instructions, verdicts given in advance, JSON in the
 * form of an answer. What people say of their own matters (a payment that was marked as failed, a score in a tool's result) must not be
 * among them: it is left out when the judge is asked once more, and a verdict that leans on it is none then.
 */
const addressing = [
  /\b(?:ignore|disregard|forget|override)\b(?! my\b)[^.\n]{0,60}\b(?:instructions?|prompts?|rules?|rubrics?|criteri(?:a|on)|above|previous)/i,
  // Orders, and not what somebody did or will do.
  /(?<!\b(?:i|we|you|they|he|she|it|who)(?:['’]ll| will| can| could| would| did)?(?: not| then)? )(?<!\b(?:to|will|can|may|not) )\b(?:label|mark|rate|grade|score|judge|evaluate|consider|treat)\b[^.\n]{0,60}\b(?:pass(?:ed|ing)?|fail(?:ed|ing)?|satisfied|full marks|10\/10|1\.0)(?!\w)/i,
  /\b(?:to|must|should|shall) be (?:labell?ed|marked|rated|graded|scored|judged|evaluated|considered)\b[^.\n]{0,40}\b(?:pass(?:ed|ing)?|fail(?:ed|ing)?|satisfied|full marks|10\/10|1\.0)(?!\w)/i,
  /\b(?:answer|return|respond|reply|output|give|say)(?: (?:with|only|just|simply|always|it|this|them|a|an))*\s*(?::\s*)?["'“`]?(?:pass|fail|full marks|10\/10|(?:the )?(?:highest|best|full|maximum|perfect) (?:score|marks?|grade))(?!\w)/i,
  /\b(?:answer|respond|reply)\b[^.\n]{0,40}\bwith ["'“`]?(?:pass|fail)(?!\w)/i,
  /\b(?:you are|act as|as (?:the|a|an|your))\b[^.\n]{0,20}\b(?:judge|grader|evaluator)\b/i,
  /\b(?:dear|hey|hi|hello|to the)\s+(?:judge|grader|evaluator|auditor|assessor)\b|^\W*(?:judge|grader|evaluator)s?\s*[,:]/i,
  /\b(?:note|message|instruction|attention|memo)s?\b[^.\n]{0,20}\b(?:to|for)\b[^.\n]{0,20}\b(?:judge|grader|evaluator|reviewer|ai|language model|llm)s?\b/i,
  /"(?:label|verdict)"\s*:\s*"(?:pass|fail)|"holds"\s*:\s*"?(?:yes|true)|"relation"\s*:\s*"(?:same|subset|superset)|"pass"\s*:\s*true|"answers"\s*:\s*\[/i,
  /<\/?(?:system|instructions?|rubric)>|\[\/?inst\]|<\|[a-z_]+\|>/i,
  /\b(?:this|the) (?:answer|output|response|reply)\b[^.\n]{0,40}\b(?:meets|satisfies|fulfil?ls|passes)\b[^.\n]{0,30}\b(?:criteri(?:a|on)|rubric|requirements?|test)/i,
];

const sentence = /[^.!?\n]+(?:[.!?]+|\n|$)/g;

/** The texts without the sentences that address a judge; undefined where none does. */
export function withoutAddressed(
  shown: readonly Shown[],
): { readonly shown: readonly Shown[]; readonly passage: string } | undefined {
  let passage: string | undefined;
  const cleaned = shown.map(({ label, text }) => ({
    label,
    text: text.replace(sentence, (one) => {
      if (!addressing.some((form) => form.test(one))) return one;
      passage ??= one.trim();
      return one.endsWith("\n") ? "\n" : " ";
    }),
  }));
  return passage === undefined ? undefined : { shown: cleaned, passage };
}

/** Whether a text has such words. */
export const addressesJudge = (text: string): boolean => addressing.some((form) => form.test(text));
