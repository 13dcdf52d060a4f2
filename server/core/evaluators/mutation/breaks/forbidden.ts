import type { Sample } from "../../../store/index.ts";
import { mapLastText, mapTextAt, mapTexts } from "../mutant.ts";
import type { Break, MutationContext } from "../operator.ts";
import { pick, sentencesOf } from "../words.ts";

/** What must not be there is put in, at another place each. */
export const forbiddenBreaks: readonly Break[] = [
  insertion(
    "forbidden-at-the-end",
    "a forbidden phrase at the end",
    (text, phrase) => `${text.trimEnd()} ${phrase}`,
  ),
  insertion(
    "forbidden-at-the-beginning",
    "a forbidden phrase at the beginning",
    (text, phrase) => `${phrase} ${text.trimStart()}`,
  ),
  insertion(
    "forbidden-on-a-line",
    "a forbidden phrase on a line of its own",
    (text, phrase) => `${text.trimEnd()}\n\n- ${phrase}\n`,
  ),
  insertion(
    "forbidden-first",
    "a forbidden phrase before all else",
    (text, phrase) => `${phrase}\n\n${text}`,
  ),
  insertion("forbidden-inside", "a forbidden phrase in the middle", (text, phrase, { random }) => {
    const sentences = sentencesOf(text);
    const place = 1 + Math.floor(random() * Math.max(1, sentences.length - 1));
    const before = sentences.slice(0, place).join("").trimEnd();
    return `${before} ${phrase} ${sentences.slice(place).join("")}`;
  }),
  insertion(
    "forbidden-with-comma",
    "a forbidden phrase that opens the first sentence",
    (text, phrase) => `${phrase}, ${text.trimStart()}`,
  ),
  insertion(
    "forbidden-last",
    "a forbidden phrase on the last line",
    (text, phrase) => `${text.trimEnd()}\n\n${phrase}`,
  ),
  insertion(
    "forbidden-last-words",
    "a forbidden phrase at the end of one more sentence",
    (text, phrase) => `${text.trimEnd()} And so, ${phrase}`,
  ),
  insertion("forbidden-repeated", "a forbidden phrase again and again", (text, phrase) =>
    sentencesOf(text)
      .map((sentence) => `${phrase} ${sentence}`)
      .join(""),
  ),
  {
    ...insertion("forbidden-instead", "a forbidden phrase instead of the answer", (_, phrase) => phrase),
    mutate: (sample, context) =>
      withPhrase(sample, context, (phrase) => mapTexts(sample, (_, at) => (at === 0 ? phrase : ""))),
  },
  {
    name: "forbidden-in-curly-quotes",
    says: "a forbidden phrase with typographic apostrophes",
    breaks: ["absence"],
    mutate: (sample, { claims: { forbidden }, random }) => {
      const phrases = forbidden.flatMap(({ literal }) => (literal?.includes("'") ? [literal] : []));
      if (phrases.length === 0) return undefined;
      const phrase = pick(phrases, random).replaceAll("'", "’");
      return mapLastText(sample, (text) => `${text.trimEnd()} ${phrase}`);
    },
  },
  {
    name: "forbidden-in-capitals",
    says: "a forbidden phrase in capitals",
    breaks: ["absence"],
    mutate: (sample, context) =>
      context.claims.forbidden.every(({ ignoresCase }) => ignoresCase)
        ? withPhrase(sample, context, (phrase) =>
            mapLastText(sample, (text) => `${text.trimEnd()} ${phrase.toUpperCase()}`),
          )
        : undefined,
  },
];

/** They go into the first message of several. */
const opening = new Set([
  "forbidden-first",
  "forbidden-at-the-beginning",
  "forbidden-with-comma",
  "forbidden-repeated",
]);

function insertion(
  name: string,
  says: string,
  insert: (text: string, phrase: string, context: MutationContext) => string,
): Break {
  return {
    name,
    says,
    breaks: ["absence"],
    mutate: (sample, context) =>
      withPhrase(sample, context, (phrase) => {
        const give = (text: string): string => insert(text, phrase, context);
        return opening.has(name) ? mapTextAt(sample, 0, give) : mapLastText(sample, give);
      }),
  };
}

/** One of the forbidden phrases, or all where a mean of scores decides; undefined where the mutant does not hold it, as at another place. */
function withPhrase(
  sample: Sample,
  { claims: { forbidden, isWeighed }, random }: MutationContext,
  put: (phrase: string) => Sample | undefined,
): Sample | undefined {
  if (forbidden.length === 0) return undefined;
  const passages = isWeighed ? forbidden : [pick(forbidden, random)];
  const phrases = passages.map((passage) => passage.example(random));
  if (phrases.some((phrase) => phrase === undefined)) return undefined;
  const mutant = put(phrases.join(" "));
  return mutant && passages.every((passage) => passage.places(mutant.output).length > 0) ? mutant : undefined;
}
