import type { Tables } from "./database.ts";
import type { TableName } from "./schema.ts";

/**
 * `btree` for ranges and look-ups, `bitmap` for few different values, `labels` for lists, `words` for full text.
 */
export type IndexKind = "btree" | "bitmap" | "labels" | "words";

type Column = { [T in TableName]: readonly [table: T, column: string, kind: IndexKind] }[TableName];

/** What queries ask for. Every index costs each write a little, so there is none that no query was measured to need. */
export const indexedColumns: readonly Column[] = [
  ["conversations", "id", "btree"],
  ["conversations", "startMs", "btree"],
  ["conversations", "costUsd", "btree"],
  ["conversations", "durationMs", "btree"],
  ["conversations", "turnCount", "btree"],
  ["conversations", "status", "bitmap"],
  ["conversations", "labels", "labels"],
  ["contents", "id", "btree"],
  ["contents", "input", "words"],
  ["contents", "output", "words"],
  ["spans", "conversationId", "btree"],
  ["traces", "conversationId", "btree"],
  ["evaluations", "conversationId", "btree"],
  ["evaluations", "evaluator", "bitmap"],
  ["evaluations", "label", "bitmap"],
  ["links", "conversationId", "btree"],
  ["requests", "conversationId", "btree"],
  ["requests", "behaviorId", "bitmap"],
];

/** Smaller tables are read whole as fast as by an index. */
const enoughRows = 5_000;

/**
 * Makes the indexes that are missing on tables that are large enough, and says how many it made. Rows that come later are found without
 * them until the table is compacted. What cannot be indexed (a store nobody may write to, a service that keeps its own) is searched as it
 * is, so a failure is none of anybody's business.
 */
export async function ensureIndexes(
  tables: Tables,
  { signal, enough = enoughRows }: { readonly signal?: AbortSignal; readonly enough?: number } = {},
): Promise<number> {
  let made = 0;
  for (const name of new Set(indexedColumns.map(([table]) => table))) {
    const table = tables[name];
    const isLarge = await table.count().then((rows) => rows >= enough, notMine);
    const there = isLarge && (await table.indexed().catch(() => undefined));
    if (!there) continue;
    for (const [, column, kind] of indexedColumns.filter(([own]) => own === name)) {
      if (signal?.aborted) return made;
      if (!there.has(column) && (await table.index(column, kind).then(() => true, notMine))) made++;
    }
  }
  return made;
}

/** Said above. */
const notMine = (): boolean => false;
