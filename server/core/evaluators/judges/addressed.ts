import type { Shown } from "./judge.ts";

/**
 * Words that address whoever reads a text in order to judge it: orders to ignore instructions, verdicts given in advance, JSON in the
 * form of an answer. Harmless texts have such words too, which costs a second call and nothing else.
 */
const addressing = [
  /(?:ignore|disregard|forget|override)\b[^.\n]{0,60}\b(?:instructions?|prompts?|rules?|rubrics?|criteri(?:a|on)|above|previous)/i,
  /\b(?:answer(?:ed)?|label(?:l?ed)?|mark(?:ed)?|rated?|graded?|scored?|judged?|evaluated?|consider(?:ed)?|return|respond|output|give)\b[^.\n]{0,60}\b(?:pass(?:ed|es|ing)?|fail(?:ed|s|ing)?|satisf(?:y|ied|ies)|full marks|10\/10|score|1\.0)\b/i,
  /\b(?:you are|act as|as)\b[^.\n]{0,30}\b(?:judge|grader|evaluator|auditor|reviewer|assessor)\b/i,
  /\b(?:dear|hey|hi|hello|to the)\s+(?:judge|grader|evaluator|auditor|assessor)|\b(?:judge|grader|evaluator)s?\s*[,:]/i,
  /\b(?:note|message|instruction|attention|memo)s?\b[^.\n]{0,20}\b(?:to|for)\b[^.\n]{0,20}\b(?:judge|grader|evaluator|reviewer|ai|model|assistant|llm)\b/i,
  /"(?:label|pass|score|holds|relation|verdict)"\s*:/i,
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
