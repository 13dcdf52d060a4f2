import { isUtf8 } from "node:buffer";
import { wholeNumber } from "./json-records.ts";
import { type OtlpEvent, type OtlpSpan, preciseMsOf, statusOfWire } from "./otlp-span.ts";

/** A span as its own bytes tell it; what stands around it (resource, scope) is not among them. */
export type LeanSpan = Omit<OtlpSpan, "resource" | "scope">;

/**
 * A span of OTLP in protobuf, read straight into our own shape. The decoder makes a message object, with 64-bit numbers as BigInt and
 * each value in a wrapper, out of which ours is made: ten times the time, and this is the path of every span that is captured.
 *
 * Undefined for whatever is not just as an exporter writes it: a wrong wire type, a length that leads out, text that is not UTF-8, an id
 * that is none. The decoder, which knows how to say what is wrong, has the word on those. A test holds the two against each other.
 */
export function leanSpan(bytes: Uint8Array): LeanSpan | undefined {
  const reader = new Reader(bytes);
  try {
    return spanOf(reader);
  } catch (error) {
    if (error === odd) return undefined;
    throw error;
  }
}

/** Thrown inside of this file alone: nothing is wrong, somebody else must read it. */
const odd = new Error("odd");
const maxDepth = 60;

/** Bytes by their number. Reading past the end is odd. */
class Reader {
  private readonly buffer: Buffer;
  at = 0;
  end: number;

  constructor(bytes: Uint8Array) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = bytes.length;
  }

  /** A varint below 2^31: tags, lengths, small numbers. */
  small(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw odd;
  }

  /** A varint of 64 bits with its sign; an unsafe one as text. */
  int64(): unknown {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return wholeNumber(BigInt.asIntN(64, value));
    }
    throw odd;
  }

  /** Most whole numbers are small and not negative. */
  int(): unknown {
    const from = this.at;
    let value = 0;
    for (let factor = 1; factor < 2 ** 49; factor *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    this.at = from;
    return this.int64();
  }

  double(): number {
    this.need(8);
    const value = this.buffer.readDoubleLE(this.at);
    this.at += 8;
    return value;
  }

  /** Epoch milliseconds with microseconds as fraction, of nanoseconds. */
  time(): number | undefined {
    this.need(8);
    const low = this.buffer.readUInt32LE(this.at);
    const high = this.buffer.readUInt32LE(this.at + 4);
    this.at += 8;
    // 2^32 is 4294967 thousands and 296: in these parts nothing is lost to rounding below 2^53.
    if (high > 2e9) return preciseMsOf((BigInt(high) << 32n) | BigInt(low));
    const micros = high * 4_294_967 + Math.floor((high * 296 + low) / 1_000);
    return micros > 0 ? preciseMsOfMicros(micros) : undefined;
  }

  text(): string {
    const length = this.small();
    this.need(length);
    const from = this.at;
    this.at += length;
    const text = this.buffer.toString("utf8", from, this.at);
    if (text.includes("\u{FFFD}") && !isUtf8(this.buffer.subarray(from, this.at))) throw odd;
    return text;
  }

  bytes(): Buffer {
    const length = this.small();
    this.need(length);
    this.at += length;
    return this.buffer.subarray(this.at - length, this.at);
  }

  /** An id in hex; undefined for none and for that of zeros. */
  id(length: 8 | 16): string | undefined {
    const bytes = this.bytes();
    if (bytes.length !== length && bytes.length > 0) throw odd;
    return bytes.some((byte) => byte !== 0) ? bytes.toString("hex") : undefined;
  }

  /** Reads a message inside of this one. */
  inside(known: number, read: (tag: number) => boolean): void {
    const length = this.small();
    this.need(length);
    const outer = this.end;
    this.end = this.at + length;
    this.fields(known, read);
    this.end = outer;
  }

  /** Field by field to the end. `read` takes the value, or says that it does not know the tag; then its number may not be a known one. */
  fields(known: number, read: (tag: number) => boolean): void {
    while (this.at < this.end) {
      const tag = this.small();
      if (read(tag)) continue;
      const no = tag >>> 3;
      if (no === 0 || (no < 31 && (known & (1 << no)) !== 0)) throw odd;
      this.skip(tag & 7);
    }
  }

  private skip(type: number): void {
    if (type === varint) this.int();
    else if (type === fixed64) this.pass(8);
    else if (type === delimited) this.bytes();
    else if (type === fixed32) this.pass(4);
    else throw odd;
  }

  private pass(count: number): void {
    this.need(count);
    this.at += count;
  }

  private byte(): number {
    if (this.at >= this.end) throw odd;
    return this.buffer[this.at++]!;
  }

  private need(count: number): void {
    if (this.at + count > this.end) throw odd;
  }
}

const varint = 0;
const fixed64 = 1;
const delimited = 2;
const fixed32 = 5;

/** The same bounds and the same rounding as `preciseMsOf` of the nanoseconds. */
const preciseMsOfMicros = (micros: number): number | undefined => {
  const ms = micros / 1e3;
  return ms < 253_402_300_800_000 ? ms : undefined;
};

