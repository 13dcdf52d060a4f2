import { type Bound, hoursOf } from "./bounds.ts";
import { wordsThatMean } from "./meanings.ts";
import type { Named, Phrase } from "./read-condition.ts";
import { marks } from "./turn-terms.ts";

/** What is known of what conversations hold: of all of them to find figures, of one to show evidence. */
export interface Known {
  /** Whether any turn holds the term. */
  has(term: string): boolean;
  /** Keys of data, of which some turn has a category. */
  readonly keys: Iterable<string>;
  /** The keys under which some turn has this value. */
  keysOf(value: string): readonly string[];
  /** Keys with numbers (`#`) or times (`@`) as they are written. */
  readonly measures: Iterable<string>;
}

/** A way in which a turn can hold what a phrase names. A claim of the user counts where no data say otherwise. */
export type Way =
  | {
      readonly term: string;
      readonly strength: number;
      readonly lasts: number;
      readonly by?: "user" | "tool" | "claim";
    }
  | {
      readonly measure: string;
      readonly least: number;
      readonly most: number;
      readonly isStrict: boolean;
      readonly lasts: number;
    };

/**
 * Something that a phrase needs, with every way to hold it. `weight`: beside how rare it is. `keys`: data that decide it, where a
 * conversation has them, whatever its user claims.
 */
export interface Need {
  readonly ways: readonly Way[];
  readonly weight: number;
  readonly keys: readonly string[];
  /** Stands beside data that decide, and weighs no more than a part of them however rare it is. */
  readonly isBeside?: boolean;
}

/** What an earlier turn's words weigh against this turn's own: the situation lasts, but not for ever. Data stay what they are. */
const wordsLast = 0.7;
const dataLast = 0.9;
/** A word that only stands in what a tool gave may be about anything; so may one that is said in another form. */
const heardOnly = 0.6;
const otherForm = 0.15;
/** A number that nobody gives leaves open whether it is as it should be. */
const openNumber = 0.5;
/** Data that decide a phrase say more than the words around them. */
const dataWeight = 1.5;
/** What all words together weigh beside them. */
export const besideData = 0.35;

/** What a phrase needs, with the ways that these conversations know of. Words that name the key of a value are met with the value. */
export function needsOf(phrase: Phrase, known: Known): Need[] {
  const data = phrase.by === "any" ? dataIn(phrase, known) : { needs: [], used: new Set<Named>() };
  const measured = [
    ...(phrase.bound ? boundNeed(phrase.bound, phrase, known) : []),
    ...pastNeed(phrase, known),
  ];
  const decided = [...data.needs, ...measured];
  // Whether a number is as it should be cannot be told where nobody gives one.
  const unknown: Need[] =
    phrase.bound && measured.length === 0 ? [{ ways: [], weight: openNumber, keys: [] }] : [];
  const doneSomewhere =
    phrase.by !== "agent" || phrase.words.some((word) => known.has(marks.called + word.stem));
  const fields = namesOfFields(known);
  const others = phrase.words.filter((word) => !data.used.has(word));
  // "The status is delayed": "status" says where that stands, not what is to be said.
  const telling = phrase.by === "any" ? others.filter(({ stem }) => !fields.has(stem)) : others;
  const words = (telling.length > 0 || decided.length > 0 ? telling : others).map((word) =>
    wordNeed(word, doneSomewhere ? phrase.by : "any", known),
  );
  if (decided.length === 0) return [...words, ...unknown];
  // Beside what is known for certain, words that nobody ever says tell nothing.
  return [
    ...decided,
    ...unknown,
    ...words.filter(({ ways }) => ways.length > 0).map((need) => ({ ...need, isBeside: true })),
  ];
}

/** Names of fields of one word, that hold a category. */
const namesOfFields = (known: Known): Set<string> =>
  new Set([...known.keys].map((key) => key.slice(key.lastIndexOf("/") + 1)));

function wordNeed(word: Named, by: Phrase["by"], known: Known): Need {
  const { stem, isDenied, isParticiple } = word;
  const way = (term: string, strength = 1, more: { by?: "user" | "tool" } = {}): Way[] =>
    known.has(term) ? [{ term, strength, lasts: wordsLast, ...more }] : [];
  if (isDenied)
    return {
      ways: [stem, ...wordsThatMean(stem)].flatMap((one) => way(marks.denied + one)),
      weight: 1,
      keys: [],
    };
  const called = [stem, ...wordsThatMean(stem)].flatMap((one) => way(marks.called + one));
  if (by === "agent") return { ways: called, weight: 1, keys: [] };
  const asParticiple = isParticiple && known.has(marks.participle + stem);
  const strength = asParticiple ? otherForm : 1;
  const said = way(stem, strength, { by: "user" });
  if (by === "user")
    return {
      ways: [...(asParticiple ? way(marks.participle + stem) : called), ...said],
      weight: 1,
      keys: [],
    };
  return {
    ways: [
      ...said,
      ...way(stem, Math.min(strength, heardOnly), { by: "tool" }),
      ...(asParticiple ? way(marks.participle + stem) : []),
      ...(isParticiple ? called : way(marks.called + stem)),
    ],
    weight: 1,
    keys: [],
  };
}

