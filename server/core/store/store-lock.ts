import { randomUUID } from "node:crypto";
import { type FileHandle, link, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { isLocalUri } from "./local-uri.ts";
import { storeBusy } from "./store-errors.ts";

export interface LockOptions {
  /** What it is for, where that is no change of the store's shape: a lock of its own. */
  readonly name?: string;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
  /** How long to wait for another process. Milliseconds. */
  readonly waitMs: number;
  /** How often the owner says that it is at work. */
  readonly beatEveryMs: number;
  /** An owner that says nothing for so long, watched by one that waits, is gone. */
  readonly silentMs: number;
}

const usual = { waitMs: 60_000, beatEveryMs: 2_000, silentMs: 15_000 } satisfies LockOptions;

/**
 * One process at a time makes a store or changes its shape. The lock is a file with the owner's process id, touched while the owner is
 * at work. It counts as abandoned once that process is gone, or says nothing: a process id may be somebody else's by now, and one of
 * another machine (a shared disk) cannot be asked. Only the time that the waiting process has watched counts: clocks of two machines
 * differ, and a machine that slept owes nobody a sign of life. Throws `store-busy`.
 *
 * A store that is no folder has no lock, nor has one that cannot be written to: what runs under it must be harmless when it runs twice.
 */
export async function withStoreLock<T>(
  uri: string,
  work: () => Promise<T>,
  options: Partial<LockOptions> = {},
): Promise<T> {
  if (!isLocalUri(uri)) return work();
  const { name, signal, waitMs, beatEveryMs, silentMs } = { ...usual, ...options };
  const file = join(uri, name === undefined ? ".lock" : `.lock-${name}`);
  const token = randomUUID();
  const watched = new OwnerWatch(file, silentMs);
  const until = performance.now() + waitMs;
  for (;;) {
    signal?.throwIfAborted();
    const handle = await create(file, token);
    if (handle === "unwritable") return work();
    if (handle) return await holding(handle, file, token, beatEveryMs, work);
    if (!(await watched.lives())) await dropAbandoned(file, watched.seen);
    else if (performance.now() > until) throw storeBusy(uri, watched.owner);
    else await setTimeout(50);
  }
}

/** Undefined = somebody has it. */
async function create(file: string, token: string): Promise<FileHandle | "unwritable" | undefined> {
  try {
    const handle = await open(file, "wx");
    try {
      await handle.writeFile(JSON.stringify({ pid: process.pid, host: hostname(), token }));
      return handle;
    } catch (error) {
      // A full disk takes a file's name but not its text.
      await handle.close();
      await rm(file, { force: true });
      throw error;
    }
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return undefined;
    if (code === "EROFS") return "unwritable";
    if (code !== "EACCES" && code !== "EPERM") throw error;
    // Windows says the same of a file that is being removed at this moment.
    return (await canWriteBeside(file, token)) ? undefined : "unwritable";
  }
}

async function canWriteBeside(file: string, token: string): Promise<boolean> {
  const other = `${file}.${token}`;
  return writeFile(other, "", { flag: "wx" }).then(
    () => rm(other, { force: true }).then(() => true),
    () => false,
  );
}

async function holding<T>(
  handle: FileHandle,
  file: string,
  token: string,
  beatEveryMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const beat = setInterval(() => {
    const now = new Date();
    void handle.utimes(now, now).catch(() => undefined);
  }, beatEveryMs).unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await handle.close();
    // One that was taken for abandoned has another owner by now.
    const isOurs = await readFile(file, "utf8").then(
      (text) => parseOwner(text)?.token === token,
      () => false,
    );
    if (isOurs) await rm(file, { force: true });
  }
}

interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly token?: string;
}

/** Looks at a lock again and again: what it says, and since when it has not changed. */
class OwnerWatch {
  seen = "";
  owner: Owner | undefined;
  private silentForMs = 0;
  private lookedAt = performance.now();

  constructor(
    private readonly file: string,
    private readonly silentMs: number,
  ) {}

  async lives(): Promise<boolean> {
    const found = await stateOf(this.file);
    // Somebody has just taken it away: the next attempt decides.
    if (found === undefined) return true;
    const now = performance.now();
    // A gap is this process's own: it was suspended, as the owner may have been.
    this.silentForMs = found === this.seen ? this.silentForMs + Math.min(now - this.lookedAt, 1_000) : 0;
    [this.seen, this.lookedAt, this.owner] = [found, now, parseOwner(found)];
    // What names no owner is being written at this moment, or never will be.
    if (this.silentForMs > (this.owner ? this.silentMs : this.silentMs / 5)) return false;
    return !this.owner || this.owner.host !== hostname() || isRunning(this.owner.pid);
  }
}

/** The text of a lock and when it was touched, looked at through an open file: a shared disk then asks its server. */
async function stateOf(file: string): Promise<string | undefined> {
  const handle = await open(file, "r").catch(() => undefined);
  if (!handle) return undefined;
  try {
    return `${await handle.readFile("utf8")}\n${(await handle.stat()).mtimeMs}`;
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}

let asides = 0;

/** Renaming is what only one of several waiting processes can win. */
async function dropAbandoned(file: string, seen: string): Promise<void> {
  const aside = `${file}.${process.pid}.${++asides}.abandoned`;
  const won = await rename(file, aside).then(
    () => true,
    () => false,
  );
  if (!won) return;
  // Between look and rename the lock may have changed hands: then it goes back.
  if ((await stateOf(aside)) !== seen) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    const { pid, host, token } = JSON.parse(text.split("\n")[0]!) as Record<string, unknown>;
    if (typeof pid !== "number" || !Number.isInteger(pid) || pid <= 0 || typeof host !== "string")
      return undefined;
    return { pid, host, ...(typeof token === "string" && { token }) };
  } catch {
    return undefined;
  }
}
