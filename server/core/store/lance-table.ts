import type * as lancedb from "@lancedb/lancedb";
import { type Table as ArrowTable, tableFromIPC } from "apache-arrow";
import { messageOf } from "../base/index.ts";
import { arrowTableOf } from "./arrow-rows.ts";
import { addressColumn, cellsOf, listItems, numberColumn, textColumn } from "./columns.ts";
import { type CompactionOptions, isCompactionDue } from "./compaction.ts";
import { loadEngine } from "./engine.ts";
import type { IndexKind } from "./indexes.ts";
import { onLatest, type Patience } from "./on-latest.ts";
import { purgeTable } from "./purge-table.ts";
import { type Row, type TableName, tableColumns } from "./schema.ts";
import { tableUnreadable, tableUnwritable } from "./store-errors.ts";

/** A filter in LanceDB's SQL; build values into it with `quote`. */
export type Where = string;

export const quote = (value: string): string => `'${value.replaceAll("'", "''")}'`;
export const anyOf = (column: string, values: readonly string[]): Where =>
  values.length === 0 ? "false" : `${backtick(column)} IN (${values.map(quote).join(",")})`;
export const equals = (column: string, value: string): Where => `${backtick(column)} = ${quote(value)}`;
const backtick = (column: string): string => `\`${column}\``;

export interface ReadOptions<K> {
  readonly where?: Where;
  readonly columns?: readonly K[];
  readonly limit?: number;
  readonly offset?: number;
  /** Rows without a value come last, whichever way. */
  readonly orderBy?: readonly { readonly column: K; readonly descending?: boolean }[];
}

/** Longer words are in no index. In bytes. */
export const maxWordBytes = 80;

/** Words as they are: no stems, no stop words, no folding, so that a text which no index knows yet can be searched with the same result. */
const wordIndex = {
  withPosition: true,
  baseTokenizer: "simple",
  lowercase: true,
  stem: false,
  removeStopWords: false,
  asciiFolding: false,
  maxTokenLength: maxWordBytes,
} as const;

/** Rows an IN list may name at once; longer lists are asked for in parts. */
const idsPerQuery = 500;
/** Rows written by one merge: bounds memory, large enough to be fast. */
const rowsPerWrite = 20_000;

/**
 * One table with typed rows. Writes merge on `id`: the same row again changes nothing, racing writers make no doubles; what is appended
 * is known to be new. Everything throws `store-unreadable` or `store-unwritable` where the disk or the service fails, `store-gone` where
 * there is no store any more.
 */
export class LanceTable<T extends TableName> {
  constructor(
    private readonly name: T,
    private readonly table: lancedb.Table,
    private readonly uri: string,
  ) {}

  async upsert(rows: readonly Row<T>[]): Promise<void> {
    if (rows.length === 0) return;
    for (let from = 0; from < rows.length; from += rowsPerWrite) {
      await this.merge(arrowTableOf(this.name, rows.slice(from, from + rowsPerWrite)));
    }
  }

  /**
   * Rows as Arrow's bytes, made elsewhere. `areNew`: no row has one of their ids; then they need not be looked for, which takes longer the
   * more rows there are.
   */
  async writePacked(bytes: Uint8Array, areNew: boolean): Promise<void> {
    const data = tableFromIPC(bytes);
    if (areNew) await this.writing(() => this.table.add(data as never));
    else await this.merge(data);
  }

  /** Rows whose ids no row has. */
  async append(rows: readonly Row<T>[]): Promise<void> {
    if (rows.length > 0) await this.writing(() => this.table.add(arrowTableOf(this.name, rows) as never));
  }

  private async merge(data: ArrowTable): Promise<void> {
    await this.writing(() =>
      this.table.mergeInsert("id").whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(data),
    );
  }

  async read<K extends keyof Row<T> & string>(options: ReadOptions<K> = {}): Promise<Row<T>[]> {
    let query = this.table.query();
    if (options.where) query = query.where(options.where);
    query = query.select((options.columns as string[] | undefined) ?? Object.keys(tableColumns[this.name]));
    if (options.limit !== undefined) query = query.limit(options.limit);
    if (options.offset !== undefined) query = query.offset(options.offset);
    if (options.orderBy)
      query = query.orderBy(
        options.orderBy.map(({ column, descending }) => ({
          columnName: column,
          ascending: !descending,
          nullsFirst: false,
        })),
      );
    return toRows<T>(await this.reading(() => query.toArrow()));
  }

