import type { CheckPattern, LineToCheck } from "./line-to-check.ts";
import { forbids, nameFrom, numberOf, numberPattern } from "./line-to-check.ts";

/** Words for what a check counts. */
const units: readonly (readonly [check: string, words: string])[] = [
  ["word-count", "words?"],
  ["sentence-count", "sentences?"],
  ["paragraph-count", "paragraphs?"],
  ["character-count", "characters?|chars?"],
  ["bullet-count", "bullets?(?: points?)?|bulleted items|list items"],
  ["heading-count", "headings?|headers?"],
  ["question-count", "questions?"],
  ["emoji-count", "emojis?"],
  ["link-count", "links?|urls?"],
];

const adjectives = "(?:(?:short|brief|concise|clear|full|complete|simple|single|follow-up|clarifying) )?";

interface Limit {
  readonly min?: number;
  readonly max?: number;
}

/** "At most 120 words", "two to three sentences", "between 3 and 5 bullets", "two short paragraphs at most", "one question". */
export const limits: CheckPattern = {
  name: "limits",
  doc: "How long an answer is, or how many of something it has: words, sentences, paragraphs, characters, bullets, headings, questions, emojis, links.",
  propose: (line) => units.flatMap(([check, words]) => limitOf(line, check, words)),
};

function limitOf({ text }: LineToCheck, check: string, words: string) {
  const limit = boundsIn(text, words);
  if (!limit) return [];
  const unit = check.replace("-count", "s");
  const { min, max } = limit;
  const says =
    min === undefined
      ? `at most ${max}`
      : max === undefined
        ? `at least ${min}`
        : min === max
          ? `${min}`
          : `${min} to ${max}`;
  return [
    {
      name: nameFrom(says, max === 1 ? unit.slice(0, -1) : unit),
      description: `An answer has ${says} ${max === 1 ? unit.slice(0, -1) : unit}.`,
      scope: "turn" as const,
      assert: [{ type: check, value: limit }],
    },
  ];
}

function boundsIn(text: string, words: string): Limit | undefined {
  const n = numberPattern;
  const what = `\\s*-?\\s*${adjectives}(?:${words})\\b`;
  const find = (pattern: string): RegExpExecArray | null => new RegExp(pattern, "i").exec(text);
  // "of the last eight weeks", "in the first two sentences": a place and no limit.
  if (find(`\\b(?:first|last|next|previous)\\s+${n}?${what}`)) return undefined;
  const range =
    find(`\\b(${n})\\s*(?:-|–|to|or)\\s*(${n})${what}`) ??
    find(`\\bbetween\\s+(${n})\\s+and\\s+(${n})${what}`);
  if (range) return { min: numberOf(range[1]!), max: numberOf(range[2]!) };
  const most =
    find(
      `\\b(?:at most|no more than|not more than|not exceed(?:ing)?|up to|a maximum of|maximum(?: of)?|max\\.?|within|never more than|limit(?:ed)?(?: \\w+){0,3} to|under|below|fewer than|less than)\\s+(?:a single\\s+|${"about "}?)?(${n})${what}`,
    ) ?? find(`\\b(${n})${what}\\s+(?:at most|or (?:less|fewer)|max(?:imum)?\\b|maximum)`);
  if (most) {
    const strict = /\b(?:under|below|fewer than|less than)\s/i.test(most[0]);
    const max = numberOf(most[1]!);
    return { max: strict ? max - 1 : max };
  }
  const least =
    find(
      `\\b(?:at least|no (?:fewer|less) than|a minimum of|minimum(?: of)?|more than|over)\\s+(${n})${what}`,
    ) ?? find(`\\b(${n})${what}\\s+(?:or more|at least|minimum)`);
  if (least) {
    const min = numberOf(least[1]!);
    return { min: /\b(?:more than|over)\s/i.test(least[0]) ? min + 1 : min };
  }
  const exact = find(
    `\\b(?:exactly|in|with|use|write|give|close with|end with|ask)\\s+(?:only\\s+|exactly\\s+)?(${n})${what}`,
  );
  if (exact && !forbids(text.slice(0, exact.index))) {
    const count = numberOf(exact[1]!);
    return { min: count, max: count };
  }
  const none = find(
    `\\b(?:no|without(?: any)?|never use|do not use|don't use|avoid)\\s+(?:any\\s+)?(?:${words.replaceAll("s?", "s")})\\b`,
  );
  return none ? { max: 0 } : undefined;
}
