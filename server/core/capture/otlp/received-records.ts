import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { messageOf } from "../../base/index.ts";
import { makeSafe, shown } from "../entries.ts";
import type { JournalEntry } from "../journal/journal-record.ts";
import type { Fields } from "../wire-values.ts";
import { recordsOfJson } from "./json-records.ts";
import { leanSpan } from "./lean-span.ts";
import type { OtlpLog, OtlpRecord, OtlpSpan } from "./otlp-span.ts";
import { recordsOfProto } from "./proto-records.ts";

/** A span or a log record as it arrived. `wire`: its bytes, where they alone tell it. */
export interface ReceivedRecord {
  readonly of: OtlpSpan | OtlpLog;
  readonly wire?: Uint8Array;
}

/** An export request. Where it is not known which signal it carries, its records say. */
export interface RequestBytes {
  readonly signal?: JournalEntry["signal"];
  readonly encoding: JournalEntry["encoding"];
  readonly bytes: Uint8Array;
}

/** All that one export request holds; a broken part costs that part alone. */
export function recordsOfRequest({ signal, encoding, bytes }: RequestBytes): {
  readonly records: readonly ReceivedRecord[];
  readonly problems: readonly string[];
} {
  const records: ReceivedRecord[] = [];
  const problems: string[] = [];
  try {
    for (const { span, log, wire, problem } of encoding === "proto"
      ? ofProto(bytes, signal)
      : ofJson(bytes)) {
      const of = span ?? log;
      if (of) records.push(wire ? { of, wire } : { of });
      if (problem !== undefined) problems.push(problem);
    }
  } catch (error) {
    problems.push(`The rest of a request could not be read: ${shown(messageOf(error))}`);
  }
  return { records, problems };
}

function* ofProto(bytes: Uint8Array, signal: JournalEntry["signal"] | undefined): Generator<OtlpRecord> {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [no, type] = reader.tag();
    const from = reader.pos;
    if (no === 1 && type === WireType.LengthDelimited) yield* recordsOfProto(reader.bytes(), from, signal);
    else reader.skip(type, no);
  }
}

function* ofJson(bytes: Uint8Array): Generator<OtlpRecord> {
  const value: unknown = JSON.parse(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8"),
  );
  if (makeSafe(value) === "too-deep") yield { problem: "Nested too deep to be read." };
  else yield* recordsOfJson(value);
}

/** What the records of one pack have in common stands once in its head. */
interface Head {
  readonly around: readonly { readonly resource: Fields; readonly scope?: string }[];
  /** Of each record: what is around it, how it is kept, how many bytes it takes. */
  readonly records: readonly (readonly [around: number, kind: "wire" | "json", bytes: number])[];
}

/** Records as bytes, for keeping: spans as they lay on the wire where possible, others as JSON. `unpackRecords` gives them back. */
export function packRecords(records: readonly ReceivedRecord[]): Buffer {
  const around: { resource: Fields; scope?: string }[] = [];
  const parts: Uint8Array[] = [];
  const list: [number, "wire" | "json", number][] = [];
  for (const { of, wire } of records) {
    let at = around.findIndex(({ resource, scope }) => resource === of.resource && scope === of.scope);
    if (at < 0)
      at = around.push({ resource: of.resource, ...(of.scope !== undefined && { scope: of.scope }) }) - 1;
    const part = wire ?? Buffer.from(JSON.stringify({ ...of, resource: undefined, scope: undefined }));
    parts.push(part);
    list.push([at, wire ? "wire" : "json", part.length]);
  }
  const head = Buffer.from(JSON.stringify({ around, records: list } satisfies Head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, ...parts]);
}

export function unpackRecords(bytes: Uint8Array): ReceivedRecord[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 4 + buffer.readUInt32LE(0);
  const head = JSON.parse(buffer.toString("utf8", 4, at)) as Head;
  return head.records.map(([around, kind, length]) => {
    const part = buffer.subarray(at, at + length);
    at += length;
    const own = kind === "wire" ? leanSpan(part) : (JSON.parse(part.toString("utf8")) as OtlpSpan | OtlpLog);
    const of = { ...own, ...head.around[around]! } as OtlpSpan | OtlpLog;
    return kind === "wire" ? { of, wire: part } : { of };
  });
}
