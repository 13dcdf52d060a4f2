import { type LongWork, stableId } from "../../base/index.ts";
import { describeGroup, type FoundBehaviors } from "../../behaviors/index.ts";
import type { Spending } from "../../models/index.ts";
import { equals, type Row, type Store } from "../../store/index.ts";
import { areAlike } from "./alike-names.ts";
import { askAbout, type Readings } from "./batches.ts";
import { type GivenName, type Nameable, nameQuestion, nameVersion } from "./name-question.ts";

type Behavior = FoundBehaviors["behaviors"][number];
type Group = FoundBehaviors["groups"][number];

export interface NamedBehaviors extends Readings {
  readonly found: FoundBehaviors;
  /** Behaviors and groups that were asked about in this search. */
  readonly asked: number;
}

/** How many behaviors next to one are shown beside it, and requests of each. */
const neighboursShown = 3;
const requestsOfNeighbour = 2;
const behaviorsOfGroup = 6;

/**
 * Names and descriptions by a model, which sees what is typical of a behavior and what of its nearest neighbours. What was named once keeps
 * its name as long as its exemplars stand; where two names can hardly be told apart the smaller behavior is asked about again with both in
 * view. What gets no name of its own keeps the users' phrase.
 */
export async function nameByModel(
  store: Store,
  spending: Spending,
  found: FoundBehaviors,
  work: LongWork,
): Promise<NamedBehaviors> {
  const namer = await openNamer(store, spending, work);
  const behaviors = await nameBehaviors(namer, found.behaviors, spending.chat.name);
  const groups = await nameGroups(namer, found.groups, { before: found.behaviors, now: behaviors });
  await namer.tidy();
  return { found: { ...found, behaviors, groups }, ...namer.readings() };
}

async function nameBehaviors(
  namer: Namer,
  behaviors: readonly Behavior[],
  namedBy: string,
): Promise<Behavior[]> {
  const insideOf = ({ exemplars }: Behavior): string[] => exemplars.map(({ text }) => text);
  const nearest = nearestBehaviors(behaviors);
  const names = await distinctNames(
    namer,
    behaviors.map((one, b) => ({
      inside: insideOf(one),
      outside: nearest[b]!.flatMap((other) => insideOf(other).slice(0, requestsOfNeighbour)),
      phrase: one.name,
    })),
  );
  return behaviors.map((one, b) => {
    const { given, phrase } = names[b]!;
    return given ? { ...one, ...given, namedBy } : { ...one, name: phrase };
  });
}

/** Groups are named after their largest behaviors, once these have names; a group of one is called like it. */
async function nameGroups(
  namer: Namer,
  groups: readonly Group[],
  behaviors: { readonly before: readonly Behavior[]; readonly now: readonly Behavior[] },
): Promise<Group[]> {
  const membersOf = groups.map(({ id }) => behaviors.now.filter(({ groupId }) => groupId === id));
  const linesOf = membersOf.map((members) =>
    members.slice(0, behaviorsOfGroup).map(({ name, exemplars }) => `${name}: ${exemplars[0]?.text ?? ""}`),
  );
  const several = [...groups.keys()].filter((g) => membersOf[g]!.length > 1);
  const names = await distinctNames(
    namer,
    several.map((g) => ({
      inside: linesOf[g]!,
      outside: linesOf.flatMap((lines, other) => (other === g ? [] : lines.slice(0, 1))),
      phrase: phraseOf(groups[g]!, behaviors),
    })),
  );
  return groups.map((group, g) => {
    const [largest, ...more] = membersOf[g]!;
    const { given, phrase } = names[several.indexOf(g)] ?? {};
    const name = more.length === 0 ? largest?.name : (given?.name ?? phrase);
    return { ...group, name: name ?? group.name, description: describeGroup(membersOf[g]!) };
  });
}

/** Where users share no phrase, a group is called after its largest behavior, which may have another name by now. */
function phraseOf(
  { id, name }: Group,
  { before, now }: { readonly before: readonly Behavior[]; readonly now: readonly Behavior[] },
): string {
  const largest = before.find(({ groupId }) => groupId === id);
  const after = now.find((one) => one.id === largest?.id);
  return largest &&
    after &&
    /^ and \d+ more$/.test(name.slice(largest.name.length)) &&
    name.startsWith(largest.name)
    ? after.name + name.slice(largest.name.length)
    : name;
}