  /** One column of texts of many rows, much faster than the rows. */
  async texts(column: keyof Row<T> & string, where?: Where): Promise<string[]> {
    let query = this.table.query().select([column]);
    if (where) query = query.where(where);
    return textColumn(await this.reading(() => query.toArrow()), column);
  }

  /** Of all rows a text, a number (NaN where there is none) and the address, which holds for this version of the table. */
  async spine(
    text: keyof Row<T> & string,
    number: keyof Row<T> & string,
  ): Promise<{
    readonly texts: readonly string[];
    readonly numbers: Float64Array;
    readonly addresses: Float64Array;
  }> {
    const query = this.table.query().select([text, number]).withRowId();
    const found = await this.reading(() => query.toArrow());
    return {
      texts: textColumn(found, text),
      numbers: numberColumn(found, number),
      addresses: addressColumn(found),
    };
  }

  /** Addresses of the rows of this version of the table. */
  async rowIds(where?: Where): Promise<Float64Array> {
    let query = this.table.query().select([]).withRowId();
    if (where) query = query.where(where);
    return addressColumn(await this.reading(() => query.toArrow()));
  }

  /** Whether an address is one row for ever. On a service that keeps its own tables it may outlive a change. */
  get isAddressed(): boolean {
    return !this.uri.startsWith("db://");
  }

  /**
   * Of the rows behind an address (-1: of all) those that `where` finds, with their addresses; and of all of them how many there are, and
   * the last address.
   */
  async behind<K extends keyof Row<T> & string>(
    address: number,
    columns: readonly K[],
    where?: Where,
  ): Promise<{
    readonly rows: Row<T>[];
    readonly addresses: Float64Array;
    readonly count: number;
    readonly last: number;
  }> {
    const isBehind = address < 0 ? undefined : `_rowid > ${address}`;
    const wanted = [isBehind, where && `(${where})`].flatMap((part) => part ?? []).join(" AND ");
    let query = this.table.query();
    if (wanted) query = query.where(wanted);
    const found = await this.reading(() =>
      query
        .select([...columns])
        .withRowId()
        .toArrow(),
    );
    const addresses = addressColumn(found);
    const all = where ? await this.rowIds(isBehind) : addresses;
    return {
      ...{ rows: toRows<T>(found, columns), addresses },
      ...{ count: all.length, last: all.reduce((last, one) => Math.max(last, one), -1) },
    };
  }

  /** The different items of a column of lists. */
  async items(column: keyof Row<T> & string, where?: Where): Promise<ReadonlySet<string>> {
    let query = this.table.query().select([column]);
    if (where) query = query.where(where);
    return listItems(await this.reading(() => query.toArrow()), column);
  }

  /** Ids of the rows whose `column` holds these words beside each other; only where it is indexed by words. */
  async search(column: keyof Row<T> & string, words: readonly string[]): Promise<string[]> {
    const text = words.join(" ");
    const { MatchQuery, PhraseQuery } = await loadEngine();
    const wanted = words.length === 1 ? new MatchQuery(text, column) : new PhraseQuery(text, column);
    const query = this.table
      .query()
      .fullTextSearch(wanted)
      .select(["id", "_score"])
      .limit(Math.max(1, await this.count()));
    return textColumn(await this.reading(() => query.toArrow()), "id");
  }

  /** Columns that have an index. */
  async indexed(): Promise<ReadonlySet<string>> {
    return new Set((await this.reading(() => this.table.listIndices())).flatMap(({ columns }) => columns));
  }

  async index(column: string, kind: IndexKind): Promise<void> {
    const { Index } = await loadEngine();
    const config = {
      btree: () => Index.btree(),
      bitmap: () => Index.bitmap(),
      labels: () => Index.labelList(),
      words: () => Index.fts(wordIndex),
    }[kind]();
    await this.writing(() => this.table.createIndex(column, { config }));
  }

