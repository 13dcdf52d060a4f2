import type * as lancedb from "@lancedb/lancedb";
import { Type } from "apache-arrow";

// Whole columns at once: a hundred thousand ids cell by cell take longer than the query that finds them.

type ArrowTable = Awaited<ReturnType<lancedb.Query["toArrow"]>>;
type Vector = NonNullable<ReturnType<ArrowTable["getChild"]>>;

/** A column of texts; a cell without one is empty. */
export function textColumn(table: ArrowTable, name: string): string[] {
  const vector = table.getChild(name);
  const texts = new Array<string>(table.numRows);
  let at = 0;
  for (const chunk of vector?.data ?? [])
    at = plainTexts(chunk, texts, at) ?? anyTexts(vector!, at, chunk, texts);
  return texts;
}

type Chunk = Vector["data"][number];

/** All cells of a chunk cut from one string, which is right where every byte is a character. */
function plainTexts(chunk: Chunk, into: string[], at: number): number | undefined {
  const { valueOffsets: offsets, length } = chunk as unknown as { valueOffsets: Int32Array; length: number };
  const values = chunk.values as Uint8Array;
  const base = offsets[0]!;
  const text = Buffer.from(values.buffer, values.byteOffset + base, offsets[length]! - base).toString(
    "latin1",
  );
  if (/[\x80-\xff]/.test(text)) return undefined;
  for (let i = 0; i < length; i++) into[at + i] = text.slice(offsets[i]! - base, offsets[i + 1]! - base);
  return at + length;
}

function anyTexts(vector: Vector, at: number, { length }: Chunk, into: string[]): number {
  for (let i = at; i < at + length; i++) into[i] = (vector.get(i) as string | null) ?? "";
  return at + length;
}

/** A column of numbers; a cell without one is NaN. */
export function numberColumn(table: ArrowTable, name: string): Float64Array {
  const numbers = new Float64Array(table.numRows);
  let at = 0;
  for (const chunk of table.getChild(name)?.data ?? []) {
    const { length, nullCount } = chunk;
    numbers.set((chunk.values as Float64Array).subarray(0, length), at);
    if (nullCount > 0) for (let i = 0; i < length; i++) if (!chunk.getValid(i)) numbers[at + i] = Number.NaN;
    at += length;
  }
  return numbers;
}

/** Addresses of rows: a fragment's number and a place in it, which together fit into a double. */
export function addressColumn(table: ArrowTable): Float64Array {
  const addresses = new Float64Array(table.numRows);
  let at = 0;
  for (const { values, length } of table.getChild("_rowid")?.data ?? []) {
    const own = values as BigUint64Array;
    const halves = new Uint32Array(own.buffer, own.byteOffset, 2 * length);
    for (let i = 0; i < length; i++) addresses[at + i] = halves[2 * i + 1]! * 2 ** 32 + halves[2 * i]!;
    at += length;
  }
  return addresses;
}

/** The different items of a column of lists. */
export function listItems(table: ArrowTable, name: string): Set<string> {
  const items = new Set<string>();
  for (const chunk of table.getChild(name)?.data ?? []) {
    const inner = chunk.children[0];
    if (!inner) continue;
    const texts = new Array<string>(inner.length);
    if (plainTexts(inner as Chunk, texts, 0) === undefined)
      for (let i = 0; i < inner.length; i++) {
        const { valueOffsets: offsets } = inner as unknown as { valueOffsets: Int32Array };
        texts[i] = Buffer.from((inner.values as Uint8Array).subarray(offsets[i], offsets[i + 1])).toString(
          "utf8",
        );
      }
    for (const text of texts) items.add(text);
  }
  return items;
}

/** The cells of a column, undefined where there is none. Every text is a string of its own, so that one that is kept keeps no other. */
export function cellsOf(vector: Vector): unknown[] {
  const cells = new Array<unknown>(vector.length);
  let at = 0;
  for (const chunk of vector.data as readonly Chunk[]) {
    const read = plainReader(chunk);
    for (let i = 0; i < chunk.length; i++, at++)
      if (chunk.nullCount === 0 || chunk.getValid(i)) cells[at] = read ? read(i) : cellOf(vector.get(at));
  }
  return cells;
}

/** Texts and numbers straight from the bytes: asking the vector for each takes five times as long. */
function plainReader(chunk: Chunk): ((i: number) => unknown) | undefined {
  const values: unknown = chunk.values;
  if (values instanceof Float64Array) return (i) => values[i];
  if (chunk.typeId !== Type.Utf8) return undefined;
  const { buffer, byteOffset, byteLength } = values as Uint8Array;
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  const { valueOffsets: offsets } = chunk as unknown as { valueOffsets: Int32Array };
  return (i) => bytes.toString("utf8", offsets[i]!, offsets[i + 1]!);
}

/** A list column's cell is a vector itself. */
const isVector = (value: unknown): value is Iterable<unknown> & { toArray(): unknown } =>
  typeof value === "object" && value !== null && "toArray" in value;

const cellOf = (value: unknown): unknown => (isVector(value) ? [...value] : (value ?? undefined));
