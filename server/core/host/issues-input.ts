import type { Drift } from "../attribution/index.ts";
import { groupBy } from "../base/index.ts";
import type { Row, Store } from "../store/index.ts";
import type { FiguresInput } from "./figures-input.ts";

/** What of the store issues are found from, beside what all figures are made from. */
export interface IssuesInput {
  /** Kinds of implicit feedback by conversation, each once. */
  readonly signalsOf: ReadonlyMap<string, readonly string[]>;
  /** Requests that are like no other. */
  readonly unknown: readonly Row<"requests">[];
  /** Requests in all, by conversation. */
  readonly requestsIn: ReadonlyMap<string, number>;
  /** Behaviors that were born in a later search than the first. */
  readonly bornLater: ReadonlySet<string>;
}

export async function readIssuesInput(
  { tables }: Store,
  requests: readonly Row<"requests">[],
): Promise<IssuesInput> {
  const [signals, events] = await Promise.all([
    tables.signals.read({ columns: ["conversationId", "kind"] }),
    tables.behaviorEvents.read({ columns: ["kind", "behaviorId", "atMs"] }),
  ]);
  const first = events.reduce((least, { atMs = least }) => Math.min(least, atMs), Number.POSITIVE_INFINITY);
  return {
    signalsOf: new Map(
      [...groupBy(signals, ({ conversationId = "" }) => conversationId)].map(([id, rows]) => [
        id,
        [...new Set(rows.map(({ kind = "" }) => kind))],
      ]),
    ),
    unknown: requests.filter(({ behaviorId }) => !behaviorId),
    requestsIn: countBy(requests),
    bornLater: new Set(
      events.flatMap(({ kind, behaviorId, atMs }) =>
        kind === "born" && behaviorId && atMs !== undefined && atMs > first ? [behaviorId] : [],
      ),
    ),
  };
}

/** What is known of a conversation beside its verdicts. */
export interface MemberFacts {
  readonly startMs?: number | undefined;
  readonly userId?: string | undefined;
  readonly signals: readonly string[];
}

export function memberFacts({
  conversations,
  issues,
}: FiguresInput): (conversationId: string) => MemberFacts {
  const rows = new Map(conversations.map((row) => [row.id, row]));
  return (id) => ({
    startMs: rows.get(id)?.startMs,
    userId: rows.get(id)?.userId,
    signals: issues.signalsOf.get(id) ?? [],
  });
}

/** What the search for behaviors found of how the words of one changed. */
export const driftOf = (json: string): Drift => JSON.parse(json) as Drift;

/** When conversations began, as far as that is known. */
export const startTimes = ({ conversations }: FiguresInput): number[] =>
  conversations.flatMap(({ startMs }) => startMs ?? []);

function countBy(requests: readonly Row<"requests">[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { conversationId = "" } of requests)
    counts.set(conversationId, (counts.get(conversationId) ?? 0) + 1);
  return counts;
}
