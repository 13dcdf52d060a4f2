import { clusteredRate, groupBy } from "../../base/index.ts";
import { lastDays } from "./window.ts";

/** A conversation with what was asked in it. `isHit`: what reasons are looked for happened in it. */
export interface Visit {
  readonly id: string;
  readonly startMs?: number | undefined;
  readonly userId?: string | undefined;
  readonly behaviorIds: readonly string[];
  readonly isHit: boolean;
}

/** A behavior in which it happened. Shares in 0..1. */
export interface Reason {
  /** Absent: conversations in no behavior. */
  readonly behaviorId?: string;
  /** Conversations in which it happened, of those that asked for this; and how many different people that were. */
  readonly count: number;
  readonly of: number;
  readonly people: number;
  /** Of all in which it happened, with its 95 % interval; and of all conversations. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly trafficShare: number;
  /** How many times as often as its share of the traffic would have it. */
  readonly lift: number;
  /** The newest of them. */
  readonly exemplar: string;
}

export interface Reasons {
  /** The window; absent where nothing has a time: then everything counts. */
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly conversations: number;
  /** Conversations in which it happened. */
  readonly count: number;
  readonly people: number;
  /** Most conversations first. One that asked for several things counts for each. */
  readonly reasons: readonly Reason[];
}

/** What accounts for something that happened in the last `days` of the data's own time. */
export function reasonsFor(visits: readonly Visit[], days?: number): Reasons {
  const window = lastDays(
    visits.map(({ startMs }) => startMs),
    days,
  );
  const inside = window
    ? visits.filter(({ startMs }) => startMs !== undefined && startMs >= window.fromMs)
    : visits;
  const hit = inside.filter(({ isHit }) => isHit);
  const placed = inside.flatMap((visit) =>
    (visit.behaviorIds.length === 0 ? [undefined] : visit.behaviorIds).map((behaviorId) => ({
      behaviorId,
      visit,
    })),
  );
  const reasons = [...groupBy(placed, ({ behaviorId }) => behaviorId)].flatMap(([behaviorId, own]) => {
    const all = own.map(({ visit }) => visit);
    return all.some(({ isHit }) => isHit) ? [reasonOf(behaviorId, all, inside.length, hit)] : [];
  });
  return {
    ...window,
    conversations: inside.length,
    count: hit.length,
    people: people(hit),
    reasons: reasons.sort(
      (a, b) =>
        b.count - a.count || b.lift - a.lift || ((a.behaviorId ?? "") < (b.behaviorId ?? "") ? -1 : 1),
    ),
  };
}

function reasonOf(
  behaviorId: string | undefined,
  all: readonly Visit[],
  conversations: number,
  hit: readonly Visit[],
): Reason {
  const own = all.filter(({ isHit }) => isHit);
  const ids = new Set(own.map(({ id }) => id));
  const share = own.length / hit.length;
  const trafficShare = all.length / conversations;
  const { low, high } = clusteredRate(
    [...groupBy(hit, personOf).values()].map((visits) => ({
      n: visits.length,
      passes: visits.filter(({ id }) => ids.has(id)).length,
    })),
  );
  return {
    ...(behaviorId !== undefined && { behaviorId }),
    count: own.length,
    of: all.length,
    people: people(own),
    share,
    low,
    high,
    trafficShare,
    lift: share / trafficShare,
    exemplar: [...own].sort((a, b) => (b.startMs ?? 0) - (a.startMs ?? 0) || (a.id < b.id ? -1 : 1))[0]!.id,
  };
}

const personOf = ({ id, userId }: Visit): string => (userId === undefined ? id : `user ${userId}`);
const people = (visits: readonly Visit[]): number => new Set(visits.map(personOf)).size;