  /** All rows in parts, so that a table of any size passes through bounded memory. */
  async *parts<K extends keyof Row<T> & string>(
    columns?: readonly K[],
    where?: Where,
  ): AsyncGenerator<Row<T>[]> {
    let query = this.table.query().select([...(columns ?? Object.keys(tableColumns[this.name]))]);
    if (where) query = query.where(where);
    try {
      for await (const batch of query) yield toRows<T>(batch);
    } catch (error) {
      throw tableUnreadable(this.uri, this.name, messageOf(error));
    }
  }

  /** Rows whose `column` is one of `values`, in no promised order. */
  async readAny<K extends keyof Row<T> & string>(
    column: K,
    values: readonly string[],
    columns?: readonly K[],
  ): Promise<Row<T>[]> {
    const rows: Row<T>[] = [];
    for (let from = 0; from < values.length; from += idsPerQuery)
      rows.push(
        ...(await this.read({
          where: anyOf(column, values.slice(from, from + idsPerQuery)),
          ...(columns && { columns }),
        })),
      );
    return rows;
  }

  async get(id: string): Promise<Row<T> | undefined> {
    return (await this.read({ where: equals("id", id), limit: 1 }))[0];
  }

  count(where?: Where): Promise<number> {
    return this.reading(() => this.table.countRows(where));
  }

  /** Sets one column of the rows that `where` finds. */
  async set<K extends keyof Row<T> & string>(where: Where, column: K, value: string): Promise<void> {
    await this.writing(() => this.table.update({ where, values: { [column]: value } }));
  }

  async delete(where: Where): Promise<void> {
    await this.writing(() => this.table.delete(where));
  }

  async deleteAny(column: keyof Row<T> & string, values: readonly string[]): Promise<void> {
    for (let from = 0; from < values.length; from += idsPerQuery)
      await this.delete(anyOf(column, values.slice(from, from + idsPerQuery)));
  }

  version(): Promise<number> {
    return this.reading(() => this.table.version());
  }

  /** Sees what other processes have written since. */
  refresh(): Promise<void> {
    return this.reading(() => this.table.checkoutLatest());
  }

  /**
   * Joins the small files that many writes leave and brings the indexes up to date, where that is worth its cost now. Remote tables look
   * after themselves.
   */
  async compact(options: CompactionOptions = {}): Promise<void> {
    const { numRows, fragmentStats } = await this.table.stats();
    const { numFragments, lengths } = fragmentStats;
    const counts = { rows: numRows, fragments: numFragments, largest: lengths.max };
    if (!isCompactionDue(counts, options)) return;
    options.onWork?.();
    await this.table.optimize({ cleanupOlderThan: new Date(Date.now() - 3_600_000) });
  }

  /** Takes what was deleted off the disk; `withIndexes`: out of the indexes too. Costly: see `purgeTable`. */
  async purge(withIndexes: boolean): Promise<void> {
    const engine = await loadEngine();
    await this.writing(() => purgeTable(engine, this.table, this.uri, this.name, withIndexes));
  }

  private reading<R>(work: () => Promise<R>): Promise<R> {
    return onLatest(this.table, work, whenClearedAway).catch((error) => {
      throw tableUnreadable(this.uri, this.name, messageOf(error));
    });
  }

  private writing<R>(work: () => Promise<R>): Promise<R> {
    return onLatest(this.table, work, whenClearedAway).catch((error) => {
      throw tableUnwritable(this.uri, this.name, messageOf(error));
    });
  }
}

/** Another process may clear the version away that this one has just looked up, or a file of it; nothing was read or written then. */
const whenClearedAway: Patience = {
  attempts: 5,
  pauseMs: 20,
  when: (error) => /not found:? .*(?:_versions\W\d+\.manifest|data\W\w+\.lance)/is.test(messageOf(error)),
};

type Columns = Pick<Awaited<ReturnType<lancedb.Query["toArrow"]>>, "schema" | "numRows" | "getChild">;

export function toRows<T extends TableName>(
  table: Columns,
  names: readonly string[] = table.schema.fields.map(({ name }) => name),
): Row<T>[] {
  // A query that finds nothing gives no columns.
  if (table.numRows === 0) return [];
  const columns = names.map((name) => ({ name, cells: cellsOf(table.getChild(name)!) }));
  return Array.from({ length: table.numRows }, (_, index) => {
    const row: Record<string, unknown> = {};
    for (const { name, cells } of columns) if (cells[index] !== undefined) row[name] = cells[index];
    return row as Row<T>;
  });
}
