import { readdir, stat } from "node:fs/promises";
import { messageOf, storeUnavailable, UserError } from "../base/index.ts";
import { loadEngine } from "./engine.ts";
import { toRows } from "./lance-table.ts";
import { isLocalUri } from "./local-uri.ts";
import type { Connection } from "./migrations.ts";
import { readingFails } from "./repair-table.ts";
import { schemaVersion, type TableName, tableColumns } from "./schema.ts";
import { shortCause, withoutSecrets } from "./store-errors.ts";
import { newestGone } from "./store-files.ts";

/** What is found at a store's place. Plain data: it crosses processes. */
export interface StoreInspection {
  readonly found: "store" | "empty" | "nothing" | "file";
  readonly tables: readonly TableInspection[];
  /** As the store says it; undefined = it says none. */
  readonly version?: string;
  readonly expectedVersion: number;
  readonly lastWriteMs?: number;
  readonly conversations?: number;
  /** Of the conversations: those known to match a prompt, and to match none. */
  readonly matched?: number;
  readonly unmatched?: number;
  readonly behaviorIds?: readonly string[];
  /** Why nothing could be looked at: the engine, the network, the disk. */
  readonly failure?: { readonly code: string; readonly message: string; readonly hint?: string };
}

export interface TableInspection {
  readonly name: string;
  readonly state: "ok" | "missing" | "damaged";
  readonly rows?: number;
  readonly cause?: string;
}

/** Looks at a store without making or changing anything in it. Never throws. */
export async function inspectStore(uri: string): Promise<StoreInspection> {
  const nothing = { tables: [], expectedVersion: schemaVersion };
  try {
    const { connect } = await loadEngine();
    if (isLocalUri(uri)) {
      const found = await placeOf(uri);
      if (found !== "store") return { ...nothing, found };
    }
    const connection = await connect(uri, { readConsistencyInterval: 0 });
    const names = new Set(await connection.tableNames({ limit: 1000 }));
    if (names.size === 0) return { ...nothing, found: "empty" };
    return { ...nothing, found: "store", ...(await inspectTables(connection, names, uri)) };
  } catch (error) {
    return { ...nothing, found: "nothing", failure: failureOf(error) };
  }
}

/** Whether anybody made a store at a place, without making one. Throws `store-unavailable`, `engine-missing`. */
export async function storeIsThere(uri: string): Promise<boolean> {
  if (isLocalUri(uri)) return (await placeOf(uri)) === "store";
  const { connect } = await loadEngine();
  try {
    const connection = await connect(uri);
    const names = await connection.tableNames({ limit: 1 });
    connection.close();
    return names.length > 0;
  } catch (error) {
    throw storeUnavailable(withoutSecrets(uri), shortCause(messageOf(error)));
  }
}

const failureOf = (error: unknown): NonNullable<StoreInspection["failure"]> =>
  error instanceof UserError
    ? { code: error.code, message: error.message, ...(error.hint && { hint: error.hint }) }
    : { code: "store-unavailable", message: shortCause(messageOf(error)) };

/** Connecting would make the folder. */
async function placeOf(folder: string): Promise<StoreInspection["found"]> {
  const entry = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (!entry) return "nothing";
  if (!entry.isDirectory()) return "file";
  return (await readdir(folder)).some((name) => name.endsWith(".lance")) ? "store" : "empty";
}

async function inspectTables(
  connection: Connection,
  there: ReadonlySet<string>,
  uri: string,
): Promise<
  Pick<
    StoreInspection,
    "tables" | "version" | "lastWriteMs" | "conversations" | "matched" | "unmatched" | "behaviorIds"
  >
> {
  const tables: TableInspection[] = [];
  let lastWriteMs = 0;
  for (const name of Object.keys(tableColumns) as TableName[]) {
    if (!there.has(name)) {
      tables.push({ name, state: "missing" });
      continue;
    }
    const { writtenMs, ...one } = await inspectTable(connection, name, uri);
    tables.push(one);
    lastWriteMs = Math.max(lastWriteMs, writtenMs);
  }
  const isGood = (name: TableName): boolean => tables.some((one) => one.name === name && one.state === "ok");
  const version = isGood("meta") ? await versionText(connection) : undefined;
  const links = isGood("links") ? await linkCounts(connection) : undefined;
  return {
    tables,
    ...(version !== undefined && { version }),
    ...(lastWriteMs > 0 && { lastWriteMs }),
    ...(isGood("conversations") && {
      conversations: tables.find((one) => one.name === "conversations")!.rows,
    }),
    ...links,
    ...(isGood("behaviors") && { behaviorIds: await behaviorIds(connection) }),
  };
}

async function inspectTable(
  connection: Connection,
  name: TableName,
  uri: string,
): Promise<TableInspection & { writtenMs: number }> {
  try {
    const table = await connection.openTable(name);
    const rows = await table.countRows();
    const writtenMs = Math.max(
      0,
      ...(await table.listVersions()).map(({ timestamp }) => timestamp.getTime()),
    );
    // A file that is cut off or gone fails with its shortest column as well as with all of them.
    const cause =
      (await readingFails(table, ["id"])) ?? (isLocalUri(uri) ? await newestGone(uri, name) : undefined);
    return cause === undefined
      ? { name, state: "ok", rows, writtenMs }
      : { name, state: "damaged", rows, cause, writtenMs };
  } catch (error) {
    return { name, state: "damaged", cause: shortCause(messageOf(error)), writtenMs: 0 };
  }
}

async function linkCounts(connection: Connection): Promise<{ matched: number; unmatched: number }> {
  const [matched, unmatched] = [new Set<string>(), new Set<string>()];
  const query = (await connection.openTable("links")).query().select(["conversationId", "how"]);
  for await (const batch of query)
    for (const { conversationId = "", how } of toRows<"links">(batch))
      (how === "unmatched" ? unmatched : matched).add(conversationId);
  return { matched: matched.size, unmatched: unmatched.size };
}

async function behaviorIds(connection: Connection): Promise<string[]> {
  const query = (await connection.openTable("behaviors")).query().select(["id"]);
  const ids: string[] = [];
  for await (const batch of query) ids.push(...toRows<"behaviors">(batch).map(({ id }) => id));
  return ids.sort();
}

async function versionText(connection: Connection): Promise<string | undefined> {
  const meta = await connection.openTable("meta");
  const [row] = (await meta.query().where("id = 'schemaVersion'").limit(1).toArray()) as {
    value?: string | null;
  }[];
  return row?.value ?? undefined;
}
