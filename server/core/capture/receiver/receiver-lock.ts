import { readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { UserError } from "../../base/index.ts";
import type { HomeFolder } from "./home-folder.ts";
import { isOurs } from "./port-taken.ts";
import { readReceiverFile } from "./receiver-file.ts";

/** The holder shows that often that it lives, and is believed that long; then it must answer on its port. Milliseconds. */
const beatMs = 4_000;
const believedMs = 15_000;

/** Held by the one receiver of a home folder. */
export interface ReceiverLock {
  release(): Promise<void>;
}

/** Takes the lock, also one whose holder was killed. Throws a UserError where its holder runs. `onLost`: somebody else holds it now. */
export async function lockHome(home: HomeFolder, onLost: () => void): Promise<ReceiverLock> {
  const mine = `${process.pid} ${Date.now()}`;
  for (let tries = 0; !(await isTaken(home.lock, mine)); tries++) {
    const holder = await holderOf(home.lock);
    if (holder && ((await isAlive(holder, home)) || tries > 5)) throw alreadyRunning(holder.pid);
    if (holder) await putAside(home.lock, holder.content);
  }
  const timer = setInterval(async () => {
    if ((await holderOf(home.lock))?.content !== mine) onLost();
    else await utimes(home.lock, new Date(), new Date()).catch(() => undefined);
  }, beatMs);
  timer.unref();
  return {
    release: async () => {
      clearInterval(timer);
      if ((await holderOf(home.lock))?.content === mine) await rm(home.lock, { force: true });
    },
  };
}

const alreadyRunning = (pid: number): UserError =>
  new UserError(
    "receiver-running",
    `A Homeostat receiver runs already (process ${pid}). One takes the spans of all workspaces.`,
    "Use that one, or end it with `homeostat capture stop`.",
  );

async function isTaken(lock: string, content: string): Promise<boolean> {
  try {
    await writeFile(lock, content, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

interface Holder {
  readonly content: string;
  readonly pid: number;
  readonly seenMs: number;
}

async function holderOf(lock: string): Promise<Holder | undefined> {
  try {
    const content = await readFile(lock, "utf8");
    return { content, pid: Number.parseInt(content, 10) || 0, seenMs: (await stat(lock)).mtimeMs };
  } catch {
    return undefined;
  }
}

/** A process of that number may be another one by now, so it has to show more than that it is there. */
async function isAlive({ pid, seenMs }: Holder, home: HomeFolder): Promise<boolean> {
  const isFresh = Date.now() - seenMs < believedMs;
  // A lock that was only just made may have nothing in it yet.
  if (pid === 0) return isFresh;
  if (pid === process.pid || !exists(pid)) return false;
  if (isFresh) return true;
  const running = await readReceiverFile(home);
  return running?.pid === pid && (await isOurs("127.0.0.1", running.httpPort));
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Of two that find the same dead lock only one gets it away; one that got hold of a new one by mistake puts it back. */
async function putAside(lock: string, content: string): Promise<void> {
  const aside = `${lock}.${process.pid}`;
  try {
    await rename(lock, aside);
    if ((await readFile(aside, "utf8")) !== content) await rename(aside, lock);
    else await rm(aside, { force: true });
  } catch {
    // The other one was faster.
  }
}
