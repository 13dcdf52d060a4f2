import { defined, type Fields, fieldOf, isFields, numberOf, textOf } from "../wire-values.ts";
import {
  idFromContent,
  idOfWire,
  type OtlpEvent,
  type OtlpRecord,
  preciseMsOf,
  statusOfWire,
} from "./otlp-span.ts";

/** Keys of OTLP/JSON envelopes in both spellings; `spans` is the list some tools wrap around flat spans. */
export const ENVELOPES = [
  "resourceSpans",
  "resource_spans",
  "resourceLogs",
  "resource_logs",
  "spans",
] as const;
/** Others that a collector writes between them: known, and of no use here. */
const OTHER_SIGNALS = ["resourceMetrics", "resource_metrics", "resourceProfiles", "resource_profiles"];

const TRACE_ID = ["traceId", "trace_id"];
const SPAN_ID = ["spanId", "span_id"];
const PARENT_ID = ["parentSpanId", "parent_span_id", "parent_id", "parentId"];
const NAME = ["name", "span_name", "spanName"];
const START = ["startTimeUnixNano", "start_time_unix_nano", "start_time", "startTime", "timestamp"];
const END = ["endTimeUnixNano", "end_time_unix_nano", "end_time", "endTime"];
const LOG_TIME = ["timeUnixNano", "time_unix_nano", "observedTimeUnixNano", "observed_time_unix_nano"];
const EVENT_NAME = ["eventName", "event_name", "name"];
const CONTEXT = ["context", "spanContext", "span_context"];
const SCOPE = ["scope", "instrumentationScope", "instrumentation_scope"];

/** Do these keys of a file's first object say that it holds spans? Chats may carry a trace id, so that alone does not. */
export function areSpanKeys(keys: ReadonlySet<string>): boolean {
  const hasAny = (names: readonly string[]): boolean => names.some((name) => keys.has(name));
  // Annotated texts have "spans" too.
  if (keys.has("spans") && hasAny(["text", "tokens"])) return false;
  if (hasAny([...ENVELOPES, ...OTHER_SIGNALS])) return true;
  if (keys.has("messages") || keys.has("role")) return false;
  if (hasAny(TRACE_ID) && (hasAny(SPAN_ID) || keys.has("id"))) return true;
  if ((hasAny(CONTEXT) || keys.has("spanName")) && keys.has("attributes")) return true;
  return [...keys].some(isContentKey);
}

/** Names that only an attribute has: an object with one is the bare attributes of a span. */
const isContentKey = (key: string): boolean => /^(?:gen_ai|llm|openinference|traceloop)\.[a-z]/.test(key);

/** The spans and log records in one JSON value: an envelope, a list in `spans`, one span, or the bare attributes of one. */
export function* recordsOfJson(value: unknown): Generator<OtlpRecord> {
  if (!isFields(value)) return yield { problem: "Not an object." };
  const lists = ENVELOPES.filter((key) => Array.isArray(value[key]));
  if (lists.length === 0) return yield* recordOfFlat(value, {});
  for (const key of lists)
    for (const item of value[key] as unknown[])
      if (!isFields(item)) yield { problem: `An element of "${key}" is not an object.` };
      else if (key === "spans") yield* recordsOfJson(item);
      else yield* recordsOfResource(item);
}