/** Values and yes-or-no fields that a phrase names: "a gold member" is `membership` gold, "no insurance" is `insuranc` no. */
function dataIn({ words }: Phrase, known: Known): { needs: Need[]; used: Set<Named> } {
  const needs: Need[] = [];
  const used = new Set<Named>();
  for (let length = Math.min(3, words.length); length > 0; length--)
    for (let at = 0; at + length <= words.length; at++) {
      const own = words.slice(at, at + length);
      if (own.some((word) => used.has(word))) continue;
      const need = valueNeed(own, words, known) ?? (length === 1 ? fieldNeed(own[0]!, known) : undefined);
      if (!need) continue;
      needs.push(need.need);
      for (const word of [...own, ...need.also]) used.add(word);
    }
  return { needs, used };
}

interface DataNeed {
  readonly need: Need;
  /** Words that name the field and need not be met by themselves. */
  readonly also: readonly Named[];
}

/** A value under more keys than this is a word like others, unless a key is named with it. */
const mostKeys = 3;

function valueNeed(own: readonly Named[], words: readonly Named[], known: Known): DataNeed | undefined {
  const value = own.map(({ stem }) => stem).join(".");
  const keys = known.keysOf(value);
  const others = words.filter((word) => !own.includes(word));
  const named = keys.filter((key) => others.some(({ stem }) => isNamed(key, stem)));
  const chosen = named.length > 0 ? named : keys;
  if (chosen.length === 0 || (named.length === 0 && keys.length > mostKeys)) return undefined;
  const isDenied = own.some((word) => word.isDenied);
  // "Is not a gold member": any other value.
  const ways: Way[] = isDenied
    ? own.map(({ stem }) => ({
        term: marks.denied + stem,
        strength: 1,
        lasts: wordsLast,
        by: "claim" as const,
      }))
    : [
        ...chosen.map((key) => ({ term: `${key}=${value}`, strength: 1, lasts: dataLast })),
        ...(own.length === 1
          ? [{ term: own[0]!.stem, strength: 1, lasts: wordsLast, by: "claim" as const }]
          : []),
      ];
  if (isDenied) return undefined;
  return {
    need: { ways, weight: dataWeight, keys: chosen },
    also: others.filter(({ stem }) => chosen.some((key) => isNamed(key, stem))),
  };
}

/** "Has travel insurance": a field of that name says yes, or counts one at least. */
function fieldNeed(word: Named, known: Known): DataNeed | undefined {
  const keys = [...known.keys].filter(
    (key) => isNamed(key, word.stem) && (known.has(`${key}=yes`) || known.has(`${key}=no`)),
  );
  if (keys.length === 0) return undefined;
  const ways: Way[] = keys.map((key) => ({
    term: `${key}=${word.isDenied ? "no" : "yes"}`,
    strength: 1,
    lasts: dataLast,
  }));
  const claim: Way = {
    ...{ term: word.isDenied ? marks.denied + word.stem : word.stem, strength: 1, lasts: wordsLast },
    by: "claim",
  };
  return { need: { ways: [...ways, claim], weight: dataWeight, keys }, also: [] };
}

const shortestStart = 4;

/** Whether a word names a field: "member" names `membership`. */
const isNamed = (key: string, stem: string): boolean =>
  key
    .slice(key.lastIndexOf("/") + 1)
    .split(".")
    .some(
      (part) =>
        part === stem ||
        (Math.min(part.length, stem.length) >= shortestStart &&
          (part.startsWith(stem) || stem.startsWith(part))),
    );

/** Words for making something, and fields that say when it was made. */
const making = /^(?:book|creat|made|mak|plac|order|purchas|bought|submit|open|fil|start|sign|regist|join)/;

function boundNeed(bound: Bound, { words }: Phrase, known: Known): Need[] {
  const stems = [...(bound.of ? [bound.of] : []), ...words.map(({ stem }) => stem)];
  const { least, most, isStrict } = bound;
  const ways = [...known.measures].flatMap((measure): Way[] => {
    const scale = scaleOf(measure, bound, stems);
    if (scale === undefined) return [];
    return [{ measure, least: least / scale, most: most / scale, isStrict, lasts: dataLast }];
  });
  return ways.length > 0 ? [{ ways, weight: dataWeight, keys: [] }] : [];
}

/** Whether a number is of what is bounded, and how much of the bound's unit one of it is. */
function scaleOf(measure: string, { unit }: Bound, stems: readonly string[]): number | undefined {
  const [key, kind] = [measure.slice(0, -1), measure.at(-1)];
  const last = key.slice(key.lastIndexOf("/") + 1);
  const isOf = stems.some((stem) => key.split("/").some((part) => isNamed(part, stem)));
  if (unit === "ago") {
    const isMade = stems.some((stem) => making.test(stem)) && making.test(last);
    if (kind === "@") return isMade || isOf ? 1 : undefined;
    return key.startsWith("ago.") ? hoursOf(key.slice(4)) : undefined;
  }
  if (kind !== "#") return undefined;
  if (unit === "hours") return hoursOf(key);
  if (unit === "age") return last === "age" ? 1 : undefined;
  return isOf || (unit === "$" && key === "$") ? 1 : undefined;
}

/** "Any flight has already been flown": a time in `flight` is past. */
function pastNeed({ isPast, words }: Phrase, known: Known): Need[] {
  if (!isPast) return [];
  const keys = [...known.measures].filter(
    (measure) =>
      measure.endsWith("@") &&
      words.some(({ stem }) =>
        measure
          .slice(0, -1)
          .split(/[/.]/)
          .some((part) => part === stem),
      ),
  );
  if (keys.length === 0) return [];
  return [
    {
      ways: keys.map((measure) => ({
        measure,
        least: 0,
        isStrict: true,
        most: Number.POSITIVE_INFINITY,
        lasts: dataLast,
      })),
      weight: dataWeight,
      keys: [],
    },
  ];
}
