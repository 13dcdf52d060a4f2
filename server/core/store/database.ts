import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { messageOf, storeUnavailable, storeVersionMismatch, UserError } from "../base/index.ts";
import { LanceTable } from "./lance-table.ts";
import { arrowSchema, schemaVersion, type TableName, tableColumns } from "./schema.ts";

export type Tables = { readonly [T in TableName]: LanceTable<T> };

export const isLocalUri = (uri: string): boolean => !/^[a-z][a-z0-9+.-]+:\/\//i.test(uri);

/**
 * Opens the tables behind a LanceDB URI (a folder, `s3://`, `gs://`, `az://`, `db://`), making those that are missing.
 * Throws `store-version` where another version of the product wrote it and `store-unavailable` where it cannot be reached.
 */
export async function openDatabase(uri: string): Promise<{ tables: Tables; close: () => void }> {
  // Read once by the native library when it loads: it writes to stderr otherwise, and starves with fewer than four threads.
  process.env.LANCEDB_LOG ??= "error";
  process.env.LANCE_CPU_THREADS ??= String(Math.max(4, availableParallelism()));
  try {
    if (isLocalUri(uri)) await prepareFolder(uri);
    const lancedb = await import("@lancedb/lancedb");
    const connection = await lancedb.connect(uri, { readConsistencyInterval: 0 });
    const existing = new Set(await connection.tableNames());
    const names = Object.keys(tableColumns) as TableName[];
    const opened = await Promise.all(
      names.map(
        async (name) => [name, await openTable(connection, name, existing.has(name), lancedb)] as const,
      ),
    );
    const tables = Object.fromEntries(opened) as unknown as Tables;
    await checkVersion(tables, uri);
    return { tables, close: () => connection.close() };
  } catch (error) {
    throw error instanceof UserError ? error : storeUnavailable(uri, messageOf(error));
  }
}

/** The store holds conversations of real people: it keeps itself out of version control. */
async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, ".gitignore"), "*\n", { flag: "wx" }).catch(() => undefined);
}

type Lance = typeof import("@lancedb/lancedb");
type Connection = Awaited<ReturnType<Lance["connect"]>>;
type Table = Awaited<ReturnType<Connection["openTable"]>>;

async function openTable<T extends TableName>(
  connection: Connection,
  name: T,
  exists: boolean,
  lancedb: Lance,
): Promise<LanceTable<T>> {
  const table = await openOrCreate(connection, name, exists);
  await declareKey(table);
  return new LanceTable(name, table, lancedb);
}

/**
 * Another process may be making the same table at this moment: its folder is there before its first version is, so that for some
 * milliseconds it can neither be opened nor made.
 */
async function openOrCreate(connection: Connection, name: TableName, exists: boolean): Promise<Table> {
  for (let attempt = 1; ; attempt++) {
    try {
      return exists
        ? await connection.openTable(name)
        : await connection.createEmptyTable(name, arrowSchema(name), { mode: "create", existOk: true });
    } catch (error) {
      if (attempt === 20) throw error;
      exists = !exists;
      await setTimeout(25);
    }
  }
}

/** Without a key, two processes that merge the same new row at once both insert it. A table says in its schema that it has one. */
async function declareKey(table: Table): Promise<void> {
  const id = (await table.schema()).fields.find(({ name }) => name === "id");
  if (id?.metadata.size === 0) await table.setUnenforcedPrimaryKey("id").catch(() => undefined);
}

async function checkVersion(tables: Tables, uri: string): Promise<void> {
  const found = await tables.meta.get("schemaVersion");
  if (found === undefined) await tables.meta.upsert([{ id: "schemaVersion", value: String(schemaVersion) }]);
  else if (Number(found.value) !== schemaVersion)
    throw storeVersionMismatch(Number(found.value), schemaVersion, uri);
}
