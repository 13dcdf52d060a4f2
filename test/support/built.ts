import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

export const repository = resolve(import.meta.dirname, "../..");

/** Entry files of the build, by their absolute paths. */
export const dist = {
  cli: join(repository, "dist", "cli.cjs"),
  server: join(repository, "dist", "server.cjs"),
  worker: join(repository, "dist", "worker.cjs"),
  receiver: join(repository, "dist", "receiver.cjs"),
  fold: join(repository, "dist", "fold.cjs"),
};

/** How long another test file may take to build before its lock counts as left behind by a killed run. Milliseconds. */
const lockExpiresMs = 120_000;

/**
 * Builds dist/ where it is missing or older than the sources, once however many test files ask at the same time: a test of an old
 * build passes for the wrong reason.
 */
export async function ensureBuilt(): Promise<void> {
  const lock = join(repository, "node_modules", ".homeostat-build.lock");
  while (existsSync(lock) || !isCurrent()) {
    if (tryLock(lock)) {
      try {
        if (!isCurrent())
          execFileSync(process.execPath, [join(repository, "scripts", "build.mjs"), "--quiet"], {
            cwd: repository,
            stdio: ["ignore", "inherit", "inherit"],
          });
        return;
      } finally {
        rmSync(lock, { recursive: true, force: true });
      }
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}

function tryLock(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > lockExpiresMs) rmSync(lock, { recursive: true });
    return false;
  }
}

function isCurrent(): boolean {
  const built = Object.values(dist).map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Math.min(...built) > newestSource();
}

function newestSource(): number {
  const folder = join(repository, "server");
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
  );
  return Math.max(...sources.map((name) => statSync(join(folder, name)).mtimeMs));
}
