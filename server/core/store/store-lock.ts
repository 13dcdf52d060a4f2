import { link, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { isLocalUri } from "./local-uri.ts";

/** A lock of another machine (a shared disk) cannot be asked whether its owner lives: it counts as abandoned after this. Milliseconds. */
const foreignLockExpiresMs = 10 * 60_000;

/**
 * One process at a time changes the shape of a store. The lock is a file with the owner's process id; it counts as abandoned once that
 * process is gone. A store that is no folder has no lock: what runs under it must therefore be harmless when it runs twice.
 */
export async function withStoreLock<T>(uri: string, work: () => Promise<T>, waitMs = 60_000): Promise<T> {
  if (!isLocalUri(uri)) return work();
  const file = join(uri, ".lock");
  const until = Date.now() + waitMs;
  while (!(await tryLock(file))) {
    if (Date.now() > until) throw new Error("another process has been changing the store for a minute");
    await setTimeout(50);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function tryLock(file: string): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (!(await ownerLives(file))) await dropAbandoned(file);
    return false;
  }
}

let asides = 0;

/** Renaming is what only one of several waiting processes can win. */
async function dropAbandoned(file: string): Promise<void> {
  const aside = `${file}.${process.pid}.${++asides}.abandoned`;
  const won = await rename(file, aside).then(
    () => true,
    () => false,
  );
  if (!won) return;
  // Between look and rename the lock may have changed hands: then it goes back.
  if (await ownerLives(aside)) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

/** A lock that says nothing yet is being written at this moment, unless it has said nothing for seconds. */
async function ownerLives(file: string): Promise<boolean> {
  const [text, ageMs] = await Promise.all([readFile(file, "utf8"), ageOf(file)]).catch(
    () => ["", Infinity] as const,
  );
  const owner = parseOwner(text);
  if (!owner) return ageMs < 5_000;
  if (owner.host !== hostname()) return ageMs < foreignLockExpiresMs;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const ageOf = async (file: string): Promise<number> => Date.now() - (await stat(file)).mtimeMs;

function parseOwner(text: string): { pid: number; host: string } | undefined {
  try {
    const { pid, host } = JSON.parse(text) as { pid?: unknown; host?: unknown };
    return typeof pid === "number" && typeof host === "string" ? { pid, host } : undefined;
  } catch {
    return undefined;
  }
}
