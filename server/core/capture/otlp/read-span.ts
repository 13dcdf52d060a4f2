import type { Message, SpanKind, Status } from "../../store/index.ts";
import type { Reading } from "../conventions/convention.ts";
import { readSpan } from "../conventions/conventions.ts";
import { EVALUATION } from "../conventions/gen-ai-evaluations.ts";
import { defined, type Fields, textOf } from "../wire-values.ts";
import type { OtlpEvent, OtlpSpan } from "./otlp-span.ts";

/** A span as its attributes were understood: what assembling a conversation works with. */
export interface ReadSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly status: Status;
  /** What went wrong, where the status is error. */
  readonly error?: string;
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

/**
 * Reads a span with the log records that belong to it. `share` gives back the same object for the same message: every model call
 * repeats the history before it, and n calls would hold n x n messages. Never throws, whatever the span holds.
 */
export function read(
  span: OtlpSpan,
  logs: readonly OtlpEvent[],
  share: (message: Message) => Message,
): ReadSpan {
  const { reading, rest } = readSpan(logs.length > 0 ? { ...span, events: eventsOf(span, logs) } : span);
  const kind = reading.kind ?? "other";
  const status = span.status === "unset" ? (reading.status ?? "unset") : span.status;
  const attributes = attributesOf(rest, span, status);
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentId: span.parentId,
    name: span.name,
    kind,
    status,
    error: status === "error" ? errorOf(span, reading) : undefined,
    startMs: span.startMs,
    endMs: span.endMs,
    scope: span.scope,
    reading: sharedReading(reading, kind, share),
    attributes,
    resource: span.resource,
    size: sizeOf(attributes) + sizeOf(reading.tool) + (reading.input?.length ?? 0) * 16 + 500,
  };
}

function sharedReading(reading: Reading, kind: SpanKind, share: (message: Message) => Message): Reading {
  const { input, output, steps } = reading;
  if (!input && !output) return reading;
  return {
    ...reading,
    input: input?.map(share),
    output: output && share(output),
    // A model call is one step.
    steps: kind === "agent" ? steps : undefined,
  };
}

/**
 * The events of a span and its log records in the order of their times; those of one moment as they came. A log record that was sent
 * twice is one.
 */
function eventsOf({ events }: OtlpSpan, logs: readonly OtlpEvent[]): readonly OtlpEvent[] {
  const once = new Map(logs.map((log) => [JSON.stringify(log), log]));
  return [...events, ...once.values()].sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0));
}

/** About how many characters a value takes, without writing it out. */
export function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value !== "object" || value === null) return 8;
  let size = 2;
  if (Array.isArray(value)) for (const one of value) size += sizeOf(one) + 1;
  else for (const name in value) size += name.length + 4 + sizeOf((value as Fields)[name]);
  return size;
}

/** What went wrong, in the words of the span's status, else of the exception that it recorded, else of what an instrumentation says of it. */
function errorOf({ statusText, events, attributes }: OtlpSpan, reading: Reading): string | undefined {
  const exception = events.find(({ name }) => name === "exception")?.attributes;
  const told = [textOf(exception?.["exception.type"]), textOf(exception?.["exception.message"])];
  const text =
    textOf(statusText) ??
    reading.error ??
    (told.some(Boolean) ? told.filter(Boolean).join(": ") : undefined) ??
    textOf(attributes["error.message"]) ??
    textOf(attributes["error.type"]);
  return text?.slice(0, MAX_VALUE_CHARS);
}

/** What has no field in our records but should be seen with the span. */
function attributesOf(rest: Fields, { events, statusText }: OtlpSpan, status: Status): Fields {
  const kept = limited(rest);
  const others = events.filter(({ name }) => !CONTENT.test(name));
  if (others.length > 0)
    kept.events = others
      .slice(0, MAX_EVENTS)
      .map(({ name, atMs, attributes }) => defined({ name, atMs, attributes: limited(attributes) }));
  if (statusText !== undefined && status !== "error") kept.statusText = statusText.slice(0, MAX_VALUE_CHARS);
  return kept;
}

/** Events whose content is understood. */
const CONTENT = new RegExp(
  `^(?:gen_ai\\.(?:(?:system|user|assistant|tool)\\.message|choice|content\\.(?:prompt|completion)|client\\.inference\\..*)|${EVALUATION.replaceAll(".", "\\.")})$`,
);

/** As many attributes as OpenTelemetry itself keeps, long texts shortened; `droppedAttributes` says how many are missing. */
function limited(attributes: Fields): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  let count = 0;
  for (const name in attributes) {
    if (name === "__proto__") continue;
    if (++count <= MAX_ATTRIBUTES)
      kept[name.length > 256 ? name.slice(0, 256) : name] = shortened(attributes[name]);
  }
  if (count > MAX_ATTRIBUTES) kept.droppedAttributes = count - MAX_ATTRIBUTES;
  return kept;
}

/** A text is cut; of anything else that is too large as JSON, the beginning of that JSON is kept. */
function shortened(value: unknown): unknown {
  if (typeof value !== "string" && (typeof value !== "object" || sizeOf(value) <= MAX_VALUE_CHARS))
    return value;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= MAX_VALUE_CHARS ? value : `${text.slice(0, MAX_VALUE_CHARS)}…`;
}