/** Tags as they lie on the wire: the field's number and its wire type. */
const tag = (no: number, type: number): number => (no << 3) | type;
const span = {
  traceId: tag(1, delimited),
  spanId: tag(2, delimited),
  parentId: tag(4, delimited),
  name: tag(5, delimited),
  start: tag(7, fixed64),
  end: tag(8, fixed64),
  attribute: tag(9, delimited),
  event: tag(11, delimited),
  status: tag(15, delimited),
} as const;
const spanFields = maskOf(span);
const status = { message: tag(2, delimited), code: tag(3, varint) } as const;
const statusFields = maskOf(status);
const event = { time: tag(1, fixed64), name: tag(2, delimited), attribute: tag(3, delimited) } as const;
const eventFields = maskOf(event);
const pair = { key: tag(1, delimited), value: tag(2, delimited) } as const;
const pairFields = maskOf(pair);
const value = {
  text: tag(1, delimited),
  bool: tag(2, varint),
  int: tag(3, varint),
  double: tag(4, fixed64),
  list: tag(5, delimited),
  map: tag(6, delimited),
  bytes: tag(7, delimited),
} as const;
const valueFields = maskOf(value);
const listFields = maskOf({ item: tag(1, delimited) });

function maskOf(tags: Readonly<Record<string, number>>): number {
  return Object.values(tags).reduce((mask, one) => mask | (1 << (one >>> 3)), 0);
}

function spanOf(reader: Reader): LeanSpan {
  let traceId: string | undefined;
  let spanId: string | undefined;
  let parentId: string | undefined;
  let name = "";
  let startMs: number | undefined;
  let endMs: number | undefined;
  let code: number | undefined;
  let statusText = "";
  const attributes: Record<string, unknown> = {};
  const events: OtlpEvent[] = [];
  reader.fields(spanFields, (found) => {
    if (found === span.attribute) readAttribute(reader, attributes, 0);
    else if (found === span.traceId) traceId = reader.id(16);
    else if (found === span.spanId) spanId = reader.id(8);
    else if (found === span.parentId) parentId = reader.id(8);
    else if (found === span.name) name = reader.text();
    else if (found === span.start) startMs = reader.time();
    else if (found === span.end) endMs = reader.time();
    else if (found === span.event) events.push(eventOf(reader));
    else if (found === span.status)
      reader.inside(statusFields, (inner) => {
        if (inner === status.message) statusText = reader.text();
        else if (inner === status.code) code = reader.small();
        else return false;
        return true;
      });
    else return false;
    return true;
  });
  if (traceId === undefined || spanId === undefined) throw odd;
  return {
    traceId,
    spanId,
    ...(parentId !== undefined && { parentId }),
    name: name === "" ? "span" : name,
    ...(startMs !== undefined && { startMs }),
    ...(endMs !== undefined && { endMs }),
    status: statusOfWire(code),
    ...(statusText !== "" && { statusText }),
    attributes,
    events,
  };
}

function eventOf(reader: Reader): OtlpEvent {
  let name = "";
  let atMs: number | undefined;
  const attributes: Record<string, unknown> = {};
  reader.inside(eventFields, (found) => {
    if (found === event.time) atMs = reader.time();
    else if (found === event.name) name = reader.text();
    else if (found === event.attribute) readAttribute(reader, attributes, 0);
    else return false;
    return true;
  });
  return { name: name === "" ? "event" : name, ...(atMs !== undefined && { atMs }), attributes };
}

function readAttribute(reader: Reader, into: Record<string, unknown>, depth: number): void {
  let key = "";
  let held: unknown;
  reader.inside(pairFields, (found) => {
    if (found === pair.key) key = reader.text();
    else if (found === pair.value) held = heldBy(reader, depth);
    else return false;
    return true;
  });
  if (key !== "__proto__") into[key] = held;
}

function heldBy(reader: Reader, depth: number): unknown {
  if (depth > maxDepth) throw odd;
  let held: unknown;
  reader.inside(valueFields, (found) => {
    if (found === value.text) held = reader.text();
    else if (found === value.int) held = reader.int();
    else if (found === value.double) held = reader.double();
    else if (found === value.bool) held = reader.int() !== 0;
    else if (found === value.list) held = listOf(reader, depth + 1);
    else if (found === value.map) held = mapOf(reader, depth + 1);
    else if (found === value.bytes) held = reader.bytes().toString("base64");
    else return false;
    return true;
  });
  return held;
}

function listOf(reader: Reader, depth: number): unknown[] {
  const list: unknown[] = [];
  reader.inside(listFields, (found) => {
    if (found !== tag(1, delimited)) return false;
    list.push(heldBy(reader, depth));
    return true;
  });
  return list;
}

function mapOf(reader: Reader, depth: number): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  reader.inside(listFields, (found) => {
    if (found !== tag(1, delimited)) return false;
    readAttribute(reader, map, depth);
    return true;
  });
  return map;
}
