import type { Sample } from "../../../store/index.ts";
import { mapLastText, mapTexts, textsOf } from "../mutant.ts";
import type { Break, MutationContext } from "../operator.ts";
import { fillers } from "../stock-texts.ts";
import { firstWords, pick, sentencesOf, wordsIn } from "../words.ts";

/** Longer than the most words, or shorter than the fewest, by little and by much. */
export const lengthBreaks: readonly Break[] = [
  tooLong("a-word-too-long", "one word too many", (max) => max + 1),
  tooLong("a-tenth-too-long", "an answer a tenth too long", (max) => Math.ceil(max * 1.1) + 1),
  tooLong("twice-too-long", "an answer twice as long as allowed", (max) => max * 2 + 1),
  {
    name: "said-twice",
    says: "an answer that repeats itself until it is too long",
    breaks: ["longest"],
    mutate: (sample, { claims: { words } }) =>
      words.max === undefined || words.max > mostWords
        ? undefined
        : mapLastText(sample, (text) => {
            const missing = words.max! + 1 - wordsIn(sample.output).length;
            const times = Math.max(1, Math.ceil(missing / Math.max(1, wordsIn(text).length)));
            return Array.from({ length: times + 1 }, () => text).join("\n\n");
          }),
  },
  {
    name: "other-answer-added",
    says: "other answers added until it is too long",
    breaks: ["longest"],
    mutate: (sample, { claims: { words }, others, random }) => {
      const texts = others.flatMap(textsOf).filter((text) => wordsIn(text).length > 3);
      if (words.max === undefined || words.max > mostWords || texts.length === 0) return undefined;
      return mapLastText(sample, (text) => {
        const parts = [text];
        let count = wordsIn(sample.output).length;
        while (count <= words.max!) {
          parts.push(pick(texts, random));
          count += wordsIn(parts.at(-1)!).length;
        }
        return parts.join("\n\n");
      });
    },
  },
  tooShort("a-word-too-short", "one word too few", (_, min) => min - 1),
  tooShort("half-too-short", "an answer half as long as asked for", (_, min) => Math.floor(min / 2)),
  tooShort(
    "first-sentence-only",
    "the first sentence alone",
    (text) => wordsIn(sentencesOf(text)[0] ?? "").length,
  ),
  tooShort("one-word-only", "a single word", () => 1),
];

/** More would be a text that nobody looks at. */
const mostWords = 20_000;

function tooLong(name: string, says: string, countOf: (max: number) => number): Break {
  return {
    name,
    says,
    breaks: ["longest"],
    mutate: (sample, { claims: { words }, random }) => {
      if (words.max === undefined || words.max > mostWords) return undefined;
      const wanted = countOf(words.max);
      const missing = wanted - wordsIn(sample.output).length;
      return missing <= 0
        ? undefined
        : mapLastText(sample, (text) => `${text.trimEnd()} ${filler(missing, random)}`);
    },
  };
}

function filler(words: number, random: MutationContext["random"]): string {
  const parts: string[] = [];
  for (let count = 0; count < words; count += wordsIn(parts.at(-1)!).length)
    parts.push(pick(fillers, random));
  return firstWords(parts.join(" "), words);
}

function tooShort(name: string, says: string, countOf: (text: string, min: number) => number): Break {
  return {
    name,
    says,
    breaks: ["shortest"],
    mutate: (sample, { claims: { words } }): Sample | undefined => {
      const min = words.min ?? 0;
      const wanted = countOf(sample.output, min);
      if (wanted < 0 || wanted >= min) return undefined;
      let left = wanted;
      return mapTexts(sample, (text) => {
        const given = firstWords(text, left);
        left -= wordsIn(given).length;
        return given;
      });
    },
  };
}
