import {
  Binary,
  Field,
  Float64,
  List,
  makeData,
  RecordBatch,
  type Schema,
  Struct,
  Table,
  Utf8,
} from "apache-arrow";
import { arrowSchema, type ColumnType, type Row, type TableName, tableColumns } from "./schema.ts";

/**
 * Rows as an Arrow table, column by column into buffers of the right size. Arrow's own builders do the same value by value, for three
 * times the time: of what it takes to keep a captured span, that was the largest part.
 */
export function arrowTableOf<T extends TableName>(name: T, rows: readonly Row<T>[]): Table {
  const schema: Schema = arrowSchema(name);
  const children = Object.entries(tableColumns[name]).map(([column, type]) =>
    makers[type as ColumnType](rows.map((row) => (row as Record<string, unknown>)[column])),
  );
  const data = makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children });
  return new Table(schema, [new RecordBatch(schema, data)]);
}

type Cells = readonly unknown[];
const isAbsent = (cell: unknown): boolean => cell === undefined || cell === null;

const makers = {
  text: textColumn,
  long: textColumn,
  number: numberColumn,
  list: listColumn,
  bytes: bytesColumn,
} as const;

/** Bit i is set where cell i has a value. */
function validity(cells: Cells): { readonly nullBitmap: Uint8Array; readonly nullCount: number } {
  const nullBitmap = new Uint8Array((cells.length + 7) >> 3);
  let nullCount = 0;
  for (let i = 0; i < cells.length; i++)
    if (isAbsent(cells[i])) nullCount++;
    else nullBitmap[i >> 3]! |= 1 << (i & 7);
  return { nullBitmap, nullCount };
}

function textColumn(cells: Cells) {
  const { valueOffsets, data } = packedTexts(cells as readonly (string | undefined)[]);
  return makeData({ type: new Utf8(), length: cells.length, ...validity(cells), valueOffsets, data });
}

/** UTF-8 needs three bytes for a UTF-16 unit at most; what is left over is cut off and never sent. */
function packedTexts(texts: readonly (string | undefined | null)[]) {
  const valueOffsets = new Int32Array(texts.length + 1);
  const buffer = Buffer.allocUnsafe(texts.reduce((sum, text) => sum + (text?.length ?? 0) * 3, 0));
  let end = 0;
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i];
    if (text) end += buffer.write(text, end, "utf8");
    valueOffsets[i + 1] = end;
  }
  return { valueOffsets, data: buffer.subarray(0, end) };
}

function numberColumn(cells: Cells) {
  const data = new Float64Array(cells.length);
  for (let i = 0; i < cells.length; i++) if (!isAbsent(cells[i])) data[i] = cells[i] as number;
  return makeData({ type: new Float64(), length: cells.length, ...validity(cells), data });
}

function bytesColumn(cells: Cells) {
  const all = cells as readonly (Uint8Array | undefined)[];
  const valueOffsets = new Int32Array(all.length + 1);
  const data = Buffer.concat(all.map((one) => one ?? new Uint8Array()));
  for (let i = 0; i < all.length; i++) valueOffsets[i + 1] = valueOffsets[i]! + (all[i]?.length ?? 0);
  return makeData({ type: new Binary(), length: all.length, ...validity(all), valueOffsets, data });
}

function listColumn(cells: Cells) {
  const lists = cells as readonly (readonly string[] | undefined)[];
  const valueOffsets = new Int32Array(lists.length + 1);
  for (let i = 0; i < lists.length; i++) valueOffsets[i + 1] = valueOffsets[i]! + (lists[i]?.length ?? 0);
  const child = textColumn(lists.flatMap((list) => list ?? []));
  const type = new List(new Field("item", new Utf8(), true));
  return makeData({ type, length: lists.length, ...validity(lists), valueOffsets, child });
}
