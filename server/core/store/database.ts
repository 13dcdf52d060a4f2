import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { messageOf, type Progress, storeUnavailable, UserError } from "../base/index.ts";
import { loadEngine } from "./engine.ts";
import { LanceTable } from "./lance-table.ts";
import { isLocalUri } from "./local-uri.ts";
import {
  type Connection,
  completeColumns,
  migrate,
  type Table,
  versionOf,
  writeVersion,
} from "./migrations.ts";
import { arrowSchema, schemaVersion, type TableName, tableColumns } from "./schema.ts";
import { shortCause, tableDamaged, withoutSecrets } from "./store-errors.ts";
import { manifests } from "./store-files.ts";
import { withStoreLock } from "./store-lock.ts";

export type Tables = { readonly [T in TableName]: LanceTable<T> };

export interface OpenOptions {
  readonly progress?: Progress;
  /** The caller holds the store's lock. */
  readonly locked?: boolean;
  readonly caches?: Caches;
}

/** What the database may keep in memory of what it has read: by itself it would take up to 7 GB. */
export interface Caches {
  readonly indexBytes: number;
  readonly metadataBytes: number;
}

const defaultCaches: Caches = { indexBytes: 256 * 2 ** 20, metadataBytes: 128 * 2 ** 20 };

/**
 * Opens the tables behind a LanceDB URI (a folder, `s3://`, `gs://`, `az://`, `db://`), making those that are missing and bringing an older
 * store up to this version. Throws `store-version` where a newer version wrote it or an older one cannot be written, `store-damaged` where
 * a table does not open, `store-busy` where another process does not finish with it, `store-unavailable` where the place cannot be
 * reached, and `engine-missing`.
 *
 * The store's shape changes under its lock alone, and its version is the last thing that a new store gets: who finds that version
 * and every table has no need of the lock, and may have a store that nobody can write to; everybody else waits for whoever is at it.
 */
export async function openDatabase(
  uri: string,
  options: OpenOptions = {},
): Promise<{ tables: Tables; close: () => void }> {
  const lancedb = await loadEngine();
  try {
    if (isLocalUri(uri)) await prepareFolder(uri);
    const { indexBytes, metadataBytes } = options.caches ?? defaultCaches;
    const session = new lancedb.Session(BigInt(indexBytes), BigInt(metadataBytes));
    const connection = await lancedb.connect(uri, { readConsistencyInterval: 0 }, session);
    const work = (): Promise<OpenTables> => openLocked(connection, uri, options);
    const opened =
      (await openReady(connection, uri)) ?? (await (options.locked ? work() : withStoreLock(uri, work)));
    const tables = Object.fromEntries(
      [...opened].map(([name, table]) => [name, new LanceTable(name, table, uri)]),
    ) as unknown as Tables;
    return { tables, close: () => connection.close() };
  } catch (error) {
    throw error instanceof UserError
      ? error
      : storeUnavailable(withoutSecrets(uri), shortCause(messageOf(error)));
  }
}

type OpenTables = ReadonlyMap<TableName, Table>;

const tableNames = Object.keys(tableColumns) as TableName[];

/** All tables where the store is whole and of this version; undefined where anything is to be done first, or somebody is at it. */
async function openReady(connection: Connection, uri: string): Promise<OpenTables | undefined> {
  const existing = new Set(await connection.tableNames({ limit: 1000 }));
  if (!tableNames.every((name) => existing.has(name))) return undefined;
  try {
    if ((await versionOf(connection, uri, schemaVersion)) !== schemaVersion) return undefined;
    return new Map(await Promise.all(tableNames.map((name) => openWhole(connection, name))));
  } catch (error) {
    if (error instanceof UserError && error.code === "store-version") throw error;
    return undefined;
  }
}

