import { mapLastText } from "../mutant.ts";
import type { Break } from "../operator.ts";
import { furtherQuestions, statements } from "../stock-texts.ts";
import { pick, sentencesOf } from "../words.ts";

/** The one question at the end is missing, is not the last, or is not the only one. */
export const questionBreaks: readonly Break[] = [
  {
    name: "question-dropped",
    says: "an answer without its question",
    breaks: ["question", "closing-question"],
    mutate: (sample) =>
      mapLastText(sample, (text) => {
        const kept = sentencesOf(text).filter((sentence) => !sentence.includes("?"));
        return kept.length === 0 ? undefined : kept.join("").trimEnd();
      }),
  },
  {
    name: "question-mark-lost",
    says: "a statement instead of the question",
    breaks: ["question", "closing-question"],
    mutate: (sample) => mapLastText(sample, (text) => text.replaceAll("?", ".")),
  },
  {
    name: "question-not-last",
    says: "something said after the question",
    breaks: ["question", "closing-question"],
    mutate: (sample, { random }) =>
      mapLastText(sample, (text) => `${text.trimEnd()} ${pick(statements, random)}`),
  },
  {
    name: "second-question-before",
    says: "a second question before it",
    breaks: ["question"],
    mutate: (sample, { random }) =>
      mapLastText(sample, (text) => `${pick(furtherQuestions, random)} ${text}`),
  },
  {
    name: "second-question-after",
    says: "a second question after it",
    breaks: ["question"],
    mutate: (sample, { random }) =>
      mapLastText(sample, (text) => `${text.trimEnd()} ${pick(furtherQuestions, random)}`),
  },
];
