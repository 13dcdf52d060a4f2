import { groupBy, indexBy } from "../base/index.ts";
import type { Instruction, Section } from "../prompt/index.ts";
import type { BehaviorFigures } from "./behavior-figures.ts";
import { addressing, type Conditions, conditionsOf, ownTerms, type PromptInUse } from "./behavior-prompt.ts";
import { isDirectiveKind } from "./coverage.ts";
import type { ExerciseModel } from "./exercise.ts";
import { termsIn } from "./terms.ts";

/** A behavior that no line of a prompt speaks to, and where in it such a line would belong. */
export interface UnaddressedBehavior {
  readonly file: string;
  readonly behaviorId: string;
  /** Conversations of it that the prompt answered. */
  readonly n: number;
  /** Titles of the section with which it has most to do, outermost first; absent where it has to do with none. */
  readonly section?: readonly string[];
  /** Stems that are its own among behaviors: a line that uses one speaks to it. */
  readonly terms: readonly string[];
}

/** A prompt by its conversations with what people asked for, and how many of them are covered: each part by itself. */
export interface PromptTraffic {
  readonly file: string;
  readonly conversations: number;
  /** A line speaks to what was asked, to each of it. */
  readonly addressed: number;
  /** An evaluator that reads what was said gave a verdict; of these, one that is trusted. */
  readonly judged: number;
  readonly trusted: number;
}

export interface AddressedInput {
  readonly prompt: PromptInUse;
  readonly instructions: readonly Pick<Instruction, "key" | "kind" | "text" | "triggers" | "section">[];
  readonly sections: readonly Pick<Section, "title">[];
}

/** What is looked up for each behavior, made once for a prompt. */
interface Prepared extends AddressedInput {
  /** Conditions of lines, and tools that lines name: one that is called there more often than elsewhere is spoken of. */
  readonly conditions: readonly Conditions[];
  /** By instruction, its stems and those of its sections; by section, those of its title. */
  readonly terms: readonly (readonly string[])[];
  readonly titles: readonly (readonly string[])[];
}

export type AskedBehavior = Pick<BehaviorFigures, "id" | "name" | "words" | "exemplars" | "groupId"> & {
  readonly members: ReadonlySet<string>;
};

/** Of a behavior and a prompt: nothing, or the sections of the lines that speak to it. */
interface Answer {
  readonly behavior: AskedBehavior;
  readonly n: number;
  readonly sections: readonly (readonly string[])[];
  readonly isAddressed: boolean;
}

/**
 * What a prompt was asked and says nothing about. A line speaks to a behavior where its condition holds there (`addressing`), or where it
 * uses a word that is the behavior's own: silence is claimed where neither is so.
 *
 * Where the line would belong: each section is as near as the behaviors that it speaks to, by the words people use and by their group, and
 * as its own words. Nothing near: nowhere.
 */
export function unaddressedBehaviors(
  prompts: readonly AddressedInput[],
  behaviors: readonly AskedBehavior[],
  exercise: ExerciseModel,
): {
  readonly unaddressed: UnaddressedBehavior[];
  readonly addressedOf: ReadonlyMap<string, ReadonlySet<string>>;
} {
  const own = ownTerms(behaviors);
  const vectors = wordVectors(behaviors);
  const addressedOf = new Map<string, ReadonlySet<string>>();
  const unaddressed = prompts.flatMap((input) => {
    const prompt = prepared(input, exercise);
    const { file } = input.prompt;
    const answers = behaviors.flatMap((one) => answerOf(prompt, one, own.get(one.id) ?? new Set()));
    const spoken = answers.filter(({ isAddressed }) => isAddressed);
    addressedOf.set(file, new Set(spoken.map(({ behavior }) => behavior.id)));
    if (conditionsIn(input) < fewestConditions) return [];
    const places = sectionPlaces(prompt, vectors.idf);
    return answers
      .filter(({ isAddressed }) => !isAddressed)
      .map(({ behavior, n }): UnaddressedBehavior => {
        const section = nearestSection(behavior, spoken, places, vectors);
        return {
          ...{ file, behaviorId: behavior.id, n },
          ...(section && { section }),
          terms: [...(own.get(behavior.id) ?? [])],
        };
      })
      .sort((a, b) => b.n - a.n || (a.behaviorId < b.behaviorId ? -1 : 1));
  });
  return { unaddressed, addressedOf };
}

/** A prompt that tells hardly any case from another means its lines for all that is asked: it is not silent. */
const fewestConditions = 2;

const conditionsIn = ({ instructions }: AddressedInput): number =>
  new Set(
    instructions.filter(({ triggers }) => triggers.length > 0).map(({ triggers }) => triggers.join("\n")),
  ).size;

