import type { Captured } from "../../store/index.ts";
import { conversationIdOf } from "../conventions/conventions.ts";
import { assemble } from "./assemble.ts";
import { spanOfLogs } from "./logs-as-span.ts";
import type { OtlpLog, OtlpSpan } from "./otlp-span.ts";
import { type ReadSpan, read } from "./read-span.ts";
import { messageSharing } from "./share-messages.ts";

type Record = OtlpSpan | OtlpLog;

export const isLog = (record: Record): record is OtlpLog => "event" in record;
export const spanKeyOf = ({ traceId, spanId }: Record): string => `${traceId}:${spanId}`;

/**
 * The conversation that the records of one trace belong to: the one they name, else the trace is one by itself. Of several names the one
 * that the earliest span says counts: sub-agents may start conversations of their own. It does not depend on the order of the records.
 */
export function conversationOfTrace(records: readonly Record[]): string {
  let best: { readonly id: string; readonly rank: number } | undefined;
  for (const record of records) {
    const id = conversationIdOf(isLog(record) ? record.event.attributes : record.attributes);
    if (id === undefined) continue;
    const rank = isLog(record) ? Number.MAX_VALUE : (record.startMs ?? Number.MAX_VALUE);
    if (!best || rank < best.rank || (rank === best.rank && id < best.id)) best = { id, rank };
  }
  return best?.id ?? records[0]!.traceId;
}

/**
 * The conversation that these records tell, whatever order they came in; undefined where they hold neither a message nor a span of a
 * model, an agent, a tool or a retrieval: a web server's spans are no conversation. The same record twice counts once.
 */
export function capturedOfRecords(id: string, records: readonly Record[]): Captured | undefined {
  const spans = new Map<string, OtlpSpan>();
  const logs = new Map<string, Map<string, OtlpLog>>();
  for (const record of records) {
    const key = spanKeyOf(record);
    if (!isLog(record)) spans.set(key, record);
    else {
      const own = logs.get(key) ?? new Map<string, OtlpLog>();
      own.set(JSON.stringify(record.event), record);
      logs.set(key, own);
    }
  }
  const share = messageSharing();
  const reads: ReadSpan[] = [];
  for (const [key, span] of spans) reads.push(read(span, eventsOf(logs.get(key)), share));
  for (const [key, own] of logs) {
    if (spans.has(key)) continue;
    // Content whose span is still to come, or was not sampled, tells of a model call all the same.
    const span = read(spanOfLogs([...own.values()]), eventsOf(own), share);
    if (span.reading.input?.length || span.reading.output) reads.push(span);
  }
  return reads.length === 0 ? undefined : assemble(id, reads);
}

const eventsOf = (logs: ReadonlyMap<string, OtlpLog> | undefined) =>
  logs ? [...logs.values()].map(({ event }) => event).sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0)) : [];
