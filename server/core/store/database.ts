import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { messageOf, type Progress, storeUnavailable, UserError } from "../base/index.ts";
import { loadEngine } from "./engine.ts";
import { LanceTable } from "./lance-table.ts";
import { isLocalUri } from "./local-uri.ts";
import { type Connection, completeColumns, migrate, type Table, writeVersion } from "./migrations.ts";
import { arrowSchema, schemaVersion, type TableName, tableColumns } from "./schema.ts";
import { shortCause, tableDamaged, withoutSecrets } from "./store-errors.ts";

export type Tables = { readonly [T in TableName]: LanceTable<T> };

export interface OpenOptions {
  readonly progress?: Progress;
  /** The caller holds the store's lock. */
  readonly locked?: boolean;
}

/**
 * Opens the tables behind a LanceDB URI (a folder, `s3://`, `gs://`, `az://`, `db://`), making those that are missing and bringing an older
 * store up to this version. Throws `store-version` where a newer version wrote it or an older one cannot be written, `store-damaged` where
 * a table does not open, `store-unavailable` where the place cannot be reached, and `engine-missing`.
 */
export async function openDatabase(
  uri: string,
  options: OpenOptions = {},
): Promise<{ tables: Tables; close: () => void }> {
  const lancedb = await loadEngine();
  try {
    if (isLocalUri(uri)) await prepareFolder(uri);
    const connection = await lancedb.connect(uri, { readConsistencyInterval: 0 });
    const existing = new Set(await connection.tableNames({ limit: 1000 }));
    const open = async <T extends TableName>(name: T): Promise<LanceTable<T>> =>
      new LanceTable(name, await openTable(connection, name, existing.has(name), uri), lancedb);
    // The version goes first: what follows would give an older store the tables of this one.
    const meta = await open("meta");
    if (existing.size > 0) await migrate(connection, uri, { ...options, target: schemaVersion });
    else await writeVersion(connection, schemaVersion);
    const names = (Object.keys(tableColumns) as TableName[]).filter((name) => name !== "meta");
    const opened = await Promise.all(names.map(async (name) => [name, await open(name)] as const));
    const tables = Object.fromEntries([["meta", meta], ...opened]) as unknown as Tables;
    return { tables, close: () => connection.close() };
  } catch (error) {
    throw error instanceof UserError
      ? error
      : storeUnavailable(withoutSecrets(uri), shortCause(messageOf(error)));
  }
}

/** The store holds conversations of real people: it keeps itself out of version control. */
export async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, ".gitignore"), "*\n", { flag: "wx" }).catch(() => undefined);
}

export async function openTable(
  connection: Connection,
  name: TableName,
  exists: boolean,
  uri: string,
): Promise<Table> {
  const table = await openOrCreate(connection, name, exists, uri);
  await declareKey(table);
  // A store of this version made by a build between two releases may lack a column.
  await completeColumns(table, tableColumns[name]);
  return table;
}

/**
 * Another process may be making the same table at this moment: its folder is there before its first version is, so that for some
 * milliseconds it can neither be opened nor made. A table that has rows and does not open is another matter: made again, it would be
 * empty, and nobody would know.
 */
async function openOrCreate(
  connection: Connection,
  name: TableName,
  exists: boolean,
  uri: string,
): Promise<Table> {
  const wasThere = exists;
  for (let attempt = 1; ; attempt++) {
    try {
      return exists
        ? await connection.openTable(name)
        : await connection.createEmptyTable(name, arrowSchema(name), { mode: "create", existOk: true });
    } catch (error) {
      if (attempt === 20) throw wasThere ? tableDamaged(uri, name, shortCause(messageOf(error))) : error;
      exists = !exists || hasRows(uri, name);
      await setTimeout(25);
    }
  }
}

const hasRows = (uri: string, name: TableName): boolean =>
  isLocalUri(uri) && existsSync(join(uri, `${name}.lance`, "data"));

/** Without a key, two processes that merge the same new row at once both insert it. A table says in its schema that it has one. */
async function declareKey(table: Table): Promise<void> {
  const id = (await table.schema()).fields.find(({ name }) => name === "id");
  if (id?.metadata.size === 0) await table.setUnenforcedPrimaryKey("id").catch(() => undefined);
}
