import { type BehaviorFigures, needsPerson } from "../../attribution/index.ts";
import type { Snapshot } from "../snapshot.ts";
import { activeEntries, type BehaviorEntry, type Muted } from "./read-decisions.ts";

/** What people decided about a behavior, as it is shown. */
export interface ShownDecision {
  readonly pinned?: true;
  readonly muted?: Muted;
  readonly weight?: number;
  /** A person gave it its name. */
  readonly isNamed?: true;
  /** Ids of behaviors that it has swallowed. */
  readonly merged?: readonly string[];
  /** The behavior that it is a part of. */
  readonly partOf?: string;
}

/** A behavior with what happened in it, and what people decided about it. */
export interface DecidedBehavior extends BehaviorFigures {
  readonly decision?: ShownDecision;
}

/**
 * Something in the file that has no effect, or is not as it should be. `line`: zero-based. `id`: the entry that matches nothing;
 * `isIssue`: the text itself is wrong.
 */
export interface DecisionProblem {
  readonly line: number;
  readonly message: string;
  readonly id?: string;
  readonly isIssue?: true;
}

/**
 * Lays what people decided over a snapshot: figures stay what they are. Pinned behaviors come first, muted ones last and are no issues;
 * the others by size times weight, and those with an issue rank by the people they hit times weight. `entryOf`: the entry of a behavior, by its id.
 */
export function laidOver(
  snapshot: Snapshot,
  entries: readonly BehaviorEntry[],
  entryOf: ReadonlyMap<string, BehaviorEntry>,
): Snapshot {
  if (entries.length === 0) return snapshot;
  const whole = new Map(
    activeEntries(entries).flatMap(({ id, split }) => split.map((part) => [part.id, id] as const)),
  );
  const behaviors = snapshot.behaviors.map((behavior): DecidedBehavior => {
    const entry = entryOf.get(behavior.id);
    const partOf = whole.get(behavior.id);
    if (!entry && partOf === undefined) return behavior;
    const { name, description, pinned, muted, weight, merge = [] } = entry ?? {};
    return {
      ...behavior,
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
      ...(muted && { issue: false, issues: [] }),
      decision: {
        ...(pinned && { pinned }),
        ...(muted && { muted }),
        ...(weight !== undefined && weight !== 1 && { weight }),
        ...(name !== undefined && { isNamed: true as const }),
        ...(merge.length > 0 && { merged: merge.map(({ id }) => id) }),
        ...(partOf !== undefined && { partOf }),
      },
    };
  });
  return { ...snapshot, behaviors: rankedAnew(behaviors).sort(byDecision) };
}

/** People hit count as often as a behavior's weight says; what is muted has no rank, and the others close up. */
function rankedAnew(behaviors: readonly DecidedBehavior[]): DecidedBehavior[] {
  const hit = ({ issues, issue, decision }: DecidedBehavior): number =>
    Math.max(...issues.filter((one) => !issue || needsPerson([one])).map(({ people }) => people)) *
    (decision?.weight ?? 1);
  const order = behaviors
    .filter(({ issues }) => issues.length > 0)
    .sort((a, b) => Number(b.issue) - Number(a.issue) || hit(b) - hit(a) || a.rank! - b.rank!);
  const rankOf = new Map(order.map(({ id }, index) => [id, index + 1]));
  return behaviors.map(({ rank: _, ...behavior }) => {
    const rank = rankOf.get(behavior.id);
    return { ...behavior, ...(rank !== undefined && { rank }) };
  });
}

const place = ({ decision }: DecidedBehavior): number => (decision?.pinned ? 0 : decision?.muted ? 2 : 1);
const weighed = ({ size, decision }: DecidedBehavior): number => size * (decision?.weight ?? 1);

const byDecision = (a: DecidedBehavior, b: DecidedBehavior): number =>
  place(a) - place(b) || weighed(b) - weighed(a) || (a.id < b.id ? -1 : 1);

/**
 * The entry of each behavior, by its id: entries know their behaviors by id, or where a store was made anew by the behavior that most of
 * their marked requests are in (`memberMarks`: mark to behavior id, asked for only then). `lost`: entries that match none.
 */
export function matchEntries(
  entries: readonly BehaviorEntry[],
  behaviorIds: readonly string[],
  memberMarks: ReadonlyMap<string, string>,
): { readonly entryOf: ReadonlyMap<string, BehaviorEntry>; readonly lost: readonly BehaviorEntry[] } {
  const ids = new Set(behaviorIds);
  const active = activeEntries(entries);
  const entryOf = new Map(active.filter(({ id }) => ids.has(id)).map((entry) => [entry.id, entry]));
  const lost: BehaviorEntry[] = [];
  for (const entry of active) {
    if (ids.has(entry.id)) continue;
    const counts = new Map<string, number>();
    for (const mark of entry.requests) {
      const id = memberMarks.get(mark);
      if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    const found = [...counts].find(([, count]) => 2 * count > entry.requests.length)?.[0];
    if (found === undefined || entryOf.has(found)) lost.push(entry);
    else entryOf.set(found, entry);
  }
  return { entryOf, lost };
}

/** Whether matching needs marks of requests at all. */
export const needsMarks = (entries: readonly BehaviorEntry[], behaviorIds: readonly string[]): boolean => {
  const ids = new Set(behaviorIds);
  return activeEntries(entries).some(({ id, requests }) => !ids.has(id) && requests.length > 0);
};
