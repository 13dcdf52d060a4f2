import { MAX_ENTRY_BYTES } from "../entries.ts";

/** How messages follow each other in a file: one request as it is, or many, each behind its length in 4 bytes (the collector's). */
export type ProtoFraming = "otlp-request" | "otlp-length-prefixed";

/** One ResourceSpans or ResourceLogs as bytes, or why there is none. */
export interface ProtoPiece {
  readonly bytes?: Uint8Array;
  /** Where the bytes begin in the file (unzipped). */
  readonly at: number;
  readonly problem?: string;
}

/** Does a file begin like OTLP in protobuf? Its first bytes are enough; text that begins with a line end is not taken for it. */
export function protoFramingOf(start: Uint8Array): ProtoFraming | undefined {
  if (isRequest(start)) return "otlp-request";
  const isPrefixed = start.length > 8 && start[0]! < 0x10 && isRequest(start.subarray(4));
  return isPrefixed ? "otlp-length-prefixed" : undefined;
}

/** Field 1 with, inside of it, a resource of named attributes, or else scopes. */
function isRequest(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x0a) return false;
  const group = varintAt(bytes, 1);
  if (!group || group.value < 2) return false;
  const tag = bytes[group.next];
  const inner = varintAt(bytes, group.next + 1);
  if (!inner || inner.value > group.value) return false;
  if (tag === 0x0a && inner.value === 0) return bytes[inner.next] === 0x12;
  const innerTag = bytes[inner.next];
  const length = varintAt(bytes, inner.next + 1);
  if (!length || length.value > inner.value) return false;
  // Scopes: a scope (0a) or a record (12). A resource: a key and its value, both behind their lengths.
  if (tag === 0x12) return innerTag === 0x0a || innerTag === 0x12;
  if (tag !== 0x0a || innerTag !== 0x0a || bytes[length.next] !== 0x0a) return false;
  const key = varintAt(bytes, length.next + 1);
  return key !== undefined && key.value < length.value && bytes[key.next]! > 0x20;
}

function varintAt(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly next: number } | undefined {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  return undefined;
}

/**
 * Cuts a file into the groups of its requests while it streams by; never more than one of them is in memory. What is too large is
 * passed over; where the bytes make no sense any more, reading ends with a problem that says where.
 */
export async function* protoPieces(
  chunks: AsyncIterable<Uint8Array>,
  framing: ProtoFraming,
): AsyncGenerator<ProtoPiece> {
  const bytes = new ByteQueue(chunks);
  if (framing === "otlp-request") return yield* piecesOfRequest(bytes, Number.POSITIVE_INFINITY);
  for (;;) {
    const at = bytes.position;
    const prefix = await bytes.take(4);
    if (prefix.length === 0) return;
    if (prefix.length < 4) return yield { at, problem: `The file ends inside a message at byte ${at}.` };
    const length = Buffer.from(prefix).readUInt32BE(0);
    yield* piecesOfRequest(bytes, bytes.position + length);
    // What is no request costs its own length.
    await bytes.skip(at + 4 + length - bytes.position);
    if (bytes.position !== at + 4 + length) return;
  }
}

async function* piecesOfRequest(bytes: ByteQueue, end: number): AsyncGenerator<ProtoPiece> {
  while (bytes.position < end) {
    const at = bytes.position;
    const tag = await bytes.varint();
    if (tag === undefined) {
      if (bytes.position > at || end !== Number.POSITIVE_INFINITY)
        yield { at, problem: `The file ends inside a message at byte ${at}.` };
      return;
    }
    const isGroup = tag === 0x0a;
    const length = (tag & 7) === 2 ? await bytes.varint() : undefined;
    if (length === undefined || tag >>> 3 === 0 || !(bytes.position + length <= end))
      return yield { at, problem: `No OTLP message at byte ${at}; the rest was left out.` };
    const from = bytes.position;
    if (!isGroup || length > MAX_ENTRY_BYTES) {
      await bytes.skip(length);
      if (isGroup)
        yield {
          at: from,
          problem: `The message at byte ${from} is larger than ${MAX_ENTRY_BYTES / 2 ** 20} MiB; left out.`,
        };
      continue;
    }
    const group = await bytes.take(length);
    yield { bytes: group, at: from };
    if (group.length < length)
      return yield { at: from, problem: `The file ends inside the message at byte ${from}.` };
  }
}

/** Bytes of a stream by their number. */
class ByteQueue {
  position = 0;
  private readonly source: AsyncIterator<Uint8Array>;
  private parts: Uint8Array[] = [];
  private size = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.source = chunks[Symbol.asyncIterator]();
  }

  /** The next bytes, fewer where the stream ends before. */
  async take(count: number): Promise<Uint8Array> {
    while (this.size < count && (await this.more()));
    const length = Math.min(count, this.size);
    const whole = this.parts.length === 1 ? this.parts[0]! : Buffer.concat(this.parts);
    this.parts = length < whole.length ? [whole.subarray(length)] : [];
    this.size -= length;
    this.position += length;
    return whole.subarray(0, length);
  }

  async skip(count: number): Promise<void> {
    for (let left = count; left > 0; ) {
      const passed = (await this.take(Math.min(left, 64 * 1024))).length;
      if (passed === 0) return;
      left -= passed;
    }
  }

  /** Undefined at the end of the stream, NaN where it does not fit into 35 bits. */
  async varint(): Promise<number | undefined> {
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const [byte] = await this.take(1);
      if (byte === undefined) return undefined;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    return Number.NaN;
  }

  private async more(): Promise<boolean> {
    const { done, value } = await this.source.next();
    if (done) return false;
    this.parts.push(value);
    this.size += value.length;
    return true;
  }
}