function answerOf(
  { prompt, instructions, conditions, terms: termsOf, titles }: Prepared,
  behavior: AskedBehavior,
  terms: ReadonlySet<string>,
): Answer[] {
  const n = prompt.conversations.filter((id) => behavior.members.has(id)).length;
  if (n === 0) return [];
  const { addressedBy } = addressing({ members: behavior.members, terms }, conditions);
  const keys = new Set(addressedBy.map(({ key }) => key));
  const speaking = instructions.filter(
    ({ key }, at) => keys.has(key) || termsOf[at]!.some((term) => terms.has(term)),
  );
  const isNamed = titles.some((title) => title.some((term) => terms.has(term)));
  return [
    {
      ...{ behavior, n },
      sections: speaking.map(({ section }) => section),
      isAddressed: speaking.length > 0 || isNamed,
    },
  ];
}

const toolName = /\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b/g;

function prepared(input: AddressedInput, exercise: ExerciseModel): Prepared {
  const { prompt } = input;
  const byTools = prompt.instructions.flatMap((one) =>
    [...new Set(one.text.match(toolName) ?? [])].map((tool) => ({ ...one, triggers: [tool] })),
  );
  return {
    ...input,
    terms: input.instructions.map(({ text, section }) => termsIn([...section, text].join("\n"))),
    titles: input.sections.map(({ title }) => termsIn(title)),
    conditions: [
      conditionsOf(prompt, exercise),
      conditionsOf({ ...prompt, instructions: byTools }, exercise),
    ],
  };
}

type Vector = ReadonlyMap<string, number>;

interface Vectors {
  readonly of: ReadonlyMap<string, Vector>;
  readonly idf: (term: string) => number;
}

/** What people say for each behavior, as words weighed by how few behaviors use them. */
function wordVectors(behaviors: readonly AskedBehavior[]): Vectors {
  const terms = behaviors.map(({ id, name, words, exemplars }) => {
    const text = [name, ...words, ...exemplars.map((one) => one.text)].join("\n");
    return [id, new Set(termsIn(text))] as const;
  });
  const users = new Map<string, number>();
  for (const [, own] of terms) for (const term of own) users.set(term, (users.get(term) ?? 0) + 1);
  const idf = (term: string): number => Math.log((1 + behaviors.length) / (1 + (users.get(term) ?? 0)));
  return { of: new Map(terms.map(([id, own]) => [id, vectorOf(own, idf)])), idf };
}

const vectorOf = (terms: Iterable<string>, idf: Vectors["idf"]): Vector =>
  new Map([...new Set(terms)].map((term) => [term, idf(term)]));

function cosine(a: Vector, b: Vector): number {
  let dot = 0;
  for (const [term, weight] of a) dot += weight * (b.get(term) ?? 0);
  const length = Math.hypot(...a.values()) * Math.hypot(...b.values());
  return length === 0 ? 0 : dot / length;
}

interface SectionPlace {
  readonly section: readonly string[];
  readonly vector: Vector;
}

/** Sections in which something directs, with their words. */
function sectionPlaces({ instructions }: AddressedInput, idf: Vectors["idf"]): SectionPlace[] {
  const directing = instructions.filter(({ kind, section }) => isDirectiveKind(kind) && section.length > 0);
  return [...groupBy(directing, ({ section }) => section.join("\n")).values()].map((group) => ({
    section: group[0]!.section,
    vector: vectorOf(
      group.flatMap(({ text, section }) => termsIn([section.at(-1)!, text].join("\n"))),
      idf,
    ),
  }));
}

/** As much as half of all words in common. */
const sameGroup = 0.25;
/** The nearest behaviors decide; a section that speaks to many is near to nothing for that. */
const mostNeighbours = 3;
/** Below that nothing has to do with anything. */
const leastNearness = 0.12;

function nearestSection(
  behavior: AskedBehavior,
  spoken: readonly Answer[],
  places: readonly SectionPlace[],
  vectors: Vectors,
): readonly string[] | undefined {
  const own = vectors.of.get(behavior.id)!;
  const likes = spoken.map((one) => ({
    ...one,
    like:
      cosine(own, vectors.of.get(one.behavior.id)!) +
      (behavior.groupId !== undefined && one.behavior.groupId === behavior.groupId ? sameGroup : 0),
  }));
  const bySection = indexBy(
    places.map((place) => ({ key: place.section.join("\n"), place, likes: [] as number[] })),
    ({ key }) => key,
  );
  for (const { sections, like } of likes)
    for (const key of new Set(sections.map((section) => section.join("\n"))))
      bySection.get(key)?.likes.push(like);
  const scored = [...bySection.values()].map(({ place, likes: all }) => {
    const nearest = all.sort((a, b) => b - a).slice(0, mostNeighbours);
    const byBehaviors = nearest.reduce((sum, one) => sum + one, 0) / mostNeighbours;
    return { section: place.section, score: byBehaviors + cosine(own, place.vector) };
  });
  const [best] = scored.sort((a, b) => b.score - a.score);
  return best && best.score >= leastNearness ? best.section : undefined;
}
