import { groupBy, type Random, seededRandom, shuffle } from "../../../server/core/base/index.ts";
import type { LabelledText } from "../../support/labelled-texts.ts";

/**
 * Share of the made texts whose rest may be anybody's. Parents of one category alone bridge the groups inside it, which makes the search
 * easier; parents from anywhere bridge categories, which makes it harder. ARI x100 on the 13,072 texts of banking77 that people wrote, by
 * themselves: 40.8; among 20,000 with a share of 0, 1/3, 0.45, 1/2, 1: 50.3, 46.2, 42.8, 37.6, 35.0.
 */
const STRAY = 0.45;

/** Draws in a row without a new text after which a category has no more to give. */
const VAIN_DRAWS = 2_000;

/**
 * `count` texts that differ from one another: those of people first, in a seeded order, then texts made of two that share
 * two words in a row: the beginning of one up to these words, the rest of the other after them. "I still wait for |my card| to arrive" and
 * "Where is |my card| that I ordered" give "I still wait for my card that I ordered". So each sequence of three words is somebody's,
 * and each category grows by the same factor. Not quite half of the made texts may go on like a text of any category, as people do who ask for
 * two things or ramble. Still they are no people's texts: figures of agreement should be those of people's texts only. Fewer where the texts do not yield as many.
 */
export function grownTo(count: number, texts: readonly LabelledText[], seed: number): LabelledText[] {
  const random = seededRandom(seed);
  const unique = [...new Map(texts.map((one) => [one.text, one])).values()];
  const people = shuffle(unique, random);
  if (count <= people.length) return people.slice(0, count);
  const known = new Set(people.map(({ text }) => text));
  const categories = [...groupBy(people, ({ category }) => category)].map(([category, members]) => ({
    category,
    share: members.length / people.length,
    parents: members.map(({ text }) => new Parent(text)),
  }));
  const everybody = categories.flatMap(({ parents }) => parents);
  const made = categories.flatMap(({ category, share, parents }) =>
    crossings(parents, Math.ceil((count - people.length) * share), { known, random, everybody }).map(
      (text) => ({
        text,
        category,
      }),
    ),
  );
  return [...people, ...shuffle(made, random).slice(0, count - people.length)];
}

/** A text, and where two words in a row stand in it, neither at its very beginning nor at its end. */
class Parent {
  readonly words: readonly string[];
  readonly places = new Map<string, number>();

  constructor(readonly text: string) {
    this.words = text.split(/\s+/);
    const plain = this.words.map((word) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""));
    for (let at = 1; at + 2 < plain.length; at++)
      if (plain[at] && plain[at + 1]) this.places.set(`${plain[at]} ${plain[at + 1]}`, at);
  }
}

function crossings(
  parents: readonly Parent[],
  count: number,
  {
    known,
    random,
    everybody,
  }: { readonly known: Set<string>; readonly random: Random; readonly everybody: readonly Parent[] },
): string[] {
  const made: string[] = [];
  let tails = parents;
  for (let vain = 0; made.length < count && vain < VAIN_DRAWS; vain++) {
    const text = crossing(pick(parents, random), pick(tails, random), random);
    if (text === undefined) continue;
    // Not at each draw: two of different categories seldom share words, and fewer than the share would come of it.
    tails = random() < STRAY ? everybody : parents;
    if (known.has(text)) continue;
    known.add(text);
    made.push(text);
    vain = 0;
  }
  return made;
}

function crossing(head: Parent, tail: Parent, random: Random): string | undefined {
  const shared = [...head.places.keys()].filter((words) => tail.places.has(words));
  if (shared.length === 0) return undefined;
  const words = pick(shared, random);
  return [...head.words.slice(0, head.places.get(words)), ...tail.words.slice(tail.places.get(words))].join(
    " ",
  );
}

const pick = <T>(items: readonly T[], random: Random): T => items[Math.floor(random() * items.length)]!;
