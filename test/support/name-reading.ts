import { munkres } from "munkres";
import { lowerWordsOf, stemOf } from "../../server/core/behaviors/index.ts";

/** Which name a reader gave to each group of exemplars, by the numbers of both. */
export type Reading = ReadonlyMap<number, number>;

export interface Answers {
  readonly reading: Reading;
  /** Lines that could not be understood, as they stand in the file. */
  readonly problems: readonly string[];
}

/**
 * Answers of a reader: a line for each group, its number and then a name's number ("12: N7") or the name itself ("12 = cancel my card").
 * Empty lines and lines that begin with # are for people. A group that is answered twice has its last answer.
 */
export function answersIn(text: string, names: readonly string[]): Answers {
  const reading = new Map<number, number>();
  const problems: string[] = [];
  for (const line of text.split(/\r?\n/).map((one) => one.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const [, group, answer] = /^(\d+)\s*[:=.)\s]\s*(.+)$/.exec(line) ?? [];
    const name = answer === undefined ? undefined : numberOfName(answer, names);
    if (group === undefined || name === undefined) problems.push(line);
    else reading.set(Number(group), name);
  }
  return { reading, problems };
}

function numberOfName(answer: string, names: readonly string[]): number | undefined {
  const number = Number(/^N(\d+)$/i.exec(answer)?.[1] ?? Number.NaN);
  if (number >= 1 && number <= names.length) return number - 1;
  const at = names.findIndex((name) => name.toLowerCase() === answer.toLowerCase());
  return at < 0 ? undefined : at;
}

/**
 * A reader that only compares words: how much of each name's words, rare ones counting more, stands in each exemplar, on average.
 * `likeness[group][name]` is 0 to 1. Words meet by their stems.
 */
export function likenessByWords(
  groups: readonly (readonly string[])[],
  names: readonly string[],
): number[][] {
  const wordsOfNames = names.map(stemsOf);
  const rarity = (stem: string): number =>
    Math.log((names.length + 1) / wordsOfNames.filter((words) => words.has(stem)).length);
  return groups.map((exemplars) => {
    const texts = exemplars.map(stemsOf);
    return wordsOfNames.map((words) => {
      const weights = [...words].map((stem) => ({ stem, weight: rarity(stem) }));
      const all = weights.reduce((sum, { weight }) => sum + weight, 0);
      const found = weights.reduce(
        (sum, { stem, weight }) => sum + weight * share(texts, (text) => text.has(stem)),
        0,
      );
      return all === 0 ? 0 : found / all;
    });
  });
}

const stemsOf = (text: string): Set<string> => new Set(lowerWordsOf(text).map(stemOf));

const share = <T>(items: readonly T[], test: (item: T) => boolean): number =>
  items.filter(test).length / Math.max(1, items.length);

/** The likest name for each group, whatever the others get; of equals the first. */
export const eachByItself = (likeness: readonly (readonly number[])[]): Reading =>
  new Map(likeness.map((row, group) => [group, row.indexOf(Math.max(...row))]));

/** Each name for one group, so that all together are likest: what a reader does who strikes names out. */
export const oneToOne = (likeness: readonly (readonly number[])[]): Reading =>
  new Map(munkres(likeness.map((row) => row.map((value) => -value))));
