import type { PreviousBehavior } from "./behavior-ids.ts";
import {
  type Mark,
  type Membership,
  type MembershipDecisions,
  type Merge,
  type Split,
  swallowedBy,
} from "./decisions.ts";
import type { Saying } from "./describe-clusters.ts";
import type { Embeddings } from "./lexical-embedder.ts";
import { RecognisedRows } from "./recognised-rows.ts";

export interface DecidedOptions {
  readonly previous?: readonly PreviousBehavior[];
  readonly decisions?: MembershipDecisions | undefined;
}

/** Clusters of rows as people want them; `previous` in a form that gives them the ids that people know them by. */
export interface Decided {
  readonly clusters: readonly (readonly number[])[];
  readonly previous: readonly PreviousBehavior[];
  /** What later requests are held against: rows of each cluster, of a merged one those of each behavior in it. */
  readonly centres: readonly { readonly cluster: number; readonly rows: readonly number[] }[];
}

/** A cluster on its way; `id` where a decision says which behavior it is. */
interface Placed {
  readonly rows: readonly number[];
  readonly id?: string;
}

/**
 * Lays decisions over the clusters of a search. Splits go first: requests of a cluster that holds several parts of one behavior go to
 * their part, new ones to the part whose marked requests they are most like. Then merges: clusters of behaviors that are to be one are
 * joined. Deterministic; costs a moment, and nothing where nothing is decided.
 */
export function decide(
  found: readonly (readonly number[])[],
  sayings: readonly Saying[],
  embeddings: Embeddings,
  { previous = [], decisions }: DecidedOptions,
): Decided {
  if (!decisions || isEmpty(decisions.wanted))
    return { clusters: found, previous, centres: found.map((rows, cluster) => ({ cluster, rows })) };
  const { merges, splits, known } = decisions.wanted;
  const rows = new RecognisedRows(sayings, embeddings, previous, decisions);
  let placed: readonly Placed[] = found.map((own) => ({ rows: own }));
  for (const split of outerFirst(splits)) placed = parted(placed, split, rows);
  for (const merge of innerFirst(merges)) placed = joined(placed, merge, rows);
  placed = claimed(placed, known, decisions.wanted, rows);
  const size = (one: Placed): number => one.rows.reduce((sum, row) => sum + sayings[row]!.requests.length, 0);
  const ordered = [...placed].sort((a, b) => size(b) - size(a) || a.rows[0]! - b.rows[0]!);
  return {
    clusters: ordered.map((one) => one.rows),
    previous: withIds(ordered, sayings, previous),
    centres: ordered.flatMap((one, cluster) =>
      [...rows.byNearest(one.rows, marksIn(one.id, merges))].map(([, own]) => ({ cluster, rows: own })),
    ),
  };
}

/**
 * Takes back what was in force and is not wanted any more, in what the last search found: behaviors that were merged are parted by
 * which of them each request is most like, parts of a split are one again. So a search begins with them as they were.
 */
export function takenBack<T extends DecidedOptions>(
  sayings: readonly Saying[],
  embeddings: Embeddings,
  options: T,
): T {
  const { previous = [], decisions } = options;
  if (!decisions || isEmpty(decisions.applied)) return options;
  const { wanted, applied } = decisions;
  const rows = new RecognisedRows(sayings, embeddings, previous, decisions);
  const members = new Map(previous.map(({ id, memberIds }) => [id, memberIds]));
  for (const { into, others } of [...innerFirst(applied.merges)].reverse()) {
    const kept = new Set(wanted.merges.find((one) => one.into.id === into.id)?.others.map(({ id }) => id));
    const free = others.filter(({ id }) => !kept.has(id) && !members.has(id));
    const own = new Set(members.get(into.id));
    if (free.length === 0 || own.size === 0) continue;
    const merged = sayings.flatMap(({ requests }, row) =>
      requests.some(({ id }) => own.has(id)) ? [row] : [],
    );
    const parts = rows.byNearest(merged, marksIn(into.id, applied.merges));
    for (const one of free) {
      const marks = [one, ...marksIn(one.id, applied.merges)];
      const back = new Set(
        marks.flatMap(({ id }) =>
          (parts.get(id) ?? []).flatMap((row) => sayings[row]!.requests.map((request) => request.id)),
        ),
      );
      if (back.size === 0) continue;
      members.set(one.id, [...back]);
      members.set(
        into.id,
        [...own].filter((member) => !back.has(member)),
      );
      for (const member of back) own.delete(member);
    }
  }
  for (const { id, parts } of [...outerFirst(applied.splits)].reverse()) {
    const kept = new Set(wanted.splits.find((one) => one.id === id)?.parts.map((part) => part.id));
    const gone = parts.map((part) => part.id).filter((part) => part !== id && !kept.has(part));
    const back = gone.flatMap((part) => members.get(part) ?? []);
    for (const part of gone) members.delete(part);
    if (back.length > 0) members.set(id, [...(members.get(id) ?? []), ...back]);
  }
  return { ...options, previous: [...members].map(([id, memberIds]) => ({ id, memberIds })) };
}

