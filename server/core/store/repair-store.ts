import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { checkpoint, groupBy, type LongWork, messageOf, storeUnavailable, UserError } from "../base/index.ts";
import type { Derived } from "./captured-rows.ts";
import { openDatabase, prepareFolder, type Tables } from "./database.ts";
import { loadEngine } from "./engine.ts";
import { anyOf, type LanceTable } from "./lance-table.ts";
import { isLocalUri } from "./local-uri.ts";
import { messagesFromSpans } from "./messages.ts";
import { type Connection, versionOf } from "./migrations.ts";
import {
  type RebuildSource,
  rebuildConversations,
  rebuildMarks,
  rebuildSamples,
  rebuildSignals,
  rebuildTraces,
} from "./rebuild.ts";
import type { Captured } from "./records.ts";
import { readingFails, repairTable, type TableRepair } from "./repair-table.ts";
import { spanOf } from "./rows.ts";
import { type Row, schemaVersion, type TableName, tableColumns } from "./schema.ts";
import { shortCause, withoutSecrets } from "./store-errors.ts";
import { lostAndFound, removeLeftovers } from "./store-files.ts";
import { withStoreLock } from "./store-lock.ts";

/** What a repair did. Everything that was taken out lies in `keptIn`, relative to the store. */
export interface RepairReport {
  readonly tables: readonly TableRepair[];
  /** Half-written files of killed processes that were removed. */
  readonly leftovers: readonly string[];
  /** Rows by table that belonged to no conversation. */
  readonly orphans: Readonly<Record<string, number>>;
  /** Rows by table that were made again from others. */
  readonly rebuilt: Readonly<Record<string, number>>;
  /** Conversations whose messages or system text are not all there; importing their files again brings them back. */
  readonly incomplete: number;
  readonly keptIn?: string;
}

/** Deriving is the business of rooms that the store must not know: they hand it in. */
export interface RepairOptions extends LongWork {
  readonly derive: (captured: Captured) => Derived;
  /** How long rows without a conversation may wait for it: another process writes the conversation last. Milliseconds. */
  readonly orphanGraceMs?: number;
}

/**
 * Brings a store back into order: every table opens and reads, no row is without its conversation. Captured data is never deleted
 * without a copy in lost+found. Throws `store-version` for a newer store, `store-unavailable` where it cannot be reached, and
 * `store-damaged` where a store that is no folder has a table that cannot be read: its service keeps the backups.
 */
export async function repairStore(uri: string, options: RepairOptions): Promise<RepairReport> {
  const lancedb = await loadEngine();
  try {
    const isLocal = isLocalUri(uri);
    if (isLocal) await prepareFolder(uri);
    return await withStoreLock(uri, async () => {
      const connection = await lancedb.connect(uri, { readConsistencyInterval: 0 });
      const leftovers = isLocal ? await removeLeftovers(uri) : [];
      const run = new Date().toISOString().replace(/[:.]/g, "-");
      const tables = isLocal
        ? await repairTables({ connection, folder: uri, run }, options)
        : await refuseDamaged(connection, uri);
      connection.close();
      return { tables, leftovers, ...(await bringTogether(uri, run, tables, options)) };
    });
  } catch (error) {
    throw error instanceof UserError
      ? error
      : storeUnavailable(withoutSecrets(uri), shortCause(messageOf(error)));
  }
}

async function repairTables(
  place: Parameters<typeof repairTable>[0],
  { progress, signal }: LongWork,
): Promise<TableRepair[]> {
  const there = new Set(await place.connection.tableNames({ limit: 1000 }));
  // `meta` first: a newer store is refused before anything is touched.
  if (there.has("meta")) await refuseNewer(place.connection, place.folder);
  const names = there.size === 0 ? [] : (Object.keys(tableColumns) as TableName[]);
  const repairs: TableRepair[] = [];
  for (const [index, name] of names.entries()) {
    progress?.({ stage: `checking ${name}`, done: index, total: names.length });
    await checkpoint(signal);
    const repaired = there.has(name) ? await repairTable(place, name) : missingTable(name);
    if (repaired) repairs.push(repaired);
  }
  return repairs;
}

/** Made anew when the store is opened. */
const missingTable = (table: TableName): TableRepair => ({
  table,
  cause: "it is not there",
  rows: 0,
  lost: undefined,
  fromOlder: 0,
});

async function refuseNewer(connection: Connection, uri: string): Promise<void> {
  await versionOf(connection, uri, schemaVersion).catch((error) => {
    if (error instanceof UserError && error.code === "store-version") throw error;
  });
}

async function refuseDamaged(connection: Connection, uri: string): Promise<TableRepair[]> {
  for (const name of await connection.tableNames({ limit: 1000 })) {
    const cause = await connection.openTable(name).then(
      (table) => readingFails(table),
      (error) => shortCause(messageOf(error)),
    );
    if (cause)
      throw new UserError(
        "store-damaged",
        `The table ${name} of the store ${withoutSecrets(uri)} cannot be read: ${cause}`,
        "Restore it from the backups of the service that keeps it; only a store in a folder can be repaired here.",
      );
  }
  return [];
}

