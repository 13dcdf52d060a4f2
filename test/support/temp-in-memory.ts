/**
 * Set up once per run: temporary folders lie in memory where the machine has a file system there. Stores, journals and profiles are
 * written and deleted by the thousand, and a disk takes several times as long for that as all else in these tests. The calls are the
 * same, a process that is killed leaves the same behind; only a loss of power would not, and no test takes that away.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { freemem } from "node:os";
import { join } from "node:path";

/** Where Linux keeps one. */
const memory = "/dev/shm";

/** Before the id of the process that a folder belongs to. */
const prefix = `homeostat-tests-${process.getuid?.()}-`;

/** Less than this is left alone: containers often have 64 MB there, and what lies in memory is taken from programs. Bytes. */
const enough = 6 * 2 ** 30;

export default function setup(): (() => void) | undefined {
  // Set up by another project of the same run.
  if (process.env.TMPDIR?.startsWith(join(memory, prefix))) return undefined;
  removeLeftBehind();
  const folder = hasRoom() ? folderThatRuns() : undefined;
  if (!folder) return undefined;
  // Test files run in processes that get this environment.
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  return () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
}

/** What a run that was killed could not take away stays in memory until the machine is started again. */
function removeLeftBehind(): void {
  const names = existsSync(memory) ? readdirSync(memory) : [];
  for (const name of names.filter((one) => one.startsWith(prefix)))
    if (!isRunning(Number.parseInt(name.slice(prefix.length), 10)))
      rmSync(join(memory, name), { recursive: true, force: true });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= enough && freemem() >= enough;
  } catch {
    return false;
  }
}

/** A new folder there, unless programs may not be run from it: some tests write scripts and start them. */
function folderThatRuns(): string | undefined {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(memory, `${prefix}${process.pid}-`));
    const script = join(folder, "probe.sh");
    writeFileSync(script, "#!/bin/sh\nexit 0\n", { mode: 0o700 });
    execFileSync(script);
    rmSync(script);
    return folder;
  } catch {
    if (folder) rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
}
