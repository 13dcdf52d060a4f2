import type { FileHandle } from "node:fs/promises";
import * as zlib from "node:zlib";
import { messageOf } from "../../base/index.ts";
import { MAX_ENTRY_BYTES, shown } from "../entries.ts";

/** One export request as a collector wrote it into a file, or why there is none; `end`: where the next one begins. */
export interface FoundRequest {
  readonly request?: { readonly encoding: "proto" | "json"; readonly bytes: Uint8Array };
  readonly problem?: string;
  /** Where in the file to go on; a problem without it ends the reading there, and it is tried again the next time. */
  readonly end?: number;
}

/** How requests follow each other: a line of JSON each, or each behind its length in 4 bytes (protobuf, and whatever is compressed). */
export type Framing = "lines" | "lengths";

const CHUNK = 256 * 1024;
const LF = 10;

/** Undefined for what no file exporter writes. `start`: the first bytes, at least 9. */
export function framingOf(start: Uint8Array): Framing | undefined {
  if (start[0] === 0x7b) return "lines";
  if (start.length < 9 || start[0]! >= 0x10) return undefined;
  return kindOf(start.subarray(4)) ? "lengths" : undefined;
}

function kindOf(bytes: Uint8Array): "proto" | "json" | "zstd" | undefined {
  if (bytes[0] === 0x0a) return "proto";
  if (bytes[0] === 0x7b) return "json";
  return bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd
    ? "zstd"
    : undefined;
}

/**
 * The requests that lie whole in a file between two places. What is still being written stays for the next time: half a line and half a
 * message are no damage. Never more than one request is in memory, and none larger than the limit of all formats.
 */
export async function* requestsIn(
  file: FileHandle,
  framing: Framing,
  range: { readonly from: number; readonly to: number },
): AsyncGenerator<FoundRequest> {
  yield* framing === "lines" ? lines(file, range) : messages(file, range);
}

async function* lines(
  file: FileHandle,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<FoundRequest> {
  let parts: Buffer[] = [];
  let size = 0;
  let at = from;
  const take = (end: number): FoundRequest => {
    const isTooLarge = size > MAX_ENTRY_BYTES;
    const bytes = Buffer.concat(parts);
    parts = [];
    size = 0;
    if (isTooLarge) return { problem: tooLarge(end), end };
    return bytes.every(isBlank) ? { end } : { request: { encoding: "json", bytes }, end };
  };
  while (at < to) {
    const chunk = await read(file, at, Math.min(CHUNK, to - at));
    if (chunk.length === 0) break;
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      keep(chunk.subarray(start, end));
      yield take(at + end + 1);
      start = end + 1;
    }
    keep(chunk.subarray(start));
    at += chunk.length;
  }
  // A last line that lacks its end may be whole all the same: then nothing more is coming for it.
  if (size > 0 && size <= MAX_ENTRY_BYTES && isWhole(Buffer.concat(parts))) yield take(at);

  function keep(part: Buffer): void {
    size += part.length;
    if (size > MAX_ENTRY_BYTES) parts = [];
    else if (part.length > 0) parts.push(part);
  }
}

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x0d || byte === 0x09;

function isWhole(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString("utf8"));
    return true;
  } catch {
    return false;
  }
}

async function* messages(
  file: FileHandle,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<FoundRequest> {
  for (let at = from; at + 4 <= to; ) {
    const length = (await read(file, at, 4)).readUInt32BE(0);
    const end = at + 4 + length;
    if (end > to) return;
    if (length > MAX_ENTRY_BYTES) yield { problem: tooLarge(end), end };
    else if (length === 0) yield { end };
    else yield { ...decoded(await read(file, at + 4, length), at), end: end };
    at = end;
  }
}

function decoded(bytes: Buffer, at: number): FoundRequest {
  const kind = kindOf(bytes);
  if (kind === "proto" || kind === "json") return { request: { encoding: kind, bytes } };
  if (kind === undefined) return { problem: `No OTLP message at byte ${at}; left out.` };
  const unpacked = unzstd(bytes);
  if (typeof unpacked === "string")
    return { problem: `The message at byte ${at} could not be unpacked: ${unpacked}` };
  return { request: { encoding: kindOf(unpacked) === "json" ? "json" : "proto", bytes: unpacked } };
}

type ZstdDecompress = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Buffer;
/** Node has zstd from 22.15 on. */
const zstdDecompress = (zlib as unknown as { readonly zstdDecompressSync?: ZstdDecompress })
  .zstdDecompressSync;

/** Whether this file's messages are packed in a way that this Node cannot unpack. */
export const isUnreadable = (start: Uint8Array): boolean =>
  !zstdDecompress && (kindOf(start) === "zstd" || (start[0]! < 0x10 && kindOf(start.subarray(4)) === "zstd"));

export const unreadableReason = `Compressed with zstd, which Node ${process.versions.node} cannot read: take \`compression\` out of the file exporter's settings, or run this with Node 22.15 or newer.`;

function unzstd(bytes: Buffer): Buffer | string {
  try {
    return zstdDecompress!(bytes, { maxOutputLength: MAX_ENTRY_BYTES });
  } catch (error) {
    return shown(messageOf(error));
  }
}

const tooLarge = (end: number): string =>
  `The request before byte ${end} is larger than ${MAX_ENTRY_BYTES / 2 ** 20} MiB; left out.`;

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}