/** What an assigner is made from: each centre under the id of its behavior. */
export const centresOf = (
  centres: Decided["centres"],
  behaviors: readonly { readonly id: string }[],
): [string[], (readonly number[])[]] => [
  centres.map(({ cluster }) => behaviors[cluster]!.id),
  centres.map(({ rows }) => rows),
];

const isEmpty = ({ merges, splits, known }: Membership): boolean =>
  merges.length + splits.length + known.length === 0;

/** A part that is itself in parts comes after the whole. */
function outerFirst(splits: readonly Split[]): Split[] {
  const outerOf = (id: string): Split | undefined =>
    splits.find((one) => one.id !== id && one.parts.some((part) => part.id === id));
  return inOrder(splits, ({ id }) => outerOf(id));
}

/** One that was merged before it was swallowed comes before what swallowed it. */
function innerFirst(merges: readonly Merge[]): Merge[] {
  const outerOf = (id: string): Merge | undefined =>
    merges.find(({ others }) => others.some((other) => other.id === id));
  return inOrder(merges, ({ into }) => outerOf(into.id)).reverse();
}

/** Each after the one that it depends on; a circle, which only a hand can write, is cut where it is entered. */
function inOrder<T>(items: readonly T[], before: (item: T) => T | undefined): T[] {
  const done = new Set<T>();
  const entered = new Set<T>();
  const visit = (item: T): void => {
    if (entered.has(item)) return;
    entered.add(item);
    const first = before(item);
    if (first) visit(first);
    done.add(item);
  };
  for (const item of items) visit(item);
  return [...done];
}

type ClusterOfRow = ReadonlyMap<number, number>;

const clusterOfRows = (placed: readonly Placed[]): ClusterOfRow =>
  new Map(placed.flatMap((one, c) => one.rows.map((row) => [row, c] as const)));

/** Whether a cluster is a behavior that is marked: by what was decided of it, by what it was before, else by its requests. */
function isMarkedBy(
  mark: Mark,
  rows: RecognisedRows,
  clusterOfRow: ClusterOfRow,
): (one: Placed, index: number) => boolean {
  const isSwallowed = rows.isSwallowed(mark.id);
  const former = rows.formerOf(mark);
  const cluster = former === undefined ? rows.clusterOf(mark, clusterOfRow) : undefined;
  return (one, index) => {
    if (one.id !== undefined) return one.id === mark.id;
    if (isSwallowed) return false;
    const was = rows.formerOfCluster(one.rows);
    return was !== undefined && former !== undefined ? was === former : cluster === index;
  };
}

