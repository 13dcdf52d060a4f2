import { type LongWork, stableId } from "../../base/index.ts";
import { conversationOf, describeGroup, type FoundBehaviors } from "../../behaviors/index.ts";
import type { Spending } from "../../models/index.ts";
import { equals, type Row, type Store } from "../../store/index.ts";
import { dropForgottenNames } from "../privacy/forgotten-names.ts";
import { areAlike } from "./alike-names.ts";
import { askAbout, type Readings } from "./batches.ts";
import { type GivenName, type Nameable, nameQuestion, nameVersion } from "./name-question.ts";
import { seenMark } from "./seen-mark.ts";

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
  const exemplars = found.behaviors.flatMap((behavior) => behavior.exemplars);
  const namer = await openNamer(store, spending, { ...work, exemplars });
  const { behaviors, seenBy } = await nameBehaviors(namer, found.behaviors, spending.chat.name);
  const groups = await nameGroups(namer, found.groups, { before: found.behaviors, now: behaviors, seenBy });
  await namer.tidy();
  return { found: { ...found, behaviors, groups }, ...namer.readings() };
}

/** By id of a behavior: marks of the requests that its name was given in view of. */
type SeenBy = ReadonlyMap<string, readonly string[]>;

async function nameBehaviors(
  namer: Namer,
  behaviors: readonly Behavior[],
  namedBy: string,
): Promise<{ readonly behaviors: Behavior[]; readonly seenBy: SeenBy }> {
  const insideOf = ({ exemplars }: Behavior): string[] => exemplars.map(({ text }) => text);
  const nearest = nearestBehaviors(behaviors);
  const names = await distinctNames(
    namer,
    behaviors.map((one, b) => {
      const inside = insideOf(one);
      const outside = nearest[b]!.flatMap((other) => insideOf(other).slice(0, requestsOfNeighbour));
      return { inside, outside, phrase: one.name, seen: [...inside, ...outside].map(seenMark) };
    }),
  );
  return {
    behaviors: behaviors.map((one, b) => {
      const { given, phrase } = names[b]!;
      return given ? { ...one, ...given, namedBy } : { ...one, name: phrase };
    }),
    seenBy: new Map(behaviors.map(({ id }, b) => [id, names[b]!.seen])),
  };
}

