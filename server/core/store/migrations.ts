import { messageOf, type Progress, UserError } from "../base/index.ts";
import type { Lance } from "./engine.ts";
import type { ColumnType } from "./schema.ts";
import { shortCause, storeNewer, storeNotMigrated, tableDamaged } from "./store-errors.ts";
import { withStoreLock } from "./store-lock.ts";

export type Connection = Awaited<ReturnType<Lance["connect"]>>;
export type Table = Awaited<ReturnType<Connection["openTable"]>>;

/**
 * One step from a schema version to the next. A step may be killed anywhere and run again, and two processes may run it at once: it
 * looks at what is there and adds what is missing. Steps name their own columns, never those of `tableColumns`, which move on.
 */
export interface Migration {
  readonly to: number;
  readonly says: string;
  readonly run: (connection: Connection) => Promise<void>;
}

export const migrations: readonly Migration[] = [
  {
    to: 2,
    says: "conversations get the time they were imported",
    run: (connection) => addColumns(connection, "conversations", { importedMs: "number" }),
  },
  {
    to: 3,
    says: "conversations, traces and spans get what they can be found by",
    run: async (connection) => {
      const tokens = {
        reasoningTokens: "number",
        cacheReadTokens: "number",
        cacheWriteTokens: "number",
      } as const;
      await addColumns(connection, "conversations", {
        ...{ status: "text", service: "text", userId: "text", agent: "text", environment: "text" },
        ...{ labels: "list", spanCount: "number", errorCount: "number", receivedMs: "number" },
        ...tokens,
        turnCount: "number",
      });
      await addColumns(connection, "traces", { service: "text", toolsHash: "text" });
      await addColumns(connection, "spans", {
        ...{ service: "text", finishReason: "text", error: "text", documents: "text" },
        ...tokens,
      });
      await addColumns(connection, "links", {
        ...{ rangeStart: "number", rangeEnd: "number", variables: "text", candidates: "text" },
        hintVersion: "text",
      });
    },
  },
  {
    to: 4,
    says: "behaviors get groups and a history",
    run: (connection) => addColumns(connection, "behaviors", { groupId: "text", bornMs: "number" }),
  },
  {
    to: 5,
    says: "conversations may hold several requests, behaviors tell who named them",
    run: async (connection) => {
      await addColumns(connection, "conversations", { laterRequests: "text" });
      await addColumns(connection, "requests", {
        ...{ messageIndex: "number", turn: "number", intent: "text", success: "text" },
      });
      await addColumns(connection, "behaviors", { namedBy: "text", drift: "text" });
    },
  },
  {
    to: 6,
    says: "names by a model tell in view of what they were given",
    run: (connection) => addColumns(connection, "behaviorNames", { seen: "list" }),
  },
  {
    to: 7,
    says: "evaluations tell what single checks said, and how often a judge was asked",
    run: (connection) =>
      addColumns(connection, "evaluations", {
        ...{ parts: "long", trials: "number", agreeing: "number", putOff: "number", atMs: "number" },
      }),
  },
  {
    to: 8,
    says: "evaluations that were made elsewhere stay when their conversation grows, and tell so",
    run: (connection) => addColumns(connection, "evaluations", { stale: "number" }),
  },
  {
    to: 9,
    says: "turns keep what the agent said, conversations what else may explain a failure",
    run: async (connection) => {
      await addColumns(connection, "samples", { said: "long" });
      await addColumns(connection, "conversations", { derivedBy: "number" });
    },
  },
];

export interface MigrateOptions {
  readonly progress?: Progress;
  /** Of the build; tests bring their own. */
  readonly steps?: readonly Migration[];
  readonly target: number;
  /** The caller holds the store's lock. */
  readonly locked?: boolean;
}

/**
 * Brings the tables behind a connection to version `target`, one step after the other, and says from which version it came; undefined =
 * it was there already. The number is raised after each step, so that a killed migration goes on where it was. Throws `store-version` for
 * a newer store and for an older one that cannot be written.
 *
 * There is no copy: a step only adds, which leaves all rows where they are. While it runs, a tag holds each table's last version, so that
 * nothing clears it away; kept for good, such tags would stop LanceDB from ever clearing up.
 */