function parted(placed: readonly Placed[], { id: whole, parts }: Split, rows: RecognisedRows): Placed[] {
  const partIds = new Set(parts.map(({ id }) => id));
  // Where only one of the parts was there before, all of them were in it.
  const isInForce = parts.filter(({ id }) => rows.isThere(id)).length > 1;
  const former = rows.formerOf({ id: whole, requests: parts.flatMap(({ requests }) => requests) });
  const markedPart = new Map(
    parts.flatMap((part) => rows.rowsOf(part).map((row) => [row, part.id] as const)),
  );
  const knownPart = (row: number): string | undefined => {
    const was = rows.formers[row];
    return isInForce && was !== undefined && partIds.has(was) ? was : undefined;
  };
  const partsIn = (one: Placed): ReadonlySet<string> => {
    const was = rows.formerOfCluster(one.rows);
    const isOfIt = was === undefined || (isInForce ? partIds.has(was) : was === former);
    return new Set(isOfIt ? one.rows.flatMap((row) => knownPart(row) ?? markedPart.get(row) ?? []) : []);
  };
  const pools = new Map<string, number[]>(parts.map(({ id }) => [id, []]));
  const others: Placed[] = [];
  const mains = new Map<string, Placed>();
  for (const one of placed) {
    const held = partsIn(one);
    if (held.size > 1) {
      for (const row of one.rows) pools.get(knownPart(row) ?? "")?.push(row);
      const fresh = one.rows.filter((row) => knownPart(row) === undefined);
      for (const [id, own] of rows.byNearest(fresh, parts)) pools.get(id)!.push(...own);
      continue;
    }
    const [part] = held;
    const isPart = part !== undefined && isMostly(one, parts.find(({ id }) => id === part)!, isInForce, rows);
    if (!isPart || mains.has(part)) others.push(one);
    else mains.set(part, one);
  }
  return [
    ...others,
    ...parts.flatMap(({ id }) => {
      const own = [...(mains.get(id)?.rows ?? []), ...pools.get(id)!].sort((a, b) => a - b);
      return own.length > 0 ? [{ rows: own, id }] : [];
    }),
  ];
}

/** Whether a cluster that holds requests of one part alone is that part, and not something else with a few of them. */
function isMostly(one: Placed, part: Mark, isInForce: boolean, rows: RecognisedRows): boolean {
  if (isInForce) return rows.formerOfCluster(one.rows) === part.id;
  const own = new Set(one.rows);
  const marked = rows.rowsOf(part);
  return 2 * marked.filter((row) => own.has(row)).length > marked.length;
}

function joined(placed: readonly Placed[], { into, others }: Merge, rows: RecognisedRows): Placed[] {
  const clusterOfRow = clusterOfRows(placed);
  const tests = [into, ...others].map((mark) => isMarkedBy(mark, rows, clusterOfRow));
  const isIn = placed.map((one, c) => tests.some((isMarked) => isMarked(one, c)));
  const own = placed.filter((_, c) => isIn[c]).flatMap((one) => one.rows);
  if (own.length === 0) return [...placed];
  return [...placed.filter((_, c) => !isIn[c]), { rows: own.sort((a, b) => a - b), id: into.id }];
}

/** Behaviors of a store that was made anew get the ids under which the file knows them. */
function claimed(
  placed: readonly Placed[],
  known: readonly Mark[],
  wanted: Membership,
  rows: RecognisedRows,
): Placed[] {
  const swallowed = swallowedBy(wanted);
  const taken = new Set(placed.flatMap(({ id }) => id ?? []));
  const all = [...placed];
  const clusterOfRow = clusterOfRows(placed);
  for (const mark of known) {
    if (taken.has(mark.id) || swallowed.has(mark.id) || rows.isThere(mark.id)) continue;
    const isMarked = isMarkedBy(mark, rows, clusterOfRow);
    const c = all.findIndex((one, index) => one.id === undefined && isMarked(one, index));
    if (c < 0) continue;
    taken.add(mark.id);
    all[c] = { ...all[c]!, id: mark.id };
  }
  return all;
}

/** The marks of the behaviors that a merged one is made of, its own first. */
function marksIn(id: string | undefined, merges: readonly Merge[], seen = new Set<string>()): Mark[] {
  const merge = id === undefined || seen.has(id) ? undefined : merges.find(({ into }) => into.id === id);
  if (!merge) return [];
  seen.add(merge.into.id);
  return [
    merge.into,
    ...merge.others.flatMap((other) => [other, ...marksIn(other.id, merges, seen).slice(1)]),
  ];
}

/** What was before, with each cluster whose id is decided as if it had been there with just its requests. */
function withIds(
  placed: readonly Placed[],
  sayings: readonly Saying[],
  previous: readonly PreviousBehavior[],
): PreviousBehavior[] {
  const decided = placed.flatMap(({ id, rows }) =>
    id === undefined
      ? []
      : [{ id, memberIds: rows.flatMap((row) => sayings[row]!.requests.map((request) => request.id)) }],
  );
  const ids = new Set(decided.map(({ id }) => id));
  const members = new Set(decided.flatMap(({ memberIds }) => memberIds));
  return [
    ...previous
      .filter(({ id }) => !ids.has(id))
      .map(({ id, memberIds }) => ({ id, memberIds: memberIds.filter((member) => !members.has(member)) })),
    ...decided,
  ];
}
