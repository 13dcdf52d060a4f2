import { type Random, seededRandom, shuffle } from "../../base/index.ts";
import type { BuiltDataset } from "./build-dataset.ts";
import type { DatasetCase } from "./dataset.ts";

/** What a chat model is to write as one user's first message. */
export interface WritingOrder {
  /** Texts of users who want the same, the first of them whose context the new text gets. */
  readonly exemplars: readonly string[];
  readonly conversation: string;
  readonly behavior?: string;
  /** How it differs from them, a phrase for each side. */
  readonly sides: readonly string[];
  /** Of what the user wants besides, where they have two wishes. */
  readonly beside?: string;
}

/** Sides on which users differ while they want the same; each order has one of each. Of some, what is usual is there more often. */
const lengths = ["in one short sentence", "in two or three sentences", "at length, with what went before"];
const tones = ["matter-of-fact", "friendly", "curt", "upset", "unsure what to ask for"];
const plain = "says what the agent has to know";
const facts = [plain, plain, "leaves out one thing that the agent has to know"];
const wishes = { one: "one wish", two: "a second wish besides, the other one that is shown" };
/** One in so many has two wishes. */
const everySoMany = 4;
const mostExemplars = 3;

/**
 * Orders for texts that a model writes: after examples of the training split alone, those of failing cases first, in turn, so that every language and way of
 * asking of those users comes up; with lengths, tones and missing facts in turn too, in an order that the seed says. Texts of other splits are in none.
 */
export function writingOrders(
  { dataset, texts }: Pick<BuiltDataset, "dataset" | "texts">,
  { count, seed }: { readonly count: number; readonly seed: number },
): WritingOrder[] {
  const random = seededRandom(seed);
  const known = dataset.cases.filter(
    (one) => one.split === "train" && one.origin === "recorded" && (texts.get(one.id) ?? "") !== "",
  );
  const own = known.filter(({ role }) => role === "target");
  const others = known.filter(({ role, behavior }) => role !== "target" && behavior !== undefined);
  const first = shuffle([...own], random).sort((a, b) => Number(isFailing(b)) - Number(isFailing(a)));
  if (first.length === 0) return [];
  const textOf = ({ id }: DatasetCase): string => texts.get(id)!;
  const [long, tone, fact] = [lengths, tones, facts].map((side) => inTurn(side, random));
  return Array.from({ length: count }, (_, i): WritingOrder => {
    const one = first[i % first.length]!;
    const alike = shuffle(
      own.filter((other) => other !== one && other.behavior === one.behavior),
      random,
    );
    const beside =
      i % everySoMany === everySoMany - 1 ? others[Math.floor(random() * others.length)] : undefined;
    return {
      exemplars: [one, ...alike].slice(0, mostExemplars).map(textOf),
      conversation: one.conversation!,
      ...(one.behavior !== undefined && { behavior: one.behavior }),
      sides: [long!(i), tone!(i), fact!(i), beside ? wishes.two : wishes.one],
      ...(beside && { beside: textOf(beside) }),
    };
  });
}

const isFailing = ({ outcome }: DatasetCase): boolean => outcome === "fail";

/** Each in turn, in a new order each time round, so that no two sides go in step. */
function inTurn(side: readonly string[], random: Random): (i: number) => string {
  const rounds: string[] = [];
  return (i) => {
    while (rounds.length <= i) rounds.push(...shuffle([...side], random));
    return rounds[i]!;
  };
}
