import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Table as ArrowTable } from "apache-arrow";
import { messageOf } from "../base/index.ts";
import { LanceTable, toRows } from "./lance-table.ts";
import type { Connection, Table } from "./migrations.ts";
import { arrowSchema, type Row, type TableName } from "./schema.ts";
import { shortCause } from "./store-errors.ts";
import { copyAside, forgetNewest, manifests, newestGone } from "./store-files.ts";

/** What was wrong with a table and what came back. `lost` counts rows; undefined = rows are missing and nobody knows how many. */
export interface TableRepair {
  readonly table: TableName;
  readonly cause: string;
  readonly rows: number;
  readonly lost: number | undefined;
  /** Rows from this time on may be missing; epoch milliseconds. */
  readonly backToMs?: number;
  /** Of the rows: how many come from an older version of the table. */
  readonly fromOlder: number;
  /** Where the table lies as it was, relative to the store; absent where there was none. */
  readonly keptIn?: string;
}

export interface RepairPlace {
  readonly connection: Connection;
  readonly folder: string;
  /** Name of this run's folder in lost+found. */
  readonly run: string;
}

/** Rows read together while looking for those that can be read; a part that fails is halved, down to the single row. */
const largestPart = 8_192;

/** Why a table cannot be read from end to end; undefined = it can. */
export async function readingFails(table: Table, columns?: string[]): Promise<string | undefined> {
  try {
    const query = columns ? table.query().select(columns) : table.query();
    for await (const _ of query);
    return undefined;
  } catch (error) {
    return shortCause(messageOf(error));
  }
}

/**
 * Brings a table back that does not open or read, keeping it as it was in lost+found. First the newest version that opens, then each row
 * of it that can be read, then the missing ones from the newest older version that reads whole. Undefined = nothing was wrong.
 */
export async function repairTable(place: RepairPlace, name: TableName): Promise<TableRepair | undefined> {
  const opened = await place.connection.openTable(name).catch((error) => shortCause(messageOf(error)));
  const gone = await newestGone(place.folder, name);
  const cause = typeof opened === "string" ? opened : ((await readingFails(opened)) ?? gone);
  if (cause === undefined) return undefined;
  const keptIn = await copyAside(place.folder, name, place.run);
  await forgetNewest(place.folder, name);
  const told = { table: name, cause, keptIn };
  const table = typeof opened === "string" ? await stepBack(place, name) : opened;
  if (!table) {
    await rm(join(place.folder, `${name}.lance`), { recursive: true, force: true });
    return { ...told, rows: 0, lost: undefined, fromOlder: 0 };
  }
  const backToMs = typeof opened === "string" || gone ? await writtenMs(table) : undefined;
  const total = await table.countRows();
  const readable = backToMs !== undefined && (await readingFails(table)) === undefined;
  const { rows, fromOlder } = readable ? { rows: total, fromOlder: 0 } : await rewrite(place, name, table);
  const lost = backToMs === undefined ? Math.max(0, total - rows) : undefined;
  return { ...told, rows, lost, fromOlder, ...(backToMs !== undefined && { backToMs }) };
}

/** Takes away manifests that do not open, the newest first, until one does. They are in lost+found. */
async function stepBack(place: RepairPlace, name: TableName): Promise<Table | undefined> {
  for (const manifest of await manifests(place.folder, name)) {
    await rm(manifest);
    const table = await place.connection.openTable(name).catch(() => undefined);
    if (table) return table;
  }
  return undefined;
}

async function writtenMs(table: Table): Promise<number> {
  const version = await table.version();
  const found = (await table.listVersions()).find((one) => one.version === version);
  return found ? found.timestamp.getTime() : 0;
}

/** One commit replaces the table by what can be read of it; what only an older version has is merged in after it. */
async function rewrite(
  { connection, folder }: RepairPlace,
  name: TableName,
  table: Table,
): Promise<{ rows: number; fromOlder: number }> {
  const parts = await readableParts(table, 0, await table.countRows());
  const have = new Set(parts.flatMap((part) => toRows(part).map(({ id }) => id)));
  const older = await rowsOfOlder(table, name, have);
  const [first, ...rest] = parts;
  const fresh = first
    ? await connection.createTable(name, first.concat(...rest), { mode: "overwrite" })
    : await connection.createEmptyTable(name, arrowSchema(name), { mode: "overwrite" });
  await new LanceTable(name, fresh, folder).upsert(older);
  return { rows: have.size + older.length, fromOlder: older.length };
}

/** Reads by position, which touches no other part of the table than the rows asked for. */
async function readableParts(table: Table, from: number, to: number): Promise<ArrowTable[]> {
  if (from >= to) return [];
  if (to - from <= largestPart) {
    const offsets = Array.from({ length: to - from }, (_, i) => from + i);
    const part = await table
      .takeOffsets(offsets)
      .toArrow()
      .catch(() => undefined);
    if (part) return [part as unknown as ArrowTable];
    if (to - from === 1) return [];
  }
  const middle = Math.floor((from + to) / 2);
  return [...(await readableParts(table, from, middle)), ...(await readableParts(table, middle, to))];
}

async function rowsOfOlder<T extends TableName>(
  table: Table,
  name: T,
  have: ReadonlySet<string>,
): Promise<Row<T>[]> {
  const versions = (await table.listVersions()).map(({ version }) => version).sort((a, b) => b - a);
  try {
    for (const version of versions.slice(1)) {
      await table.checkout(version);
      const rows: Row<T>[] = [];
      try {
        const known = new Set((await table.schema()).fields.map((field) => field.name));
        const columns = arrowSchema(name).fields.flatMap((field) =>
          known.has(field.name) ? [field.name] : [],
        );
        for await (const batch of table.query().select(columns))
          rows.push(...toRows<T>(batch).filter(({ id }) => !have.has(id)));
        return rows;
      } catch {
        // That version shares the unreadable file; the one before may not.
      }
    }
    return [];
  } finally {
    await table.checkoutLatest();
  }
}