/** Groups are named after their largest behaviors, once these have names; a group of one is called like it. */
async function nameGroups(
  namer: Namer,
  groups: readonly Group[],
  behaviors: {
    readonly before: readonly Behavior[];
    readonly now: readonly Behavior[];
    readonly seenBy: SeenBy;
  },
): Promise<Group[]> {
  const membersOf = groups.map(({ id }) => behaviors.now.filter(({ groupId }) => groupId === id));
  // Names are shown, so what they were given in view of is seen as well.
  const linesOf = membersOf.map((members) =>
    members.slice(0, behaviorsOfGroup).map(({ id, name, exemplars }) => ({
      line: `${name}: ${exemplars[0]?.text ?? ""}`,
      seen: [...exemplars.slice(0, 1).map(({ text }) => seenMark(text)), ...(behaviors.seenBy.get(id) ?? [])],
    })),
  );
  const several = [...groups.keys()].filter((g) => membersOf[g]!.length > 1);
  const names = await distinctNames(
    namer,
    several.map((g) => {
      const inside = linesOf[g]!;
      const outside = linesOf.flatMap((lines, other) => (other === g ? [] : lines.slice(0, 1)));
      return {
        inside: inside.map(({ line }) => line),
        outside: outside.map(({ line }) => line),
        phrase: phraseOf(groups[g]!, behaviors),
        seen: [...inside, ...outside].flatMap(({ seen }) => seen),
      };
    }),
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

/** Something to be named. `seen`: marks of the requests in it, and of those that names in it were given in view of. */
interface Item extends Nameable {
  readonly seen: readonly string[];
}

interface Named {
  /** Absent where the phrase has to do. */
  readonly given: GivenName | undefined;
  readonly phrase: string;
  readonly seen: readonly string[];
}

/** Names that can be told apart, given in the order of `items`. */
async function distinctNames(
  namer: Namer,
  items: readonly (Item & { readonly phrase: string })[],
): Promise<Named[]> {
  const first = await namer.names(items.map(({ phrase: _, ...item }): Item => item));
  const taken: {
    readonly name: string;
    readonly inside: readonly string[];
    readonly seen: readonly string[];
  }[] = [];
  const named: Named[] = [];
  for (const [i, { phrase, ...item }] of items.entries()) {
    let found = first[i];
    const rivalOf = (name: string) => taken.find((other) => areAlike(other.name, name));
    const rival = found && rivalOf(found.given.name);
    if (rival) {
      [found] = await namer.names([{ ...item, rival, seen: [...item.seen, ...rival.seen] }]);
      if (found && rivalOf(found.given.name)) found = undefined;
    }
    const name = unlike(found?.given.name ?? phrase, taken);
    const seen = found?.seen ?? item.seen;
    taken.push({ name, inside: item.inside, seen });
    named.push({ given: found?.given, phrase: name, seen });
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
  readonly names: (
    items: readonly Item[],
  ) => Promise<((Pick<Item, "seen"> & { readonly given: GivenName }) | undefined)[]>;
  /** Keeps what the model has no name for, and drops what nothing is called by any more. */
  readonly tidy: () => Promise<void>;
  readonly readings: () => Readings & { readonly asked: number };
}

/**
 * Names that a model gives, kept by what it was shown of the thing itself: what is around it may change without renaming it. `exemplars`:
 * all that it may be shown.
 */
async function openNamer(
  store: Store,
  spending: Spending,
  { exemplars, ...work }: LongWork & { readonly exemplars: Behavior["exemplars"] },
): Promise<Namer> {
  const { behaviorNames } = store.tables;
  const { identity, name: model } = spending.chat;
  const rows = await behaviorNames.read({ where: equals("model", identity) });
  const kept = new Set(rows.map(({ id }) => id));
  // What a build before this one kept does not tell what was seen: it is asked about again.
  const known = new Map(rows.filter(({ seen }) => seen).map((row) => [row.id, row]));
  const used = new Set<string>();
  let total = { asked: 0, fellBack: 0, unasked: 0, isHopeless: false };
  const idOf = ({ inside, rival }: Nameable): string =>
    stableId([identity, nameVersion, [...inside].sort(), ...(rival ? [rival.name] : [])], 32);
  const rowOf = (item: Item, given: GivenName | undefined): Row<"behaviorNames"> => ({
    id: idOf(item),
    model: identity,
    ...given,
    seen: [...new Set(item.seen)].sort(),
  });
  let writing = Promise.resolve();
  return {
    names: async (items) => {
      const missing = items.filter((item) => !known.has(idOf(item)));
      const readings = await askAbout(nameQuestion, missing, spending, {
        ...work,
        stage: `naming behaviors with ${model}`,
        onAnswers: async (answers: ReadonlyMap<Nameable, GivenName | undefined>) => {
          const fresh = [...answers].map(([item, given]) => rowOf(item as Item, given));
          for (const row of fresh) known.set(row.id, row);
          const named = fresh.filter(({ name }) => name);
          writing = writing.then(() => keepNames(store, named, exemplars));
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
        const { name, description = "", seen = [] } = known.get(idOf(item)) ?? {};
        return name ? { given: { name, description }, seen } : undefined;
      });
    },
    tidy: async () => {
      const all = [...known.values()];
      // Where it has a name for nothing the model does not work: it is asked again when somebody has mended it.
      if (all.some(({ name }) => name))
        await behaviorNames.upsert(all.filter((row) => !row.name && !kept.has(row.id)));
      await behaviorNames.deleteAny(
        "id",
        [...kept].filter((id) => !used.has(id)),
      );
    },
    readings: () => total,
  };
}

/** Writes names. As `Store.conclude` does: of whom another process forgot meanwhile nothing stays. `about`: all that any of them was given in view of. */
async function keepNames(
  store: Store,
  rows: readonly Row<"behaviorNames">[],
  about: Behavior["exemplars"],
): Promise<void> {
  await store.tables.behaviorNames.upsert(rows);
  const conversations = about.map(({ requestId }) => conversationOf(requestId));
  if ((await store.missing(conversations)).length > 0) await dropForgottenNames(store);
}
