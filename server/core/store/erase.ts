import { forget } from "./add-captured.ts";
import type { Tables } from "./database.ts";
import { anyOf, type LanceTable } from "./lance-table.ts";
import type { TableName } from "./schema.ts";

/** Rows that belong to conversations, by table; tables without any are left out. */
export type RowCounts = Readonly<Partial<Record<TableName, number>>>;

const byConversation = [
  ...(["spans", "traces", "samples", "signals", "marks", "received"] as const),
  ...([
    "evaluations",
    "links",
    "requests",
    "tags",
    "outcomes",
    "judgements",
    "freshRuns",
    "opinions",
  ] as const),
];
const byId = ["conversations", "contents", "judged"] as const;
const quoting = ["mutationTests", "datasets", "attempts", "cycles", "cycleTrails", "reflections"] as const;

const idsAtOnce = 500;

/** How many rows there are of these conversations, with the texts (of systems, of tools) that no other conversation refers to. */
export async function countRows(tables: Tables, ids: readonly string[]): Promise<RowCounts> {
  const counts: Partial<Record<TableName, number>> = {};
  const add = (name: TableName, n: number): void => {
    if (n > 0) counts[name] = (counts[name] ?? 0) + n;
  };
  for (let from = 0; from < ids.length; from += idsAtOnce) {
    const part = ids.slice(from, from + idsAtOnce);
    for (const name of byId) add(name, await tables[name].count(anyOf("id", part)));
    for (const name of byConversation) add(name, await tables[name].count(anyOf("conversationId", part)));
  }
  for (const name of quoting) add(name, (await quotingRows(tables, name, ids)).length);
  add("texts", (await ownTexts(tables, ids)).length);
  return counts;
}

/**
 * Removes conversations with all that is known of them, also from the disk. What other processes write of them meanwhile goes as well:
 * whoever writes looks afterwards whether the conversation is still there (`Store.conclude`).
 */
export async function erase(tables: Tables, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const texts = await ownTexts(tables, ids);
  await forget(tables, ids);
  await tables.outcomes.deleteAny("conversationId", ids);
  await tables.judgements.deleteAny("conversationId", ids);
  await tables.freshRuns.deleteAny("conversationId", ids);
  for (const name of quoting) await tables[name].deleteAny("id", await quotingRows(tables, name, ids));
  await removeTexts(tables, texts);
}

/**
 * Rows that quote one of the conversations: of mutation tests, so that the evaluator is untested until it is tested again; of versions of
 * datasets, which are made anew without it; of edits that were tried.
 */
async function quotingRows(
  tables: Tables,
  name: (typeof quoting)[number],
  ids: readonly string[],
): Promise<string[]> {
  const gone = new Set(ids);
  const table = tables[name] as unknown as LanceTable<"mutationTests">;
  const rows = await table.read({ columns: ["id", "conversationIds"] });
  return rows
    .filter(({ conversationIds = [] }) => conversationIds.some((id) => gone.has(id)))
    .map(({ id }) => id);
}

/** Takes what was deleted off the disk. */
export async function purge(tables: Tables): Promise<void> {
  for (const name of Object.keys(tables) as TableName[]) await tables[name].purge(true);
}

/** Texts that only these conversations refer to. */
async function ownTexts(tables: Tables, ids: readonly string[]): Promise<string[]> {
  const traces = await tables.traces.readAny("conversationId", ids, ["systemHash", "toolsHash"]);
  const rows = await tables.conversations.readAny("id", ids, ["systemHash"]);
  const hashes = [
    ...new Set([
      ...traces.flatMap(({ systemHash, toolsHash }) => [systemHash ?? [], toolsHash ?? []].flat()),
      ...rows.flatMap(({ systemHash }) => systemHash ?? []),
    ]),
  ];
  const gone = new Set(ids);
  const others = await usersOf(tables, hashes, (conversationId) => !gone.has(conversationId));
  return hashes.filter((hash) => !others.has(hash));
}

/** Those of the texts that a conversation refers to that `counts`. */
async function usersOf(
  tables: Tables,
  hashes: readonly string[],
  counts: (conversationId: string) => boolean,
): Promise<Set<string>> {
  const used = new Set<string>();
  for (const column of ["systemHash", "toolsHash"] as const)
    for (const row of await tables.traces.readAny(column, hashes, [column, "conversationId"]))
      if (row[column] && counts(row.conversationId ?? "")) used.add(row[column]);
  for (const row of await tables.conversations.readAny("systemHash", hashes, ["id", "systemHash"]))
    if (row.systemHash && counts(row.id)) used.add(row.systemHash);
  return used;
}

/** Another process may be importing a conversation with the same text at this moment: then it stays. */
async function removeTexts(tables: Tables, hashes: readonly string[]): Promise<void> {
  const kept = await tables.texts.readAny("id", hashes);
  await tables.texts.deleteAny("id", hashes);
  const used = await usersOf(tables, hashes, () => true);
  await tables.texts.upsert(kept.filter(({ id }) => used.has(id)));
}
