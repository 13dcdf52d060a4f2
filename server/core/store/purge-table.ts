import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type * as lancedb from "@lancedb/lancedb";
import type { Lance } from "./engine.ts";
import { isLocalUri } from "./local-uri.ts";
import { onLatest } from "./on-latest.ts";

/**
 * Takes what was deleted from a table off the disk. LanceDB marks deleted rows and keeps them in their files, keeps former versions of the
 * table, and keeps the words in its indexes: so files that hold a deleted row are written anew, indexes are made anew, and former versions
 * go. Other processes may be writing: what they have not committed yet is left alone.
 */
export async function purgeTable(
  arrow: Lance,
  table: lancedb.Table,
  uri: string,
  name: string,
  withIndexes: boolean,
): Promise<void> {
  const folder = isLocalUri(uri) ? join(uri, `${name}.lance`) : undefined;
  await table.checkoutLatest();
  // Nothing was ever written to it.
  if ((await table.version()) <= 1) return;
  for (const where of await staleParts(folder))
    await patiently(table, () => table.update({ where, valuesSql: { id: "`id`" } }));
  if (withIndexes) await remakeIndexes(arrow, table);
  // Each may join files, which makes one more version to clear.
  for (let again = 0; again < 4; again++) {
    await patiently(table, () => table.optimize({ cleanupOlderThan: new Date(Date.now() + 1_000) }));
    if ((await table.listVersions()).length <= 1) break;
  }
  if (folder) await removeOrphans(folder);
}

/** Another process may commit between reading and writing, or have cleared the version that this one reads. */
function patiently<R>(table: lancedb.Table, work: () => Promise<R>): Promise<R> {
  const onNewest = async (): Promise<R> => {
    await table.checkoutLatest();
    return work();
  };
  return onLatest(table, onNewest, { attempts: 8, pauseMs: 50 });
}

/** Which rows to write anew, as filters: those in files with deleted rows; a file's rows have its number in the upper half of their ids. */
async function staleParts(folder: string | undefined): Promise<string[]> {
  if (!folder) return ["true"];
  const names = await readdir(join(folder, "_deletions")).catch(() => []);
  const numbers = new Set(names.flatMap((name) => /^(\d+)-/.exec(name)?.[1] ?? []));
  return [...numbers].map((number) => {
    const from = BigInt(number) << 32n;
    return `_rowid >= ${from} AND _rowid < ${from + (1n << 32n)}`;
  });
}

async function remakeIndexes(arrow: Lance, table: lancedb.Table): Promise<void> {
  for (const index of await table.listIndices()) {
    const config = configOf(arrow, index);
    const [column] = index.columns;
    if (!column) continue;
    await patiently(table, () => table.dropIndex(index.name));
    if (config) await patiently(table, () => table.createIndex(column, { config, name: index.name }));
  }
}

function configOf({ Index }: Lance, { indexType, ...rest }: lancedb.IndexConfig): lancedb.Index | undefined {
  const kind = indexType.toLowerCase();
  if (kind === "btree") return Index.btree();
  if (kind === "bitmap") return Index.bitmap();
  if (kind === "labellist" || kind === "label_list") return Index.labelList();
  if (kind !== "fts") return undefined;
  const details = ((rest as { indexDetails?: unknown }).indexDetails ?? {}) as Record<string, never>;
  return Index.fts({
    withPosition: details.with_position,
    baseTokenizer: details.base_tokenizer,
    language: details.language,
    maxTokenLength: details.max_token_length,
    lowercase: details.lower_case,
    stem: details.stem,
    removeStopWords: details.remove_stop_words,
    asciiFolding: details.ascii_folding,
    ngramMinLength: details.min_ngram_length,
    ngramMaxLength: details.max_ngram_length,
    prefixOnly: details.prefix_only,
  });
}

/** A file that young may be somebody's write under way. Milliseconds. */
const settledAfterMs = 60_000;

/** Files of writes that were given up (two processes wrote at once, one was killed): no version names them, and LanceDB keeps them for a week. */
async function removeOrphans(folder: string): Promise<void> {
  const versions = join(folder, "_versions");
  const named = Buffer.concat(
    await Promise.all(
      (await readdir(versions)).map((name) => readFile(join(versions, name)).catch(() => Buffer.alloc(0))),
    ),
  );
  for (const name of await readdir(join(folder, "data")).catch(() => [])) {
    const path = join(folder, "data", name);
    const entry = await stat(path).catch(() => undefined);
    if (entry && Date.now() - entry.mtimeMs > settledAfterMs && !named.includes(name))
      await rm(path, { force: true });
  }
}
