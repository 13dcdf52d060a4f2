import { copyFile, link, mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, join, relative } from "node:path";

/** Where `repair` puts what it takes out of a store. */
export const lostAndFound = "lost+found";

/** The files of a local store: how many bytes, and those that a killed writer left half written. */
export interface StoreFiles {
  readonly bytes: number;
  readonly files: number;
  readonly leftovers: readonly string[];
}

/** A file that young may be somebody's write under way. Milliseconds. */
const settledAfterMs = 60_000;

/** LanceDB and the object store beneath it write under these names and rename at the end. */
const isUnfinished = (path: string): boolean => /^\.tmp|\.tmp\w*$|#\d+$/.test(basename(path));

export async function storeFiles(folder: string): Promise<StoreFiles> {
  const paths = (await filesBelow(folder)).filter((path) => !path.startsWith(lostAndFound));
  let bytes = 0;
  const leftovers: string[] = [];
  for (const path of paths) {
    const entry = await stat(join(folder, path)).catch(() => undefined);
    bytes += entry?.size ?? 0;
    if (entry && isUnfinished(path) && Date.now() - entry.mtimeMs > settledAfterMs) leftovers.push(path);
  }
  return { bytes, files: paths.length, leftovers };
}

export async function removeLeftovers(folder: string): Promise<readonly string[]> {
  const { leftovers } = await storeFiles(folder);
  for (const path of leftovers) await rm(join(folder, path), { force: true });
  return leftovers;
}

/**
 * Keeps a copy of a table's folder. Data files never change once written, so a hard link keeps them without taking space; where the disk
 * has no links they are copied.
 */
export async function copyAside(folder: string, table: string, run: string): Promise<string> {
  const from = join(folder, `${table}.lance`);
  const to = join(folder, lostAndFound, run, `${table}.lance`);
  for (const path of await filesBelow(from)) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    const isData = extname(path) === ".lance";
    await (isData ? link(join(from, path), join(to, path)) : Promise.reject(new Error("small"))).catch(() =>
      copyFile(join(from, path), join(to, path)),
    );
  }
  return relative(folder, to);
}

/** A table's manifests, the newest first. */
export async function manifests(folder: string, table: string): Promise<readonly string[]> {
  return (await numbered(folder, table)).map(({ name }) => join(versionsOf(folder, table), name));
}

/**
 * Why the newest version of a table that opens is not the newest that it had: LanceDB notes the number with each write, and where that
 * version's manifest is gone it shows the one before and says nothing. Undefined = it is the newest, or there is no note.
 */
export async function newestGone(folder: string, table: string): Promise<string | undefined> {
  // The note first: a write between the two looks adds a manifest that the note then lacks, which is no damage.
  const noted = await readFile(noteOf(folder, table), "utf8")
    .then((text) => (JSON.parse(text) as { version?: unknown }).version)
    .catch(() => undefined);
  const [newest] = await numbered(folder, table);
  if (typeof noted !== "number" || !newest || newest.version >= BigInt(noted)) return undefined;
  return `its version ${noted} is gone, version ${newest.version} is the newest there`;
}

/** The version that is there becomes the newest. */
export const forgetNewest = (folder: string, table: string): Promise<void> =>
  rm(noteOf(folder, table), { force: true });

const versionsOf = (folder: string, table: string): string => join(folder, `${table}.lance`, "_versions");
const noteOf = (folder: string, table: string): string =>
  join(versionsOf(folder, table), "latest_version_hint.json");

/** LanceDB numbers manifests downwards from 2^64 - 1, its older self upwards. */
async function numbered(
  folder: string,
  table: string,
): Promise<{ readonly name: string; readonly version: bigint }[]> {
  const names = await readdir(versionsOf(folder, table)).catch(() => []);
  const found = names.flatMap((name) => {
    const digits = /^(\d+)\.manifest$/.exec(name)?.[1];
    if (!digits) return [];
    const number = BigInt(digits);
    return [{ name, version: digits.length === 20 ? 2n ** 64n - 1n - number : number }];
  });
  return found.sort((a, b) => (a.version < b.version ? 1 : -1));
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
