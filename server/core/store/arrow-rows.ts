import { makeData, RecordBatch, type Schema, Struct, Table } from "apache-arrow";
import { type ColumnWriter, columnWriters } from "./column-writers.ts";
import { arrowSchema, type ColumnType, type Row, type TableName, tableColumns } from "./schema.ts";

/**
 * Rows as an Arrow table, written cell by cell into the buffers of its columns. Arrow's own builders take three times the time, and rows
 * that wait for each other in memory cost more than writing them: of what it takes to keep a captured span, that was the largest part.
 */
export class RowWriter<T extends TableName> {
  private readonly schema: Schema;
  private readonly columns: readonly { readonly name: string; readonly writer: ColumnWriter }[];
  length = 0;

  constructor(table: T) {
    this.schema = arrowSchema(table);
    this.columns = Object.entries(tableColumns[table]).map(([name, type]) => ({
      name,
      writer: columnWriters[type as ColumnType](),
    }));
  }

  add(row: Row<T>): void {
    for (const { name, writer } of this.columns) writer.add((row as Record<string, unknown>)[name]);
    this.length++;
  }

  /** The rows so far. Nothing may be added after that. */
  finish(): Table {
    const data = makeData({
      type: new Struct(this.schema.fields),
      length: this.length,
      nullCount: 0,
      children: this.columns.map(({ writer }) => writer.finish()),
    });
    return new Table(this.schema, [new RecordBatch(this.schema, data)]);
  }
}

export function arrowTableOf<T extends TableName>(name: T, rows: readonly Row<T>[]): Table {
  const writer = new RowWriter(name);
  for (const row of rows) writer.add(row);
  return writer.finish();
}