/** With every table readable: migrate, make what is missing, bring the tables into agreement. */
async function bringTogether(
  uri: string,
  run: string,
  repairs: readonly TableRepair[],
  options: RepairOptions,
): Promise<Pick<RepairReport, "orphans" | "rebuilt" | "incomplete" | "keptIn">> {
  const { tables, close } = await openDatabase(uri, { locked: true });
  try {
    const lost = new Set(repairs.filter(({ lost }) => lost !== 0).map(({ table }) => table));
    const source: RebuildSource = {
      tables,
      derive: options.derive,
      ...(options.signal && { signal: options.signal }),
    };
    if (lost.has("evaluations")) await tables.judged.delete("true");
    if (lost.has("links") || lost.has("promptVersions")) await tables.meta.delete("id = 'linkedFor'");
    const rebuilt = {
      ...(lost.has("conversations") && { conversations: await rebuildConversations(source) }),
      ...(lost.has("traces") && { traces: await rebuildTraces(tables) }),
      ...(lost.has("samples") && { samples: await rebuildSamples(source) }),
      ...(lost.has("signals") && { signals: await rebuildSignals(source) }),
      ...(lost.has("marks") && { marks: await rebuildMarks(source) }),
    };
    const keepIn = isLocalUri(uri) ? join(uri, lostAndFound, run) : undefined;
    const orphans = await removeOrphans(tables, keepIn, options.orphanGraceMs ?? 3_000);
    const incomplete = await markIncomplete(tables, lost);
    const kept = repairs.some(({ keptIn }) => keptIn) || (keepIn && (orphans.spans || orphans.traces));
    return { orphans, rebuilt, incomplete, ...(kept && { keptIn: `${lostAndFound}/${run}` }) };
  } finally {
    close();
  }
}

const belonging = [
  ...(["spans", "traces", "samples", "signals", "marks"] as const),
  ...(["evaluations", "links", "requests", "tags"] as const),
];

/** Rows that belong to no conversation, looked at twice: an import under way writes its conversations last. */
async function removeOrphans(
  tables: Tables,
  keepIn: string | undefined,
  graceMs: number,
): Promise<Record<string, number>> {
  const first = await orphanIds(tables);
  if (first.size === 0) return {};
  await setTimeout(graceMs);
  const still = await orphanIds(tables);
  const ids = [...first].filter((id) => still.has(id));
  const removed: Record<string, number> = {};
  for (const name of belonging) {
    const table = tables[name] as LanceTable<"spans">;
    const before = await table.count();
    if (keepIn && (name === "spans" || name === "traces")) await keepRows(table, ids, keepIn, name);
    await table.deleteAny("conversationId", ids);
    removed[name] = before - (await table.count());
  }
  await tables.judged.deleteAny("id", ids);
  return Object.fromEntries(Object.entries(removed).filter(([, count]) => count > 0));
}

async function orphanIds(tables: Tables): Promise<Set<string>> {
  const known = new Set<string>();
  for await (const rows of tables.conversations.parts(["id"])) for (const { id } of rows) known.add(id);
  const orphans = new Set<string>();
  for (const name of belonging)
    for await (const rows of (tables[name] as LanceTable<"spans">).parts(["conversationId"]))
      for (const { conversationId = "" } of rows) if (!known.has(conversationId)) orphans.add(conversationId);
  return orphans;
}

async function keepRows(
  table: LanceTable<"spans">,
  ids: readonly string[],
  folder: string,
  name: string,
): Promise<void> {
  const rows: Row<"spans">[] = [];
  for (let from = 0; from < ids.length; from += 400)
    rows.push(...(await table.read({ where: anyOf("conversationId", ids.slice(from, from + 400)) })));
  if (rows.length === 0) return;
  await mkdir(folder, { recursive: true });
  await appendFile(join(folder, `${name}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}

/** A conversation that is not whole forgets its hash: the next import of its file takes it for one that has grown, and writes it anew. */
async function markIncomplete(tables: Tables, lost: ReadonlySet<TableName>): Promise<number> {
  if (!lost.has("spans") && !lost.has("texts")) return 0;
  const texts = new Set<string>();
  for await (const rows of tables.texts.parts(["id"])) for (const { id } of rows) texts.add(id);
  let incomplete = 0;
  for await (const rows of tables.conversations.parts()) {
    const messages = lost.has("spans") ? await messageCounts(tables, rows) : undefined;
    const broken = rows.filter(
      ({ id, messageCount = 0, systemHash }) =>
        (systemHash !== undefined && !texts.has(systemHash)) ||
        (messages !== undefined && (messages.get(id) ?? 0) < messageCount),
    );
    incomplete += broken.length;
    await tables.conversations.upsert(broken.map((row) => ({ ...row, contentHash: "" })));
  }
  return incomplete;
}

async function messageCounts(
  tables: Tables,
  rows: readonly Row<"conversations">[],
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let from = 0; from < rows.length; from += 400) {
    const ids = rows.slice(from, from + 400).map(({ id }) => id);
    const spans = (await tables.spans.readAny("conversationId", ids))
      .map(spanOf)
      .sort((a, b) => a.seq - b.seq);
    for (const [id, own] of groupBy(spans, ({ conversationId }) => conversationId))
      counts.set(id, messagesFromSpans(own).length);
  }
  return counts;
}
