import { parsedJson, wordsIn } from "../words.ts";
import type { WrittenKind } from "./written-kinds.ts";

/** As long as the answer was, give or take: what is much longer or shorter tests something else. */
const least = { break: 0.3, harmless: 0.5 } as const;
const most = { break: 2.5, harmless: 2 } as const;
/** Of short answers the shares say little. */
const slackWords = 15;

/** What keeps a text that a model wrote from being a mutant, in words that follow "it"; undefined where nothing does. */
export function writtenFault(
  answer: string,
  written: string,
  kind: Pick<WrittenKind, "isHarmless">,
): string | undefined {
  const isHarmless = kind.isHarmless ?? false;
  if (written.trim() === "") return "is empty";
  if (plain(written) === plain(answer)) return "says the same";
  if (isData(answer) && !isData(written)) return "is JSON no more";
  if (marksOfForm.some((mark) => mark.test(answer) !== mark.test(written) && isHarmless))
    return "has another form";
  const [count, before] = [wordsIn(written).length, wordsIn(answer).length];
  const side = isHarmless ? "harmless" : "break";
  if (count > before * most[side] + slackWords || count < before * least[side] - slackWords)
    return "is far longer or shorter";
  if (isHarmless && !(holdsExactly(answer, written) && holdsExactly(written, answer)))
    return "changes a number or a name";
  if (!isHarmless && isSameSet(substanceOf(answer), substanceOf(written)))
    return "changes nothing of substance";
  return undefined;
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

const isData = (text: string): boolean => {
  const value = parsedJson(text);
  return typeof value === "object" && value !== null;
};

/** A code fence, a list, a table, a heading. */
const marksOfForm = [/^[ \t]*```/m, /^[ \t]*(?:[-*•]|\d+[.)]) /m, /^\|/m, /^#{1,6} /m];

/** Whether all numbers, ids and names of one text stand in another. A name: a word with a capital that does not open a sentence. */
function holdsExactly(text: string, other: string): boolean {
  const there = new Set(tokensOf(other));
  const names = text.match(/(?<=[\p{Ll}\d,;:] )\p{Lu}\p{Ll}{2,}/gu) ?? [];
  const figures = tokensOf(text).filter((token) => /\d/.test(token));
  return [...figures, ...names.map((name) => name.toLowerCase())].every((one) => there.has(one));
}

const tokensOf = (text: string): string[] =>
  text.toLowerCase().match(/\p{L}*\d[\p{L}\d]*(?:[.,:/-]\d+)*|\p{L}+/gu) ?? [];

const filler = new Set(
  "a an the and or of to in on at for by with as is are was were be been it its this that these those so then also just very really please well now here there".split(
    " ",
  ),
);

/** Words that carry the meaning; a "not" is one. */
const substanceOf = (text: string): Set<string> =>
  new Set((text.toLowerCase().match(/[\p{L}\p{N}'’]+/gu) ?? []).filter((word) => !filler.has(word)));

const isSameSet = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && [...one].every((item) => other.has(item));