function* recordsOfResource(group: Fields): Generator<OtlpRecord> {
  const resource = isFields(group.resource) ? attributesOfJson(group.resource.attributes) : {};
  const scopes = ["scopeSpans", "scope_spans", "scopeLogs", "scope_logs", "instrumentationLibrarySpans"];
  for (const scoped of listOf(fieldOf(group, scopes)))
    if (isFields(scoped))
      for (const item of listOf(fieldOf(scoped, ["spans", "logRecords", "log_records"])))
        if (isFields(item))
          yield* recordOfFlat({ ...item, scope: item.scope ?? fieldOf(scoped, SCOPE) }, resource);
        else yield { problem: "A span is not an object." };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function* recordOfFlat(raw: Fields, around: Fields): Generator<OtlpRecord> {
  if (OTHER_SIGNALS.some((key) => raw[key] !== undefined)) return;
  const hasAttributes = isFields(raw.attributes) || Array.isArray(raw.attributes);
  const isBare = !hasAttributes && Object.keys(raw).some(isContentKey);
  const value: Fields = isBare ? { name: "span", attributes: raw } : raw;
  const own = isFields(value.resource)
    ? attributesOfJson(value.resource.attributes ?? value.resource)
    : undefined;
  const resource = own ?? around;
  const scope = scopeOf(value);
  if (isLog(value)) return yield* recordOfLog(value, resource, scope);
  const name = textOf(fieldOf(value, NAME));
  if (name === undefined && !hasAttributes && !isBare)
    return yield { problem: "Neither a span nor a log record." };
  const { traceId, spanId, parentId, problem } = idsOf(value, raw);
  const startMs = preciseMsOf(fieldOf(value, START));
  const span = defined({
    traceId,
    spanId,
    parentId,
    name: name ?? "span",
    startMs,
    endMs: preciseMsOf(fieldOf(value, END)) ?? endAfter(startMs, value),
    ...statusOf(value),
    attributes: attributesOfJson(value.attributes),
    events: listOf(fieldOf(value, ["events", "span_events"]))
      .filter(isFields)
      .map(eventOf),
    resource,
    scope,
  });
  yield problem === undefined ? { span } : { span, problem };
}

/** The JavaScript SDK's own form has no end but a duration in microseconds. */
function endAfter(startMs: number | undefined, value: Fields): number | undefined {
  const micros = numberOf(value.duration);
  return startMs === undefined || micros === undefined || micros < 0 ? undefined : startMs + micros / 1e3;
}

function idsOf(
  value: Fields,
  raw: Fields,
): {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly problem?: string;
} {
  const context = fieldOf(value, CONTEXT);
  const ids = isFields(context) ? context : value;
  const given = fieldOf(ids, TRACE_ID);
  const traceId = idOfWire(given, 16);
  const spanId = idOfWire(fieldOf(ids, [...SPAN_ID, "id"]), 8);
  const parent = fieldOf(value, ["parentSpanContext", "parent"]);
  const parentId = isFields(parent) ? fieldOf(parent, SPAN_ID) : fieldOf(value, PARENT_ID);
  const isBroken = given !== undefined && given !== "" && traceId === undefined;
  return {
    traceId: traceId ?? idFromContent(raw, 16),
    spanId: spanId ?? idFromContent(raw, 8),
    parentId: idOfWire(parentId, 8),
    problem: isBroken
      ? `${badId("trace", given)}; the span was kept under an id made from its content.`
      : undefined,
  };
}

/** Said without a hostile id's own bytes beyond what an id is made of. */
export const badId = (of: "trace" | "span", id: unknown): string =>
  `Its ${of} id ${JSON.stringify(
    String(id)
      .slice(0, 40)
      .replace(/[^\w+/=.-]/g, "\u{FFFD}"),
  )} is not ${of === "trace" ? 32 : 16} hex digits, or all zeros`;

function statusOf(value: Fields) {
  const status = value.status ?? value.status_code ?? value.statusCode;
  if (!isFields(status)) return { status: statusOfWire(status) };
  const statusText = textOf(fieldOf(status, ["message", "description"]));
  return { status: statusOfWire(fieldOf(status, ["code", "status_code", "statusCode"])), statusText };
}

function scopeOf(value: Fields): string | undefined {
  const scope = fieldOf(value, SCOPE);
  return textOf(isFields(scope) ? scope.name : (scope ?? value.scopeName));
}

const eventOf = (raw: Fields): OtlpEvent =>
  defined({
    name: textOf(fieldOf(raw, EVENT_NAME)) ?? "event",
    atMs: preciseMsOf(fieldOf(raw, ["timeUnixNano", "time_unix_nano", "timestamp", "time"])),
    attributes: attributesOfJson(raw.attributes),
    body: raw.body === undefined ? undefined : plainValue(raw.body),
  });

/** A log record has a time of its own or a body, and no start. */
const isLog = (value: Fields): boolean =>
  fieldOf(value, START) === undefined &&
  (value.body !== undefined || fieldOf(value, LOG_TIME) !== undefined || value.eventName !== undefined);

function* recordOfLog(value: Fields, resource: Fields, scope: string | undefined): Generator<OtlpRecord> {
  const traceId = idOfWire(fieldOf(value, TRACE_ID), 16);
  const spanId = idOfWire(fieldOf(value, SPAN_ID), 8);
  // A log line of no span is no part of a trace: nothing was lost.
  if (traceId === undefined || spanId === undefined) return;
  const attributes = attributesOfJson(value.attributes);
  const event = defined<OtlpEvent>({
    name: textOf(fieldOf(value, ["eventName", "event_name"])) ?? textOf(attributes["event.name"]) ?? "log",
    atMs: preciseMsOf(fieldOf(value, LOG_TIME)),
    attributes,
    body: plainValue(value.body),
  });
  yield { log: defined({ traceId, spanId, event, resource, scope }) };
}

/** Attributes as OTLP's list of keys and values or as a plain object. */
export function attributesOfJson(attributes: unknown): Fields {
  if (!Array.isArray(attributes)) return isFields(attributes) ? attributes : {};
  const pairs = attributes
    .filter(isFields)
    .flatMap(({ key, value }): [string, unknown][] =>
      typeof key === "string" && key !== "__proto__" ? [[key, plainValue(value)]] : [],
    );
  return Object.fromEntries(pairs);
}

/** OTLP's AnyValue as a plain value; what is plain already stays. The depth was bounded when the JSON was read. */
function plainValue(value: unknown): unknown {
  if (!isFields(value)) return value;
  const kind = Object.keys(value).find((name) =>
    /^(?:string|bool|int|double|array|kvlist|bytes)_?[vV]alue$/.test(name),
  );
  if (kind === undefined) return value;
  const inner = value[kind];
  if (kind.startsWith("int")) return wholeNumber(inner);
  if (kind.startsWith("array")) return isFields(inner) ? listOf(inner.values).map(plainValue) : [];
  if (kind.startsWith("kvlist")) return isFields(inner) ? attributesOfJson(inner.values) : {};
  return inner;
}

/** 64-bit integers come as texts; those that a number cannot hold stay texts. */
export function wholeNumber(value: unknown): unknown {
  const number = numberOf(typeof value === "bigint" ? String(value) : value);
  return number !== undefined && Number.isSafeInteger(number)
    ? number
    : typeof value === "bigint"
      ? String(value)
      : value;
}
