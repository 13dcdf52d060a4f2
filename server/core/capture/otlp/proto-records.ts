import { type DescMessage, fromBinary, type MessageShape } from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { messageOf } from "../../base/index.ts";
import { shown } from "../entries.ts";
import { defined, type Fields, textOf } from "../wire-values.ts";
import { badId, wholeNumber } from "./json-records.ts";
import { type LeanSpan, leanSpan } from "./lean-span.ts";
import {
  type AnyValue,
  InstrumentationScopeSchema,
  type KeyValue,
  LogRecordSchema,
  ResourceSchema,
  SpanSchema,
} from "./otlp_pb.ts";
import {
  idFromContent,
  idOfWire,
  type OtlpEvent,
  type OtlpRecord,
  preciseMsOf,
  statusOfWire,
} from "./otlp-span.ts";

/** A field of a message as it lies on the wire. */
interface WireField {
  readonly no: number;
  readonly type: WireType;
  readonly bytes: Uint8Array;
  readonly at: number;
  /** Its length leads out of what holds it: the file was cut here, or the length is wrong. */
  readonly isCut: boolean;
}

/**
 * Spans and log records of one ResourceSpans or ResourceLogs, whose bytes may be cut. It is taken apart by hand down to the span, so
 * that a broken span costs that span alone; `at` is where the bytes begin in the file. Metrics lie in like envelopes and are passed over
 * where it is not said which `signal` this is.
 */
export function* recordsOfProto(
  bytes: Uint8Array,
  at: number,
  signal?: "traces" | "logs",
): Generator<OtlpRecord> {
  const problems: string[] = [];
  const groups = fieldsOf(bytes, at, problems);
  const resourceBytes = groups.find(({ no, type }) => no === 1 && type === WireType.LengthDelimited);
  const resource = attributesOfProto(decoded(ResourceSchema, resourceBytes, problems)?.attributes);
  for (const group of groups) {
    if (group.no !== 2 || group.type !== WireType.LengthDelimited) continue;
    const items = fieldsOf(group.bytes, group.at, problems);
    const scopeBytes = items.find(({ no, type }) => no === 1 && type === WireType.LengthDelimited);
    const scope = textOf(decoded(InstrumentationScopeSchema, scopeBytes, problems)?.name);
    for (const item of items)
      if (item.no === 2 && item.type === WireType.LengthDelimited)
        yield* recordOf(item, { resource, scope, signal });
  }
  for (const problem of problems) yield { problem };
}

/** The fields of a message, as far as they go. One that is cut ends the list, with what there is of it where it holds others. */
function fieldsOf(bytes: Uint8Array, at: number, problems: string[]): WireField[] {
  const reader = new BinaryReader(bytes);
  const fields: WireField[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    try {
      const [no, type] = reader.tag();
      if (type === WireType.LengthDelimited) {
        const length = reader.uint32();
        const from = reader.pos;
        const end = Math.min(reader.len, from + length);
        const isCut = from + length > reader.len;
        fields.push({ no, type, bytes: bytes.subarray(from, end), at: at + from, isCut });
        reader.pos = end;
      } else fields.push({ no, type, bytes: reader.skip(type, no), at: at + start, isCut: false });
    } catch {
      problems.push(`Not readable from byte ${at + start} on.`);
      break;
    }
  }
  return fields;
}

function decoded<T extends DescMessage>(
  schema: T,
  field: Pick<WireField, "bytes" | "at" | "isCut"> | undefined,
  problems: string[],
): MessageShape<T> | undefined {
  if (!field) return undefined;
  if (field.isCut) {
    problems.push(`The ${schema.name} at byte ${field.at} is cut; left out.`);
    return undefined;
  }
  try {
    return fromBinary(schema, field.bytes, { readUnknownFields: false });
  } catch (error) {
    problems.push(`The ${schema.name} at byte ${field.at} could not be read: ${shown(messageOf(error))}`);
    return undefined;
  }
}

interface Around {
  readonly resource: Fields;
  readonly scope: string | undefined;
  /** Where it is known. */
  readonly signal: "traces" | "logs" | undefined;
}

function* recordOf(item: WireField, { resource, scope, signal: known }: Around): Generator<OtlpRecord> {
  const signal = known === undefined ? signalOf(item) : known === "traces" ? "span" : "log";
  if (signal === "other") return;
  const problems: string[] = [];
  const record =
    signal === "log" ? logOf(item, resource, scope, problems) : spanOf(item, resource, scope, problems);
  if (record) yield record;
  for (const problem of problems) yield { problem };
}

