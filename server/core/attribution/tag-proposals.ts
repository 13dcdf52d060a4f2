import { benjaminiHochberg, expectedMarked, marksAboveP } from "../base/index.ts";
import { phraseFinder } from "../signals/index.ts";
import { type UserPhrase, userPhrases } from "./user-phrases.ts";

/** What users say in a conversation, and how it went: `isWrong` is absent where nobody knows. */
export interface SpokenConversation {
  readonly id: string;
  readonly text: string;
  /** Its user, or itself where that is not known. */
  readonly person: string;
  readonly behaviorIds: readonly string[];
  readonly isWrong?: boolean | undefined;
}

/** Words that could be a tag of this product. A person counts once for each set of behaviors. */
export interface TagProposal {
  /** Of the first of its words: "gps-signal". */
  readonly name: string;
  /** Phrases as users write them, the most telling first. */
  readonly words: readonly string[];
  /** Conversations in which such a tag is found, of those whose end is known; how many went wrong, and how many would as others in the same behaviors do. */
  readonly n: number;
  readonly wrong: number;
  readonly expected: number;
  /** Behaviors that hold it. */
  readonly behaviors: number;
  readonly exemplar: string;
}

/** What is there already: the conversations that each tag holds, and the names that are taken. */
export interface KnownTags {
  readonly holders: readonly ReadonlySet<string>[];
  readonly names: Iterable<string>;
}

/** Fewer people are no pattern. */
const leastPeople = 8;
/** What more say than this is what the product is about. */
const mostShare = 0.2;
/** A tag cuts across behaviors: it is in three at least, and no single one holds most of it. */
const leastBehaviors = 3;
const mostInOne = 0.5;
/** Less than half as many again as expected is no reason to look, however certain it is. */
const leastExcess = 1.5;
/** Two phrases of which this share of the rarer stands in the same conversations are one tag. */
const sameTag = 0.5;
const mostPhrases = 5;
const mostProposals = 10;

/**
 * Phrases of conversations that go wrong more often than others in the same behaviors, whatever behavior they stand in: what a tag is
 * good for, and what behaviors cannot show. By `marksAboveP` over behaviors (a conversation in several is held against others in the same
 * ones), at 5 % false discoveries (Benjamini-Hochberg). Phrases of the same conversations become one tag. What mostly stands in
 * conversations of a known tag is not proposed.
 */
export function tagProposals(spoken: readonly SpokenConversation[], known: KnownTags): TagProposal[] {
  const told = oncePerPerson(
    spoken.filter(({ isWrong, behaviorIds }) => isWrong !== undefined && behaviorIds.length > 0),
  );
  const strata = strataOf(told);
  const found = userPhrases(
    told.map(({ text }) => text),
    leastPeople,
    mostShare * told.length,
  )
    .map((phrase) => ({ phrase, ...excessOf(phrase.texts, told, strata) }))
    .filter(isPattern);
  const clear = benjaminiHochberg(found.map(({ p }) => p));
  const telling = found
    .filter((one, i) => clear[i] && isExcess(one))
    .filter(
      ({ phrase }) => !known.holders.some((ids) => shareIn(phrase, (i) => ids.has(told[i]!.id)) > sameTag),
    )
    .sort(
      (a, b) =>
        a.p - b.p ||
        b.phrase.texts.length - a.phrase.texts.length ||
        (a.phrase.forms[0]! < b.phrase.forms[0]! ? -1 : 1),
    );
  const taken = new Set(known.names);
  const said = told.map(({ text }) => ({ text, lower: text.toLowerCase() }));
  const proposals: TagProposal[] = [];
  for (const phrases of joined(telling.map(({ phrase }) => phrase))) {
    if (proposals.length === mostProposals) break;
    const words = phrases.flatMap(({ forms }) => forms);
    // As the tag will be found, which is not by stems.
    const { find } = phraseFinder("", words);
    const holders = said.flatMap((each, i) => (find(each) === undefined ? [] : [i]));
    const excess = excessOf(holders, told, strata);
    if (!isPattern(excess) || !isExcess(excess)) continue;
    const { wrong, expected, behaviors } = excess;
    const name = freeName(words[0]!, taken);
    const exemplar = told[holders.find((i) => told[i]!.isWrong) ?? holders[0]!]!.id;
    proposals.push({ name, words, n: holders.length, wrong, expected, behaviors, exemplar });
  }
  return proposals;
}

