import { isUtf8 } from "node:buffer";
import { messageOf } from "../base/index.ts";
import { JsonPieces, type Members, type Piece } from "./json-pieces.ts";

/** Something that could not be read, or not as it stood. `line` and `entry` are 1-based; `entry` counts elements of a JSON array. */
export interface Problem {
  readonly line?: number;
  readonly entry?: number;
  readonly reason: string;
}

/** A parsed value with the place where it was found. */
export interface Entry {
  readonly key: string;
  readonly value: unknown;
  readonly at: { readonly line?: number; readonly entry?: number };
}

/** Either a value, or a problem, or a value with a problem that did not hinder reading it. */
export interface EntryOrProblem {
  readonly entry?: Entry;
  readonly problem?: Problem;
  /** The text of an entry inside of which the file ends: a format may know how to save part of it. */
  readonly cut?: { readonly key: string; readonly text: string };
}

/** One entry may be this large; JSON.parse needs it whole in memory, several times over. */
export const MAX_ENTRY_BYTES = 32 * 1024 * 1024;
/** Deeper values are refused: whoever walks or writes them recursively would run out of stack. */
const MAX_DEPTH = 200;

/** The entries of a JSON document, as `JsonPieces` cuts them. Ends with a problem where the document is not closed. */
export async function* readDocument(
  bytes: AsyncIterable<Buffer>,
  members?: Members,
): AsyncGenerator<EntryOrProblem> {
  const pieces = new JsonPieces(MAX_ENTRY_BYTES, members);
  for await (const chunk of bytes) for (const piece of pieces.push(chunk)) yield parsePiece(piece);
  const { pieces: last, isClosed } = pieces.end();
  for (const piece of last) yield parsePiece(piece);
  if (isClosed || last.some((piece) => piece.state === "cut")) return;
  const key = [...(members ?? [])].find(([, take]) => take === "elements")?.[0] ?? "";
  yield { problem: { reason: `The file ends before its JSON does, after entry ${pieces.count(key)}.` } };
}

/** The values of a file with one JSON value a line. Blank lines are passed over, but counted. */
export async function* readLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<EntryOrProblem> {
  let parts: Buffer[] = [];
  let size = 0;
  let line = 1;
  const take = (state: Piece["state"]): EntryOrProblem => {
    const piece = {
      key: "",
      entry: 0,
      line,
      bytes: Buffer.concat(parts),
      state: size > MAX_ENTRY_BYTES ? ("too-large" as const) : state,
    };
    parts = [];
    size = 0;
    return parsePiece(piece);
  };
  const keep = (part: Buffer): void => {
    size += part.length;
    if (size > MAX_ENTRY_BYTES) parts = [];
    else if (part.length > 0) parts.push(part);
  };
  for await (const chunk of bytes) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      keep(chunk.subarray(start, end));
      yield take("complete");
      start = end + 1;
      line++;
    }
    keep(chunk.subarray(start));
  }
  // A last line without its line end is whole if it parses; otherwise the file was cut.
  if (size > 0) yield take("cut");
}

function parsePiece(piece: Piece): EntryOrProblem {
  const at = piece.entry > 0 ? { entry: piece.entry, line: piece.line } : { line: piece.line };
  const problem = (reason: string): Problem => ({ ...at, reason });
  if (piece.state === "too-large")
    return { problem: problem(`Larger than ${MAX_ENTRY_BYTES / 2 ** 20} MiB; left out.`) };
  const text = piece.bytes.toString("utf8");
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return piece.state === "cut"
      ? { problem: problem("The file ends inside this entry; left out."), cut: { key: piece.key, text } }
      : { problem: problem(`Not valid JSON: ${shown(messageOf(error))}`) };
  }
  const made = makeSafe(value);
  if (made === "too-deep") return { problem: problem(`Nested deeper than ${MAX_DEPTH} levels; left out.`) };
  const entry = { key: piece.key, value, at };
  if (!isUtf8(piece.bytes))
    return { entry, problem: problem("Holds bytes that are not UTF-8; they were replaced by U+FFFD.") };
  return made === "cleaned"
    ? { entry, problem: problem('Holds a key named "__proto__"; it was removed.') }
    : { entry };
}

/**
 * Removes keys named `__proto__`, which JSON.parse makes as plain keys and a later copy turns into a prototype, and refuses what is
 * nested too deep. Walks in place; its own recursion ends at the limit.
 */
export function makeSafe(value: unknown, depth = 0): "safe" | "cleaned" | "too-deep" {
  if (typeof value !== "object" || value === null) return "safe";
  if (depth > MAX_DEPTH) return "too-deep";
  let worst: "safe" | "cleaned" = "safe";
  if (Object.hasOwn(value, "__proto__")) {
    Reflect.deleteProperty(value, "__proto__");
    worst = "cleaned";
  }
  for (const inner of Object.values(value)) {
    const made = makeSafe(inner, depth + 1);
    if (made === "too-deep") return made;
    if (made === "cleaned") worst = made;
  }
  return worst;
}

/** A parser's message quotes the text it fell over: hostile input on its way to a terminal. */
export const shown = (message: string): string =>
  message.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "\u{FFFD}").slice(0, 160);
