import type { Sample } from "../../../store/index.ts";
import type { Aspect } from "../claims.ts";
import { mapLastText, mapTextAt, mapTexts } from "../mutant.ts";
import type { Break } from "../operator.ts";
import { furtherQuestions } from "../stock-texts.ts";
import { firstWords, wordsIn } from "../words.ts";

/** What was asked is not repeated before the answer, or is; a question stands at the end where none belongs; a refusal leaves it at that. */
export const requestBreaks: readonly Break[] = [
  repeated("request-dropped", "an answer that does not repeat what was asked", (_, rest) => rest.trimStart()),
  repeated("request-altered", "what was asked, repeated with another word", (asked, rest) => {
    const words = wordsIn(asked);
    if (words.length < 2) return undefined;
    return `${[...words.slice(0, -2), "something", words.at(-1)].join(" ")}${rest}`;
  }),
  repeated("request-cut", "half of what was asked, repeated", (asked, rest) => {
    const half = Math.floor(wordsIn(asked).length / 2);
    return half < 1 ? undefined : `${firstWords(asked, half)}…${rest}`;
  }),
  repeated(
    "request-moved",
    "what was asked, repeated at the end",
    (asked, rest) => `${rest.trim()}\n\n${asked}`,
  ),
  repeated(
    "request-preceded",
    "something said before what was asked",
    (asked, rest) => `Sure! ${asked}${rest}`,
  ),
  unrepeated("request-first", "what was asked, said again first", (asked) => asked),
  unrepeated("request-quoted", "what was asked, quoted first", (asked) => `"${asked}"`),
  unrepeated("request-in-bold", "what was asked, in bold first", (asked) => `**${asked}**`),
  unrepeated("request-as-quotation", "what was asked, as a quotation first", (asked) => `> ${asked}`),
  unrepeated("request-as-heading", "what was asked, as a heading first", (asked) => `## ${asked}`),
  ...furtherQuestions.map((question, i) =>
    closing(
      `closing-question-${["clear", "sense", "further"][i]}`,
      `a question at the end ("${question}")`,
      (text) => `${text} ${question}`,
    ),
  ),
  closing("closing-question-alone", "nothing but a question", () => "What would you like to know?"),
  closing(
    "closing-question-with-emoji",
    "a question at the end, with an emoji",
    (text) => `${text} Shall I go on? 🙂`,
  ),
  ...[
    "I'm sorry, but I can't do that.",
    "That is not possible.",
    "We do not offer that.",
    "I am not able to change this.",
    "I must decline this request.",
  ].map(
    (refusal, i): Break => ({
      name: `refused-flatly-${["sorry", "impossible", "not-offered", "unable", "declined"][i]}`,
      says: `a refusal and nothing else ("${refusal}")`,
      breaks: ["alternative"],
      mutate: (sample) => mapTexts(sample, (_, at) => (at === 0 ? refusal : "")),
    }),
  ),
];

function repeated(
  name: string,
  says: string,
  give: (asked: string, rest: string) => string | undefined,
): Break {
  return onRequest(name, says, "request-repeated", (text, asked) =>
    text.trimStart().toLowerCase().startsWith(asked.toLowerCase())
      ? give(asked, text.trimStart().slice(asked.length))
      : undefined,
  );
}

function unrepeated(name: string, says: string, give: (asked: string) => string): Break {
  return onRequest(name, says, "request-unrepeated", (text, asked) => `${give(asked)}\n\n${text}`);
}

function onRequest(
  name: string,
  says: string,
  aspect: Aspect,
  give: (text: string, asked: string) => string | undefined,
): Break {
  return {
    ...{ name, says, breaks: [aspect] },
    mutate: (sample): Sample | undefined => {
      const asked = sample.input.trim();
      return asked === "" ? undefined : mapTextAt(sample, 0, (text) => give(text, asked));
    },
  };
}

function closing(name: string, says: string, give: (text: string) => string): Break {
  return {
    ...{ name, says, breaks: ["no-closing-question"] },
    mutate: (sample) => mapLastText(sample, (text) => give(text.trimEnd())),
  };
}