/** Which signal this is the envelope does not say; the first fields do: a span begins with two ids, a log record with a time. */
function signalOf({ bytes }: WireField): "span" | "log" | "other" {
  if (bytes[0] === 0x0a && bytes[1] === 16 && bytes[18] === 0x12 && bytes[19] === 8) return "span";
  const first = fieldsOf(bytes.subarray(0, 64), 0, [])[0];
  if (first?.no === 1 && first.type === WireType.Bit64) return "log";
  if (first?.type === WireType.Varint && first.no === 2) return "log";
  if (first?.no === 11 && first.type === WireType.Bit64) return "log";
  const second = fieldsOf(bytes.subarray(0, 64), 0, [])[1];
  const isId = first?.no === 1 && first.type === WireType.LengthDelimited && second?.no === 2;
  return isId && second?.bytes.length === 8 ? "span" : isId && first.bytes.length === 16 ? "span" : "other";
}

function spanOf(
  item: WireField,
  resource: Fields,
  scope: string | undefined,
  problems: string[],
): OtlpRecord | undefined {
  const lean = item.isCut ? undefined : leanSpan(item.bytes);
  const own = lean ?? spanByDecoder(item, problems);
  if (!own) return undefined;
  const span = scope === undefined ? { ...own, resource } : { ...own, resource, scope };
  return lean ? { span, wire: item.bytes } : { span };
}

/** A span by way of the decoder's message: for what is odd, so that it can be said what is wrong with it. */
export function spanByDecoder(
  item: Pick<WireField, "bytes" | "at" | "isCut">,
  problems: string[],
): LeanSpan | undefined {
  const span = decoded(SpanSchema, item, problems);
  if (!span) return undefined;
  const traceId = idOfWire(span.traceId, 16);
  if (traceId === undefined)
    problems.push(
      `${badId("trace", Buffer.from(span.traceId).toString("hex"))} (byte ${item.at}); the span was kept under an id made from its content.`,
    );
  const content = [span.name, String(span.startTimeUnixNano), Buffer.from(item.bytes).toString("base64")];
  return defined({
    traceId: traceId ?? idFromContent(content, 16),
    spanId: idOfWire(span.spanId, 8) ?? idFromContent(content, 8),
    parentId: idOfWire(span.parentSpanId, 8),
    name: span.name === "" ? "span" : span.name,
    startMs: preciseMsOf(span.startTimeUnixNano),
    endMs: preciseMsOf(span.endTimeUnixNano),
    status: statusOfWire(span.status?.code),
    statusText: textOf(span.status?.message),
    attributes: attributesOfProto(span.attributes),
    events: span.events.map((event) =>
      defined<OtlpEvent>({
        name: event.name === "" ? "event" : event.name,
        atMs: preciseMsOf(event.timeUnixNano),
        attributes: attributesOfProto(event.attributes),
      }),
    ),
  });
}

function logOf(
  item: WireField,
  resource: Fields,
  scope: string | undefined,
  problems: string[],
): OtlpRecord | undefined {
  const log = decoded(LogRecordSchema, item, problems);
  const traceId = idOfWire(log?.traceId, 16);
  const spanId = idOfWire(log?.spanId, 8);
  if (!log || traceId === undefined || spanId === undefined) return undefined;
  const attributes = attributesOfProto(log.attributes);
  const event = defined<OtlpEvent>({
    name: textOf(log.eventName) ?? textOf(attributes["event.name"]) ?? "log",
    atMs: preciseMsOf(log.timeUnixNano) ?? preciseMsOf(log.observedTimeUnixNano),
    attributes,
    body: plainValue(log.body),
  });
  return { log: defined({ traceId, spanId, event, resource, scope }) };
}

const attributesOfProto = (attributes: readonly KeyValue[] = []): Fields =>
  Object.fromEntries(
    attributes.filter(({ key }) => key !== "__proto__").map(({ key, value }) => [key, plainValue(value)]),
  );

/** Depth is bounded by the decoder. Bytes become base64, as OTLP/JSON has them. */
function plainValue(value: AnyValue | undefined): unknown {
  const one = value?.value;
  if (one?.case === "intValue") return wholeNumber(one.value);
  if (one?.case === "arrayValue") return one.value.values.map(plainValue);
  if (one?.case === "kvlistValue") return attributesOfProto(one.value.values);
  if (one?.case === "bytesValue") return Buffer.from(one.value).toString("base64");
  return one?.value;
}
