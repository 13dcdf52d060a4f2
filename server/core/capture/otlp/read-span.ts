import type { Message, SpanKind, Status } from "../../store/index.ts";
import type { Reading } from "../conventions/convention.ts";
import { readSpan } from "../conventions/conventions.ts";
import { defined, type Fields } from "../wire-values.ts";
import type { OtlpEvent, OtlpSpan } from "./otlp-span.ts";

/** A span as its attributes were understood: what assembling a conversation works with. */
export interface ReadSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly status: Status;
  readonly startMs?: number;
  readonly endMs?: number;
  readonly scope?: string;
  readonly reading: Reading;
  /** What no convention knows, and the events that hold no content; small values only. */
  readonly attributes: Fields;
  readonly resource: Fields;
  /** About how much memory it takes. */
  readonly size: number;
}

/** OpenTelemetry's own default limit; what lies beyond is counted and not kept. */
const MAX_ATTRIBUTES = 128;
const MAX_VALUE_CHARS = 8000;
const MAX_EVENTS = 32;
/** Retrieved documents are quoted, not archived. */
const MAX_DOCUMENTS = 100;

/**
 * Reads a span with the log records that belong to it. `share` gives back the same object for the same message: every model call
 * repeats the history before it, and n calls would hold n x n messages.
 */
export function read(
  span: OtlpSpan,
  logs: readonly OtlpEvent[],
  share: (message: Message) => Message,
): ReadSpan {
  const { reading, rest } = readSpan({ ...span, events: [...span.events, ...logs] });
  const input = reading.input?.map(share);
  const output = reading.output && share(reading.output);
  const { traceId, spanId, parentId, name, status, startMs, endMs, scope, resource } = span;
  const attributes = { ...limited(rest), ...extrasOf(span, reading) };
  return defined({
    ...{ traceId, spanId, parentId, name, status, startMs, endMs, scope, resource, attributes },
    kind: reading.kind ?? "other",
    // A model call is one step.
    reading: defined({
      ...reading,
      input,
      output,
      steps: reading.kind === "agent" ? reading.steps : undefined,
    }),
    size: sizeOf(attributes) + sizeOf(reading.tool) + (input?.length ?? 0) * 16 + 500,
  });
}

const sizeOf = (value: unknown): number => JSON.stringify(value)?.length ?? 0;

/** What has no field in our records but should be seen with the span. */
function extrasOf(span: OtlpSpan, { reasoning, documents }: Reading): Fields {
  const events = span.events
    .filter(({ name }) => !name.startsWith("gen_ai."))
    .slice(0, MAX_EVENTS)
    .map(({ name, atMs, attributes }) => ({ name, atMs, attributes: limited(attributes) }));
  return defined<Fields>({
    statusText: span.statusText?.slice(0, MAX_VALUE_CHARS),
    reasoning: reasoning?.slice(0, MAX_VALUE_CHARS),
    documents: documents?.slice(0, MAX_DOCUMENTS).map((one) => shortened(one)),
    events: events.length > 0 ? events : undefined,
  });
}

/** As many attributes as OpenTelemetry itself keeps, long texts shortened; `droppedAttributes` says how many are missing. */
function limited(attributes: Fields): Fields {
  const entries = Object.entries(attributes);
  const kept = entries
    .slice(0, MAX_ATTRIBUTES)
    .map(([name, value]) => [name.slice(0, 256), shortened(value)] as const);
  const dropped = entries.length - kept.length;
  return { ...Object.fromEntries(kept), ...(dropped > 0 && { droppedAttributes: dropped }) };
}

/** A text is cut; of anything else that is too large as JSON, the beginning of that JSON is kept. */
function shortened(value: unknown): unknown {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length <= MAX_VALUE_CHARS ? value : `${text.slice(0, MAX_VALUE_CHARS)}…`;
}