export async function migrate(
  connection: Connection,
  uri: string,
  options: MigrateOptions,
): Promise<number | undefined> {
  const { target, steps = migrations, locked } = options;
  const found = await versionOf(connection, uri, target);
  if (found === target) return undefined;
  try {
    const work = async (): Promise<number | undefined> => {
      const now = await versionOf(connection, uri, target);
      if (now === target) return undefined;
      await runSteps(connection, now, { ...options, steps });
      return now;
    };
    return await (locked ? work() : withStoreLock(uri, work));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw storeNotMigrated(found, target, uri, shortCause(messageOf(error)));
  }
}

const tagPrefix = "before-schema-";

async function runSteps(
  connection: Connection,
  from: number,
  { target, steps, progress }: MigrateOptions & { readonly steps: readonly Migration[] },
): Promise<void> {
  const due = steps.filter(({ to }) => to > from && to <= target).sort((a, b) => a.to - b.to);
  if (due.length !== target - from) throw new Error(`no way is known from version ${from} to ${target}`);
  await tagAll(connection, `${tagPrefix}${target}`);
  for (const [index, { to, says, run }] of due.entries()) {
    progress?.({ stage: `migrating the store to version ${to}: ${says}`, done: index, total: due.length });
    await run(connection);
    await writeVersion(connection, to);
  }
  await untagAll(connection);
}

/** A store that says no number was written by version 1, or by a process that was killed while it made the store. */
export async function versionOf(connection: Connection, uri: string, target: number): Promise<number> {
  const [row] = await schemaRows(connection).catch((error) => {
    throw tableDamaged(uri, "meta", shortCause(messageOf(error)));
  });
  if (row?.value === undefined || row.value === null) return 1;
  const version = Number(row.value);
  if (!Number.isInteger(version) || version < 1 || version > target)
    throw storeNewer(String(row.value), target, uri);
  return version;
}

async function schemaRows(connection: Connection): Promise<readonly { value?: string | null }[]> {
  const meta = await connection.openTable("meta");
  return meta.query().where("id = 'schemaVersion'").limit(1).toArray();
}

export async function writeVersion(connection: Connection, version: number): Promise<void> {
  const meta = await connection.openTable("meta");
  const row = { id: "schemaVersion", value: String(version) };
  await meta.mergeInsert("id").whenMatchedUpdateAll().whenNotMatchedInsertAll().execute([row]);
}

/** Adds nullable columns that a table lacks; a table that is missing is made later with all of them. */
export async function addColumns(
  connection: Connection,
  name: string,
  columns: Readonly<Record<string, ColumnType>>,
): Promise<void> {
  if ((await connection.tableNames({ limit: 1000 })).includes(name))
    await completeColumns(await connection.openTable(name), columns);
}

const nulls: Readonly<Record<ColumnType, string>> = {
  text: "CAST(NULL AS STRING)",
  long: "CAST(NULL AS STRING)",
  number: "CAST(NULL AS DOUBLE)",
  list: "arrow_cast(NULL, 'List(Utf8)')",
  bytes: "arrow_cast(NULL, 'Binary')",
};

/** The same on an open table. Another process may be adding them at this moment: then the second look finds them there. */
export async function completeColumns(
  table: Table,
  columns: Readonly<Record<string, ColumnType>>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await table.checkoutLatest();
    const there = new Set((await table.schema()).fields.map(({ name }) => name));
    const missing = Object.entries(columns).filter(([name]) => !there.has(name));
    if (missing.length === 0) return;
    try {
      await table.addColumns(missing.map(([name, type]) => ({ name, valueSql: nulls[type] })));
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

async function tagAll(connection: Connection, tag: string): Promise<void> {
  for (const name of await connection.tableNames({ limit: 1000 })) {
    const table = await connection.openTable(name);
    // Where a killed migration has tagged it, that is the version to keep; a service without tags has its own backups.
    await table
      .tags()
      .then(async (tags) => tags.create(tag, await table.version()))
      .catch(() => undefined);
  }
}

/** Also the tags of a migration to an earlier version that was killed, and that this one finished. */
async function untagAll(connection: Connection): Promise<void> {
  for (const name of await connection.tableNames({ limit: 1000 })) {
    const table = await connection.openTable(name);
    await table
      .tags()
      .then(async (tags) => {
        const ours = Object.keys(await tags.list()).filter((tag) => tag.startsWith(tagPrefix));
        for (const tag of ours) await tags.delete(tag);
      })
      .catch(() => undefined);
  }
}
