import { crc32 } from "node:zlib";

/** One whole OTLP export request as it was accepted: unzipped and redacted. */
export interface JournalEntry {
  readonly signal: "traces" | "logs";
  readonly encoding: "proto" | "json";
  readonly receivedMs: number;
  readonly bytes: Uint8Array;
}

/**
 * How an entry lies in a segment, integers little-endian:
 *
 *     0  magic "HJr1"            12  length of the request
 *     4  crc32 of bytes 8..28    16  receivedMs, a double
 *     8  crc32 of the request    24  signal, encoding, two bytes of zero
 *
 * and then the request. The header has a checksum of its own, so that a reader knows at once whether the length can be believed:
 * otherwise one flipped bit in a length would look like a record that is still being written.
 */
export const headerBytes = 28;
const magic = Buffer.from("HJr1", "latin1");
const signals = ["traces", "logs"] as const;
const encodings = ["proto", "json"] as const;

export function headerOf(entry: JournalEntry): Buffer {
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header.writeUInt32LE(crc32(entry.bytes), 8);
  header.writeUInt32LE(entry.bytes.length, 12);
  header.writeDoubleLE(entry.receivedMs, 16);
  header[24] = signals.indexOf(entry.signal);
  header[25] = encodings.indexOf(entry.encoding);
  header.writeUInt32LE(crc32(header.subarray(8)), 4);
  return header;
}

/** What begins at an offset: a record, one whose end is not there, or nothing that can be read. */
export type RecordAtOffset =
  | { readonly is: "record"; readonly entry: JournalEntry; readonly end: number }
  | { readonly is: "cut"; readonly end: number }
  | { readonly is: "damaged"; readonly end: number };

/** The bytes of the entry are a view into `bytes`, not a copy. */
export function recordAt(bytes: Buffer, offset: number): RecordAtOffset {
  if (bytes.length - offset < headerBytes && mayBeHeader(bytes, offset))
    return { is: "cut", end: offset + headerBytes };
  if (!isHeader(bytes, offset)) return { is: "damaged", end: nextHeader(bytes, offset + 1) };
  const start = offset + headerBytes;
  const end = start + bytes.readUInt32LE(offset + 12);
  if (end > bytes.length) return { is: "cut", end };
  const content = bytes.subarray(start, end);
  const signal = signals[bytes[offset + 24]!];
  const encoding = encodings[bytes[offset + 25]!];
  if (crc32(content) !== bytes.readUInt32LE(offset + 8) || !signal || !encoding)
    return { is: "damaged", end };
  return {
    is: "record",
    entry: { signal, encoding, receivedMs: bytes.readDoubleLE(offset + 16), bytes: content },
    end,
  };
}

const isHeader = (bytes: Buffer, offset: number): boolean =>
  bytes.length - offset >= headerBytes &&
  mayBeHeader(bytes, offset) &&
  crc32(bytes.subarray(offset + 8, offset + headerBytes)) === bytes.readUInt32LE(offset + 4);

function mayBeHeader(bytes: Buffer, offset: number): boolean {
  const length = Math.min(magic.length, bytes.length - offset);
  return magic.compare(bytes, offset, offset + length, 0, length) === 0;
}

/** Where the next header begins, or could begin if more bytes followed. */
function nextHeader(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(magic, from); at >= 0; at = bytes.indexOf(magic, at + 1))
    if (at + headerBytes > bytes.length || isHeader(bytes, at)) return at;
  let at = Math.max(from, bytes.length - magic.length + 1);
  while (at < bytes.length && !mayBeHeader(bytes, at)) at++;
  return at;
}
