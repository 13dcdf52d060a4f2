import { groupBy, type Random, seededRandom, shuffle } from "../../../server/core/base/index.ts";
import type { LabelledText } from "../../support/labelled-texts.ts";

/** Draws in a row without a new text after which a category has no more to give. */
const VAIN_DRAWS = 2_000;

/**
 * `count` texts that differ from one another: those of people first, in a seeded order, then texts made of two of one category that share
 * two words in a row: the beginning of one up to these words, the rest of the other after them. "I still wait for |my card| to arrive" and
 * "Where is |my card| that I ordered" give "I still wait for my card that I ordered". So each sequence of three words is somebody's,
 * no word comes from another category than its text, and each category grows by the same factor. A made text lies between its two
 * parents: neighbours get nearer, so figures of agreement are figures of people's texts only. Fewer where the texts do not yield as many.
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
  const made = categories.flatMap(({ category, share, parents }) =>
    crossings(parents, Math.ceil((count - people.length) * share), { known, random }).map((text) => ({
      text,
      category,
    })),
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
  { known, random }: { readonly known: Set<string>; readonly random: Random },
): string[] {
  const made: string[] = [];
  for (let vain = 0; made.length < count && vain < VAIN_DRAWS; vain++) {
    const text = crossing(pick(parents, random), pick(parents, random), random);
    if (text === undefined || known.has(text)) continue;
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
