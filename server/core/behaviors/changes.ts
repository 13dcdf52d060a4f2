import { groupBy } from "../base/index.ts";

/** What became of a behavior from one search to the next. */
export type ChangeKind = "born" | "grew" | "split" | "merged" | "faded";

/**
 * `size`: its requests now, for one that is gone those it had. `others`: behaviors that it was split off from, or that its requests
 * went to.
 */
export interface BehaviorChange {
  readonly kind: ChangeKind;
  readonly behaviorId: string;
  readonly name: string;
  readonly size: number;
  readonly others: readonly string[];
}

/** A behavior as one search found it. */
export interface KnownBehavior {
  readonly id: string;
  readonly name: string;
  readonly memberIds: readonly string[];
}

/** Half as much again, and enough of them to be no accident. */
const GROWTH = 1.5;
const LEAST_GROWTH = 10;

/**
 * What changed between two searches, told by the requests that both saw. A new behavior most of whose known requests were in one that
 * lives on was split off from it; one that is gone and most of whose requests are in another now was merged into it.
 */
export function changesBetween(
  before: readonly KnownBehavior[],
  after: readonly KnownBehavior[],
): BehaviorChange[] {
  const [wasIn, isIn] = [before, after].map(
    (list) => new Map(list.flatMap(({ id, memberIds }) => memberIds.map((member) => [member, id] as const))),
  ) as [Map<string, string>, Map<string, string>];
  const former = new Map(before.map((one) => [one.id, one]));
  const living = new Set(after.map(({ id }) => id));
  const appeared = after.flatMap(({ id, name, memberIds }): BehaviorChange[] => {
    const size = memberIds.length;
    const change = (kind: ChangeKind, others: readonly string[] = []): BehaviorChange[] => [
      { kind, behaviorId: id, name, size, others },
    ];
    const was = former.get(id);
    if (was) {
      const gained = size - was.memberIds.length;
      return gained >= LEAST_GROWTH && size >= GROWTH * was.memberIds.length ? change("grew") : [];
    }
    const source = mostOf(memberIds, wasIn);
    return source !== undefined && living.has(source) ? change("split", [source]) : change("born");
  });
  const gone = before
    .filter(({ id }) => !living.has(id))
    .map(({ id, name, memberIds }): BehaviorChange => {
      const target = mostOf(memberIds, isIn);
      return {
        kind: target === undefined ? "faded" : "merged",
        behaviorId: id,
        name,
        size: memberIds.length,
        others: target === undefined ? [] : [target],
      };
    });
  return [...appeared, ...gone];
}

/** Where most of the members that are anywhere are, if that is more than half of them. */
function mostOf(memberIds: readonly string[], places: ReadonlyMap<string, string>): string | undefined {
  const found = memberIds.flatMap((member) => places.get(member) ?? []);
  const [place, here] = [...groupBy(found, (id) => id)].reduce<[string | undefined, number]>(
    (best, [id, list]) => (list.length > best[1] ? [id, list.length] : best),
    [undefined, 0],
  );
  return here > found.length / 2 ? place : undefined;
}
