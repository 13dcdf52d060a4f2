import { aboveNormalP, benjaminiHochberg } from "../base/index.ts";
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

/** Words that could be a tag of this product. */
export interface TagProposal {
  /** Of the first of its words: "gps-signal". */
  readonly name: string;
  /** Phrases as users write them most, the most telling first. */
  readonly words: readonly string[];
  /** Conversations that hold any of them, of those whose end is known; how many went wrong, and how many would as others in the same behaviors do. */
  readonly n: number;
  readonly wrong: number;
  readonly expected: number;
  /** Behaviors that hold it; 0 where none were searched for. */
  readonly behaviors: number;
  readonly exemplar: string;
}

/** Fewer people are no pattern. */
const leastPeople = 8;
/** What more say than this is what the product is about. */
const mostShare = 0.2;
/** A tag cuts across behaviors: it is in three at least, and no single one holds most of it. */
const leastBehaviors = 3;
const mostInOne = 0.6;
/** Less than half as many again as expected is no reason to look, however certain it is. */
const leastExcess = 1.5;
/** Two phrases of which this share of the rarer stands in the same conversations are one tag. */
const sameTag = 0.5;
const mostWords = 5;
const mostProposals = 10;

/**
 * Phrases after which conversations go wrong more often than others in the same behaviors, whatever behavior they stand in: what a tag is
 * good for, and what behaviors cannot show. By the test of Mantel and Haenszel (Journal of the National Cancer Institute 22, 1959) over
 * behaviors, one-sided, at 5 % false discoveries (Benjamini-Hochberg). Phrases of the same conversations become one tag. `known`:
 * conversations that a tag there is holds already; what mostly stands in those is not proposed.
 */
export function tagProposals(
  spoken: readonly SpokenConversation[],
  known: readonly ReadonlySet<string>[],
): TagProposal[] {
  const told = spoken.filter(({ isWrong }) => isWrong !== undefined);
  const strata = strataOf(told);
  const hasBehaviors = [...strata.keys()].some((id) => id !== nowhere);
  const texts = told.map(({ text }) => text);
  const found = userPhrases(texts, leastPeople, mostShare * told.length)
    .map((phrase) => ({ phrase, ...excessOf(phrase.texts, told, strata) }))
    .filter(
      ({ people, top, behaviors }) => people >= leastPeople && (!hasBehaviors || cutsAcross(behaviors, top)),
    );
  const clear = benjaminiHochberg(found.map(({ p }) => p));
  const telling = found
    .filter(({ wrong, expected }, i) => clear[i] && wrong >= leastExcess * expected)
    .filter(({ phrase }) => !known.some((ids) => share(phrase.texts, (i) => ids.has(told[i]!.id)) > sameTag))
    .sort(
      (a, b) =>
        a.p - b.p ||
        b.phrase.texts.length - a.phrase.texts.length ||
        (a.phrase.surface < b.phrase.surface ? -1 : 1),
    );
  return joined(telling.map(({ phrase }) => phrase))
    .slice(0, mostProposals)
    .map((phrases) => {
      const texts = [...new Set(phrases.flatMap(({ texts }) => texts))].sort((a, b) => a - b);
      const { wrong, expected, behaviors } = excessOf(texts, told, strata);
      return {
        name: slug(phrases[0]!.surface),
        words: phrases.map(({ surface }) => surface),
        ...{ n: texts.length, wrong, expected, behaviors },
        exemplar: told[texts.find((i) => told[i]!.isWrong) ?? texts[0]!]!.id,
      };
    });
}

const cutsAcross = (behaviors: number, top: number): boolean =>
  behaviors >= leastBehaviors && top <= mostInOne;

/** What of a behavior's conversations is known to have gone wrong. A conversation in none is in one of its own kind; one in several counts in its first. */
interface Stratum {
  readonly n: number;
  readonly wrong: number;
}

const nowhere = "";
const stratumOf = ({ behaviorIds }: SpokenConversation): string => behaviorIds[0] ?? nowhere;

function strataOf(told: readonly SpokenConversation[]): ReadonlyMap<string, Stratum> {
  const strata = new Map<string, { n: number; wrong: number }>();
  for (const one of told) {
    const stratum = strata.get(stratumOf(one)) ?? { n: 0, wrong: 0 };
    stratum.n++;
    if (one.isWrong) stratum.wrong++;
    strata.set(stratumOf(one), stratum);
  }
  return strata;
}

function excessOf(
  texts: readonly number[],
  told: readonly SpokenConversation[],
  strata: ReadonlyMap<string, Stratum>,
): { wrong: number; expected: number; p: number; people: number; behaviors: number; top: number } {
  const own = new Map<string, number>();
  const people = new Set<string>();
  let wrong = 0;
  for (const i of texts) {
    const one = told[i]!;
    own.set(stratumOf(one), (own.get(stratumOf(one)) ?? 0) + 1);
    people.add(one.person);
    if (one.isWrong) wrong++;
  }
  let [expected, variance] = [0, 0];
  for (const [id, k] of own) {
    const { n, wrong: all } = strata.get(id)!;
    expected += (k * all) / n;
    if (n > 1) variance += (k * (n - k) * all * (n - all)) / (n * n * (n - 1));
  }
  // With the correction for continuity, as they have it.
  const p = variance > 0 ? aboveNormalP((wrong - expected - 0.5) / Math.sqrt(variance)) : 1;
  own.delete(nowhere);
  return {
    ...{ wrong, expected, p, people: people.size, behaviors: own.size },
    top: Math.max(0, ...own.values()) / texts.length,
  };
}

/** Phrases that mostly stand in the same conversations, together; a longer one that adds nothing to its part is left out. */
function joined(phrases: readonly UserPhrase[]): UserPhrase[][] {
  const tags: { readonly phrases: UserPhrase[]; readonly texts: Set<number> }[] = [];
  for (const phrase of phrases) {
    const tag = tags.find(
      ({ texts }) =>
        share(phrase.texts, (i) => texts.has(i)) > sameTag ||
        phrase.texts.filter((i) => texts.has(i)).length > sameTag * texts.size,
    );
    if (!tag) tags.push({ phrases: [phrase], texts: new Set(phrase.texts) });
    else if (tag.phrases.length < mostWords && !phrase.texts.every((i) => tag.texts.has(i))) {
      tag.phrases.push(phrase);
      for (const i of phrase.texts) tag.texts.add(i);
    }
  }
  return tags.map((tag) => tag.phrases);
}

const share = (texts: readonly number[], isIn: (text: number) => boolean): number =>
  texts.filter(isIn).length / texts.length;

const slug = (phrase: string): string =>
  phrase
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "") || "tag";