function nearestBehaviors(behaviors: readonly Behavior[]): Behavior[][] {
  const closeness = (a: Behavior, b: Behavior): number =>
    a.centroid.reduce((sum, value, i) => sum + value * (b.centroid[i] ?? 0), 0);
  return behaviors.map((one) =>
    behaviors
      .filter((other) => other !== one)
      .map((other) => ({ other, cosine: closeness(one, other) }))
      .sort((a, b) => b.cosine - a.cosine || (a.other.id < b.other.id ? -1 : 1))
      .slice(0, neighboursShown)
      .map(({ other }) => other),
  );
}

interface Named {
  /** Absent where the phrase has to do. */
  readonly given: GivenName | undefined;
  readonly phrase: string;
}

/** Names that can be told apart, given in the order of `items`. */
async function distinctNames(
  namer: Namer,
  items: readonly (Nameable & { readonly phrase: string })[],
): Promise<Named[]> {
  const wanted = items.map(({ inside, outside }): Nameable => ({ inside, outside }));
  const first = await namer.names(wanted);
  const taken: { readonly name: string; readonly inside: readonly string[] }[] = [];
  const named: Named[] = [];
  for (const [i, { phrase, ...item }] of items.entries()) {
    let given = first[i];
    const rivalOf = (name: string) => taken.find((other) => areAlike(other.name, name));
    const rival = given && rivalOf(given.name);
    if (rival) {
      [given] = await namer.names([{ ...item, rival }]);
      if (given && rivalOf(given.name)) given = undefined;
    }
    const name = unlike(given?.name ?? phrase, taken);
    taken.push({ name, inside: item.inside });
    named.push({ given, phrase: name });
  }
  return named;
}

function unlike(name: string, taken: readonly { readonly name: string }[]): string {
  const used = new Set(taken.map((other) => other.name.toLowerCase()));
  let unique = name;
  for (let count = 2; used.has(unique.toLowerCase()); count++) unique = `${name} (${count})`;
  return unique;
}

interface Namer {
  /** Names of items, in their order; undefined where the model has none to give. */
  readonly names: (items: readonly Nameable[]) => Promise<(GivenName | undefined)[]>;
  /** Keeps what the model has no name for, and drops what nothing is called by any more. */
  readonly tidy: () => Promise<void>;
  readonly readings: () => Readings & { readonly asked: number };
}

/** Names that a model gives, kept by what it was shown of the thing itself: what is around it may change without renaming it. */
async function openNamer(store: Store, spending: Spending, work: LongWork): Promise<Namer> {
  const { behaviorNames } = store.tables;
  const { identity, name: model } = spending.chat;
  const known = new Map(
    (await behaviorNames.read({ where: equals("model", identity) })).map((row) => [row.id, row]),
  );
  const kept = new Set(known.keys());
  const used = new Set<string>();
  let total = { asked: 0, fellBack: 0, unasked: 0, isHopeless: false };
  const idOf = ({ inside, rival }: Nameable): string =>
    stableId([identity, nameVersion, [...inside].sort(), ...(rival ? [rival.name] : [])], 32);
  const rowOf = (item: Nameable, given: GivenName | undefined): Row<"behaviorNames"> => ({
    id: idOf(item),
    model: identity,
    ...given,
  });
  let writing = Promise.resolve();
  return {
    names: async (items) => {
      const missing = items.filter((item) => !known.has(idOf(item)));
      const readings = await askAbout(nameQuestion, missing, spending, {
        ...work,
        stage: `naming behaviors with ${model}`,
        onAnswers: async (answers: ReadonlyMap<Nameable, GivenName | undefined>) => {
          const rows = [...answers].map(([item, given]) => rowOf(item, given));
          for (const row of rows) known.set(row.id, row);
          writing = writing.then(() => behaviorNames.upsert(rows.filter(({ name }) => name)));
          await writing;
        },
      });
      total = {
        asked: total.asked + missing.length - readings.unasked,
        fellBack: total.fellBack + readings.fellBack,
        unasked: total.unasked + readings.unasked,
        isHopeless: total.isHopeless || readings.isHopeless,
      };
      return items.map((item) => {
        used.add(idOf(item));
        const { name, description = "" } = known.get(idOf(item)) ?? {};
        return name ? { name, description } : undefined;
      });
    },
    tidy: async () => {
      const rows = [...known.values()];
      // Where it has a name for nothing the model does not work: it is asked again when somebody has mended it.
      if (rows.some(({ name }) => name))
        await behaviorNames.upsert(rows.filter((row) => !row.name && !kept.has(row.id)));
      await behaviorNames.deleteAny(
        "id",
        [...kept].filter((id) => !used.has(id)),
      );
    },
    readings: () => total,
  };
}
