import { literalPassage, type Passage } from "./passage.ts";
import { sentencesOf } from "./words.ts";

/**
 * Something that an answer may have several of: how to count, write and take away ones that are plainly such. Counted by rules of our own
 * and not by the check's, so that a check that miscounts is found out.
 */
export interface Part {
  /** What it is, in the plural. */
  readonly says: string;
  readonly count: (text: string) => number;
  /** A text with so many of them and no other. */
  readonly written: (count: number) => string;
  /** What stands between an answer and more of them. */
  readonly apart: string;
  /** A text with the first so many alone left of them; the same text where that is not to be had. */
  readonly keeping: (text: string, count: number) => string;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Parts that a pattern finds: `without` is what is left of one. */
const patterned = (
  says: string,
  pattern: RegExp,
  apart: string,
  one: (i: number) => string,
  without: (match: string) => string,
): Part => ({
  ...{ says, apart },
  count: (text) => [...text.matchAll(pattern)].length,
  written: (count) => numbers(count).map(one).join(apart),
  keeping: (text, count) => {
    let seen = 0;
    return text.replace(pattern, (match) => (seen++ < count ? match : without(match)));
  },
});

const plainSentences = [
  "Take it one day at a time.",
  "The rest follows from that.",
  "There is more to say about this.",
  "It helps to look at it twice.",
];
const plainSentence = (i: number): string => plainSentences[i % plainSentences.length]!;

const hasLetters = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);
const blocksOf = (text: string): string[] => text.split(/\n[ \t]*(?:\n[ \t]*)+/).filter(hasLetters);

const emojis = ["🙂", "🎉", "👍🏽", "🚲", "❤️"];
const placeholders = ["[name]", "{{date}}", "<city>", "[order number]"];

/** Parts by the type of the check that counts them. */
export const parts = {
  "sentence-count": {
    says: "sentences",
    count: (text) => sentencesOf(text).filter(hasLetters).length,
    written: (count) => numbers(count).map(plainSentence).join(" "),
    apart: " ",
    keeping: (text, count) => sentencesOf(text).filter(hasLetters).slice(0, count).join("").trimEnd(),
  },
  "paragraph-count": {
    says: "paragraphs",
    count: (text) => blocksOf(text).length,
    written: (count) => numbers(count).map(plainSentence).join("\n\n"),
    apart: "\n\n",
    keeping: (text, count) => blocksOf(text).slice(0, count).join("\n\n"),
  },
  "character-count": {
    says: "characters",
    count: (text) => [...text.trim()].length,
    written: (count) =>
      "and so it goes on "
        .repeat(Math.ceil(count / 18))
        .slice(0, count)
        .replace(/\s$/, "s"),
    apart: " ",
    keeping: (text, count) => [...text.trim()].slice(0, count).join("").trimEnd(),
  },
  "bullet-count": patterned(
    "bullets",
    /^[ \t]*(?:[-*•]|\d+[.)])[ \t]+(?=\S)/gm,
    "\n",
    (i) => `- item ${i + 1}`,
    () => "",
  ),
  "heading-count": patterned(
    "headings",
    /^#{1,6}[ \t]+(?=\S)/gm,
    "\n\n",
    (i) => `## Part ${i + 1}`,
    () => "",
  ),
  "question-count": patterned(
    "questions",
    /\?+/g,
    " ",
    (i) => ["Is that clear so far?", "Shall I go on?", "Does that make sense?"][i % 3]!,
    () => ".",
  ),
  "emoji-count": patterned(
    "emojis",
    /(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F)\p{Emoji_Modifier}?/gu,
    " ",
    (i) => emojis[i % emojis.length]!,
    () => "",
  ),
  "link-count": patterned(
    "links",
    /\[[^\][\n]*\]\(https?:\/\/[^()\s]+\)|https?:\/\/[^\s)>\]]+/g,
    " ",
    (i) => (i % 2 === 0 ? `https://example.com/page-${i}` : `[page ${i}](https://example.com/page-${i})`),
    () => "our pages",
  ),
  "placeholder-count": patterned(
    "placeholders",
    /\[\p{L}[^\][\n]*\](?!\()|\{\{?\p{L}[^{}\n]*\}\}?|<\p{L}[\p{L}\p{N} _-]*>/gu,
    " ",
    (i) => placeholders[i % placeholders.length]!,
    () => "it",
  ),
  "capital-words": patterned(
    "words in capitals",
    /(?<![\p{L}\p{N}_])\p{Lu}{2,}(?![\p{L}\p{N}_])/gu,
    " ",
    (i) => ["NOW", "STOP", "PLEASE"][i % 3]!,
    (word) => word.toLowerCase(),
  ),
} satisfies Readonly<Record<string, Part>>;

/** Uses of a keyword; `*` at its end stands for any end of the word. */
export function keywordPart(keyword: string): Part {
  const stem = keyword.replace(/\*$/, "").trim();
  const passage: Passage = literalPassage(stem, true);
  return {
    says: `uses of "${stem}"`,
    count: (text) => passage.places(text).length,
    written: (count) =>
      numbers(count)
        .map(() => stem)
        .join(", "),
    apart: " ",
    keeping: (text, count) => {
      let [end, kept] = [0, ""];
      for (const { start, end: next } of passage.places(text).slice(count)) {
        kept += text.slice(end, start);
        end = next;
      }
      return kept + text.slice(end);
    },
  };
}
