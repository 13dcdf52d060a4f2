import type { ReceivedRecord } from "../../capture/index.ts";
import type { Captured } from "../../store/index.ts";
import type { RawTraces } from "./raw-traces.ts";

/** Records by trace. */
export type Batch = ReadonlyMap<string, readonly ReceivedRecord[]>;

export interface Move {
  readonly from: string;
  readonly to: string;
}

/** What a batch changes. */
export interface Plan {
  /** The records that nobody has seen, by trace, packed; traces without any are left out. */
  readonly fresh: ReadonlyMap<string, Uint8Array>;
  /** How many those are. */
  readonly records: number;
  readonly conversationOf: ReadonlyMap<string, string>;
  readonly moved: ReadonlyMap<string, Move>;
  /** All records of every conversation that changes. */
  readonly conversations: ReadonlyMap<string, RawTraces>;
}

/** A span by its id, a log record by all that it says. */
const identityOf = ({ of }: ReceivedRecord): string => ("event" in of ? JSON.stringify(of) : of.spanId);

/** Those of `records` that are not among `older`. */
export function newAmong(
  records: readonly ReceivedRecord[],
  older: readonly ReceivedRecord[],
): readonly ReceivedRecord[] {
  if (older.length === 0) return records;
  const known = new Set(older.map(identityOf));
  return records.filter((record) => !known.has(identityOf(record)));
}

/** All records of every conversation, by the trace and the conversation that each belongs to now. */
export function regrouped({
  loaded,
  fresh,
  conversationOf,
  moved,
}: Pick<Plan, "fresh" | "conversationOf" | "moved"> & {
  readonly loaded: ReadonlyMap<string, RawTraces>;
}): Map<string, RawTraces> {
  const all = new Map<string, Map<string, readonly Uint8Array[]>>();
  const add = (id: string, traceId: string, packs: readonly Uint8Array[]): void => {
    const traces = all.get(id) ?? new Map<string, readonly Uint8Array[]>();
    traces.set(traceId, [...(traces.get(traceId) ?? []), ...packs]);
    all.set(id, traces);
  };
  for (const [id, traces] of loaded)
    for (const [traceId, packs] of traces) add(moved.get(traceId)?.to ?? id, traceId, packs);
  for (const [traceId, id] of conversationOf) {
    const pack = fresh.get(traceId);
    add(id, traceId, pack ? [pack] : []);
  }
  return all;
}

export const withoutTraces = (captured: Captured, gone: ReadonlyMap<string, unknown>): Captured => ({
  ...captured,
  traces: captured.traces.filter(({ id }) => !gone.has(id)),
  spans: captured.spans.filter(({ traceId }) => !gone.has(traceId)),
});
