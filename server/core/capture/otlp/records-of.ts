import { parse } from "jsonc-parser";
import { type EntryOrProblem, makeSafe, type Problem, readDocument, readLines } from "../entries.ts";
import type { FormatInput } from "../format.ts";
import { isFields } from "../wire-values.ts";
import { ENVELOPES, recordsOfJson } from "./json-records.ts";
import type { OtlpLog, OtlpRecord, OtlpSpan } from "./otlp-span.ts";
import { type ProtoFraming, protoPieces } from "./proto-pieces.ts";
import { recordsOfProto } from "./proto-records.ts";

/** A span or a log record, a problem with its place, or both. */
export interface RecordAt {
  readonly of?: OtlpSpan | OtlpLog;
  readonly problem?: Problem;
}

/** All that a file holds, in its order, whatever its container. */
export async function* recordsOf(input: FormatInput, bytes: AsyncIterable<Buffer>): AsyncGenerator<RecordAt> {
  if (input.shape === "bytes") return yield* recordsOfBytes(bytes, [...input.keys][0] as ProtoFraming);
  const isEnvelope = ENVELOPES.some((key) => input.keys.has(key));
  const members = isEnvelope ? new Map(ENVELOPES.map((key) => [key, "elements"] as const)) : undefined;
  const entries =
    input.shape === "lines"
      ? readLines(bytes)
      : readDocument(bytes, input.shape === "object" ? members : undefined);
  for await (const entry of entries) yield* recordsOfEntry(entry);
}

async function* recordsOfBytes(
  bytes: AsyncIterable<Buffer>,
  framing: ProtoFraming,
): AsyncGenerator<RecordAt> {
  let entry = 0;
  for await (const piece of protoPieces(bytes, framing)) {
    if (piece.bytes) entry++;
    const at = { entry };
    if (piece.bytes) for (const record of recordsOfProto(piece.bytes, piece.at)) yield placed(record, at);
    if (piece.problem !== undefined) yield { problem: { ...at, reason: piece.problem } };
  }
}

function* recordsOfEntry({ entry, problem, cut }: EntryOrProblem): Generator<RecordAt> {
  if (problem && cut === undefined) yield { problem };
  if (entry) {
    const value = entry.key === "" ? entry.value : { [entry.key]: [entry.value] };
    for (const record of recordsOfJson(value)) yield placed(record, entry.at);
  }
  if (cut !== undefined) yield* recordsOfCut(cut, problem!);
}

/** An export may be one large value: where the file ends inside of it, the spans before the end are whole. */
function* recordsOfCut(
  cut: { readonly key: string; readonly text: string },
  problem: Problem,
): Generator<RecordAt> {
  const { line, entry } = problem;
  let last: OtlpRecord | undefined;
  let count = 0;
  for (const record of recordsOfJson(wholeOf(cut))) {
    // The last span is the one that was cut.
    if (last?.span || last?.log) {
      yield placed(last, { line, entry });
      count++;
    }
    last = record;
  }
  yield {
    problem:
      count === 0
        ? problem
        : { line, entry, reason: `The file ends inside this entry; ${count} of its spans were read.` },
  };
}

/** What a tolerant parser makes of a cut JSON text. */
function wholeOf({ key, text }: { readonly key: string; readonly text: string }): unknown {
  try {
    const value: unknown = parse(text, [], { disallowComments: true });
    if (!isFields(value) || makeSafe(value) === "too-deep") return undefined;
    return key === "" ? value : { [key]: [value] };
  } catch {
    return undefined; // Nested too deep for its stack.
  }
}

const placed = (
  { span, log, problem }: OtlpRecord,
  at: { readonly line?: number; readonly entry?: number },
): RecordAt => ({
  ...((span ?? log) && { of: span ?? log }),
  ...(problem !== undefined && { problem: { ...at, reason: problem } }),
});