async function openWhole(connection: Connection, name: TableName): Promise<[TableName, Table]> {
  const table = await connection.openTable(name);
  const { fields } = await table.schema();
  const columns = new Set(fields.map((field) => field.name));
  if (!Object.keys(tableColumns[name]).every((column) => columns.has(column)))
    throw new Error(`${name} lacks a column`);
  if (!(await hasKey(table))) throw new Error(`${name} has no key`);
  return [name, table];
}

/** Makes and migrates whatever is due, then opens; the caller holds the lock. */
async function openLocked(connection: Connection, uri: string, options: OpenOptions): Promise<OpenTables> {
  const existing = new Set(await connection.tableNames({ limit: 1000 }));
  if (isLocalUri(uri)) for (const name of await dropHalfMade(uri, existing)) existing.delete(name);
  const open = async (name: TableName): Promise<[TableName, Table]> => [
    name,
    await openTable(connection, name, existing.has(name), uri),
  ];
  // The version goes first: what follows would give a newer store the tables of this one.
  const meta = await open("meta");
  const isNew = existing.size === 0;
  if (!isNew) await migrate(connection, uri, { ...options, target: schemaVersion, locked: true });
  const others = await Promise.all(tableNames.filter((name) => name !== "meta").map(open));
  if (isNew) await writeVersion(connection, schemaVersion);
  return new Map([meta, ...others]);
}

/** A process that was killed while it made a table leaves a folder without any version and without rows: it can neither be opened nor made. */
async function dropHalfMade(folder: string, existing: ReadonlySet<string>): Promise<string[]> {
  const dropped: string[] = [];
  for (const name of tableNames.filter((one) => existing.has(one))) {
    const data = await readdir(join(folder, `${name}.lance`, "data")).catch(() => []);
    if (data.length > 0 || (await manifests(folder, name)).length > 0) continue;
    await rm(join(folder, `${name}.lance`), { recursive: true, force: true });
    dropped.push(name);
  }
  return dropped;
}

/**
 * The store holds conversations of real people: it keeps itself out of version control. A folder that holds other things as well keeps
 * those in it.
 */
export async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const isOwn = (await readdir(folder)).every((name) => ownName.test(name));
  await writeFile(join(folder, ".gitignore"), isOwn ? "*\n" : "*.lance/\nlost+found/\n.lock*\n", {
    flag: "wx",
  }).catch(() => undefined);
}

const ownName = /\.lance$|^lost\+found$|^\.lock|^\.gitignore$/;

export async function openTable(
  connection: Connection,
  name: TableName,
  exists: boolean,
  uri: string,
): Promise<Table> {
  const table = await patiently(uri, () => openOrCreate(connection, name, exists, uri));
  if (!(await hasKey(table))) await table.setUnenforcedPrimaryKey("id").catch(() => undefined);
  // A store of this version made by a build between two releases may lack a column.
  await completeColumns(table, tableColumns[name]);
  return table;
}

/** A table that is there and does not open is never made again: it would be empty, and nobody would know. */
async function openOrCreate(
  connection: Connection,
  name: TableName,
  exists: boolean,
  uri: string,
): Promise<Table> {
  if (!exists) return connection.createEmptyTable(name, arrowSchema(name), { mode: "create", existOk: true });
  return connection.openTable(name).catch((error) => {
    throw tableDamaged(uri, name, shortCause(messageOf(error)));
  });
}

/** Where there is no lock, another process may be making the same table: for some moments it can neither be opened nor made. */
async function patiently<T>(uri: string, work: () => Promise<T>): Promise<T> {
  for (let attempt = isLocalUri(uri) ? 20 : 1; ; attempt++)
    try {
      return await work();
    } catch (error) {
      if (attempt >= 20) throw error;
      await setTimeout(50);
    }
}

/** Without a key, two processes that merge the same new row at once both insert it. A table says in its schema that it has one. */
async function hasKey(table: Table): Promise<boolean> {
  const id = (await table.schema()).fields.find(({ name }) => name === "id");
  return id === undefined || id.metadata.size > 0;
}
