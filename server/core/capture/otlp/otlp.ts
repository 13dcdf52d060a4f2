import type { Captured } from "../../store/index.ts";
import { conversationIdOf } from "../conventions/conventions.ts";
import type { Format, FormatInput, Found } from "../format.ts";
import { assemble } from "./assemble.ts";
import { areSpanKeys } from "./json-records.ts";
import { spanOfLogs } from "./logs-as-span.ts";
import type { OtlpLog, OtlpSpan } from "./otlp-span.ts";
import { type ReadSpan, read, sizeOf } from "./read-span.ts";
import { type RecordAt, recordsOf } from "./records-of.ts";
import { messageSharing } from "./share-messages.ts";

/**
 * Traces of OpenTelemetry: OTLP/JSON and protobuf as a collector's file exporter or a program writes them, and spans in the JSON of
 * the SDKs. Spans are grouped into conversations by what they say about it, else by trace.
 */
export const otlp: Format = {
  name: "otlp",
  detect: ({ shape, keys }) => shape === "bytes" || areSpanKeys(keys),
  read: (input) => conversationsOf((bytes) => recordsOf(input, bytes), input),
};

/** Text held for conversations that are not complete yet. One that would go beyond is cut, and that is said. */
const MAX_HELD = 256 * 1024 * 1024;

/**
 * The file is read twice: spans of a trace may be scattered all over it, and which conversation they belong to may be said by one
 * that comes later. The first reading notes for each conversation where it ends, so that the second holds only those that have begun and
 * not ended: in memory are the traces' ids, one entry, and at most `MAX_HELD` characters of open conversations.
 */
export async function* conversationsOf(
  records: (bytes: AsyncIterable<Buffer>) => AsyncIterable<RecordAt>,
  input: FormatInput,
): AsyncGenerator<Found> {
  const plan = await planOf(records(input.peek()));
  const open = new Map<string, OpenConversation>();
  const silent: Silent = { conversations: 0, spans: 0, calls: 0 };
  let held = 0;
  let n = 0;
  for await (const record of records(input.open())) {
    n++;
    if (record.problem) yield { problem: record.problem };
    const id = record.of && plan.conversationOf(record.of.traceId);
    if (id !== undefined) {
      const conversation = open.get(id) ?? new OpenConversation(id, plan.hasLogs);
      open.set(id, conversation);
      const before = conversation.size;
      conversation.add(record.of!, MAX_HELD - held);
      held += conversation.size - before;
    }
    for (const ended of plan.endingAt(n)) {
      const conversation = open.get(ended);
      if (!conversation) continue;
      open.delete(ended);
      held -= conversation.size;
      const found = conversation.finish();
      if (conversation.left > 0)
        yield {
          problem: {
            reason: `${shownId(ended)} is too large to be held in memory: ${conversation.left} of its spans were left out.`,
          },
        };
      if (found) yield { captured: found, at: {} };
      else conversation.countInto(silent);
    }
  }
  const reason = silenceReason(silent);
  if (reason) yield { problem: { reason } };
}

const shownId = (id: string): string => `Conversation ${JSON.stringify(id.slice(0, 80))}`;

/** Where the conversations of a file end, and which traces make them up. */
async function planOf(records: AsyncIterable<RecordAt>) {
  const traces = new Map<string, { id?: string; rank: number; last: number }>();
  const logged = new Set<string>();
  let n = 0;
  for await (const { of } of records) {
    n++;
    if (!of) continue;
    const trace = traces.get(of.traceId) ?? { rank: Number.POSITIVE_INFINITY, last: n };
    traces.set(of.traceId, trace);
    trace.last = n;
    if ("event" in of) logged.add(keyOf(of));
    const said = conversationIdOf("event" in of ? of.event.attributes : of.attributes);
    // Of several ids the one that the earliest span says: sub-agents may start conversations of their own.
    const rank = "event" in of ? Number.MAX_VALUE : (of.startMs ?? Number.MAX_VALUE);
    if (said !== undefined && (rank < trace.rank || trace.id === undefined))
      Object.assign(trace, { id: said, rank });
  }
  const lasts = new Map<string, number>();
  for (const [traceId, { id = traceId, last }] of traces) lasts.set(id, Math.max(last, lasts.get(id) ?? 0));
  const endings = new Map<number, string[]>();
  for (const [id, last] of lasts) endings.set(last, [...(endings.get(last) ?? []), id]);
  return {
    conversationOf: (traceId: string): string => traces.get(traceId)?.id ?? traceId,
    hasLogs: (key: string): boolean => logged.has(key),
    endingAt: (at: number): readonly string[] => endings.get(at) ?? [],
  };
}

/** A conversation some of whose spans are still to come. */
class OpenConversation {
  /** About how many characters are held. */
  size = 0;
  /** How many spans and log records there was no room for. */
  left = 0;
  private readonly spans = new Map<string, ReadSpan>();
  /** Spans that have log records, read together with them in the end. */
  private readonly logged = new Map<string, OtlpSpan>();
  private readonly logs = new Map<string, OtlpLog[]>();

  constructor(
    private readonly id: string,
    private readonly hasLogs: (key: string) => boolean,
  ) {}

  /** Takes a span or a log record in. The same span again is the same span. */
  add(of: OtlpSpan | OtlpLog, room: number): void {
    const key = keyOf(of);
    if (this.size > 0 && room <= 0) this.left++;
    else if ("event" in of) {
      const known = this.logs.get(key);
      if (known) known.push(of);
      else this.logs.set(key, [of]);
      this.size += sizeOf(of.event);
    } else if (this.spans.has(key) || this.logged.has(key)) return;
    else if (this.hasLogs(key)) {
      this.logged.set(key, of);
      this.size += sizeOf(of.attributes);
    } else {
      const span = read(of, [], this.share);
      this.spans.set(key, span);
      this.size += span.size;
    }
  }

  finish(): Captured | undefined {
    for (const [key, logs] of this.logs) {
      // Log records whose span is in another file (or was not sampled) tell of a model call all the same.
      const span = read(
        this.logged.get(key) ?? spanOfLogs(logs),
        logs.map(({ event }) => event),
        this.share,
      );
      if (this.logged.has(key) || span.reading.input?.length || span.reading.output)
        this.spans.set(key, span);
    }
    return assemble(this.id, [...this.spans.values()]);
  }

  countInto(silent: Silent): void {
    silent.conversations++;
    silent.spans += this.spans.size;
    for (const { kind } of this.spans.values()) if (kind === "model") silent.calls++;
  }

  private readonly share = messageSharing((chars) => {
    this.size += chars;
  });
}

const keyOf = ({ traceId, spanId }: OtlpSpan | OtlpLog): string => `${traceId}:${spanId}`;

interface Silent {
  conversations: number;
  spans: number;
  calls: number;
}

/** Traces without messages are no failure, but whoever waits for conversations should hear why there are none. */
function silenceReason({ conversations, spans, calls }: Readonly<Silent>): string | undefined {
  if (conversations === 0) return undefined;
  const what = `${conversations} of the traces (${spans} spans) hold no messages and were left out`;
  return calls > 0
    ? `${what}; ${calls} of the spans are model calls: have the instrumentation record message content.`
    : `${what}: none of their spans is a model call.`;
}