/** `stratum`: its behaviors, whatever their order. */
interface Told extends SpokenConversation {
  readonly stratum: string;
}

/** The first of each person's conversations about the same. */
function oncePerPerson(spoken: readonly SpokenConversation[]): Told[] {
  const first = new Map<string, Told>();
  for (const one of spoken) {
    const stratum = [...one.behaviorIds].sort().join(" ");
    const key = JSON.stringify([one.person, stratum]);
    if (!first.has(key)) first.set(key, { ...one, stratum });
  }
  return [...first.values()];
}

function strataOf(
  told: readonly Told[],
): ReadonlyMap<string, { readonly n: number; readonly marked: number }> {
  const strata = new Map<string, { n: number; marked: number }>();
  for (const one of told) {
    const counts = strata.get(one.stratum) ?? { n: 0, marked: 0 };
    counts.n++;
    if (one.isWrong) counts.marked++;
    strata.set(one.stratum, counts);
  }
  return strata;
}

interface Excess {
  readonly wrong: number;
  readonly expected: number;
  readonly p: number;
  readonly people: number;
  readonly behaviors: number;
  /** The share of them that the behavior holds which holds most. */
  readonly top: number;
}

function excessOf(
  texts: readonly number[],
  told: readonly Told[],
  strata: ReturnType<typeof strataOf>,
): Excess {
  const drawn = new Map<string, number>();
  const behaviors = new Map<string, number>();
  const people = new Set<string>();
  let wrong = 0;
  for (const i of texts) {
    const one = told[i]!;
    drawn.set(one.stratum, (drawn.get(one.stratum) ?? 0) + 1);
    for (const id of one.behaviorIds) behaviors.set(id, (behaviors.get(id) ?? 0) + 1);
    people.add(one.person);
    if (one.isWrong) wrong++;
  }
  const held = [...drawn].map(([id, count]) => ({ ...strata.get(id)!, drawn: count }));
  return {
    wrong,
    expected: expectedMarked(held),
    p: marksAboveP(held, wrong),
    people: people.size,
    behaviors: behaviors.size,
    top: Math.max(0, ...behaviors.values()) / Math.max(1, texts.length),
  };
}

const isPattern = ({ people, behaviors, top }: Excess): boolean =>
  people >= leastPeople && behaviors >= leastBehaviors && top <= mostInOne;
const isExcess = ({ wrong, expected }: Excess): boolean => wrong >= leastExcess * expected;

/** Phrases that mostly stand in the same conversations, together; a longer one that adds nothing to its part is left out. */
function joined(phrases: readonly UserPhrase[]): UserPhrase[][] {
  const tags: { readonly phrases: UserPhrase[]; readonly texts: Set<number> }[] = [];
  for (const phrase of phrases) {
    const tag = tags.find(
      ({ texts }) =>
        shareIn(phrase, (i) => texts.has(i)) > sameTag ||
        phrase.texts.filter((i) => texts.has(i)).length > sameTag * texts.size,
    );
    if (!tag) tags.push({ phrases: [phrase], texts: new Set(phrase.texts) });
    else if (tag.phrases.length < mostPhrases && !phrase.texts.every((i) => tag.texts.has(i))) {
      tag.phrases.push(phrase);
      for (const i of phrase.texts) tag.texts.add(i);
    }
  }
  return tags.map((tag) => tag.phrases);
}

const shareIn = ({ texts }: UserPhrase, isIn: (text: number) => boolean): number =>
  texts.filter(isIn).length / texts.length;

/** A name as tags have it; one that is taken would put the tag in the other's place. */
function freeName(phrase: string, taken: Set<string>): string {
  const plain = phrase
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const name = plain || "tag";
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
  taken.add(free);
  return free;
}
