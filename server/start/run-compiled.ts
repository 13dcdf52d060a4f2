import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { basename, dirname, join } from "node:path";
import { Script } from "node:vm";

/**
 * Runs a CommonJS bundle, in which nothing is imported by `import()`, compiled as V8 left it after an earlier run. That lies beside the
 * bundle, as `NAME.<key>.compiled`, and is made at the end of the first run; where it cannot be written or used, the bundle is compiled as
 * ever. V8 refuses what another version of it made; which bundle it was made of says the key, for V8 itself compares lengths alone.
 */
export function runCompiled(file: string): void {
  const kept = keptAt(file);
  const cachedData = read(kept);
  const script = new Script(Module.wrap(readFileSync(file, "utf8")), {
    filename: file,
    ...(cachedData && { cachedData }),
  });
  if (!cachedData || script.cachedDataRejected) process.once("exit", () => keep(script, kept, file));
  const module = { exports: {} };
  script
    .runInThisContext()
    .call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
}

function keptAt(file: string): string {
  const { size, mtimeMs } = statSync(file);
  // Editors bring a Node of their own, built otherwise than one of the same version.
  const { electron = "node", v8 } = process.versions;
  const key = [process.version, electron, v8, process.arch, size, Math.round(mtimeMs)].join("-");
  return `${file}.${key}.compiled`;
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Written whole or not at all: another process may be reading it. What was made of earlier builds goes. */
function keep(script: Script, path: string, file: string): void {
  const folder = dirname(path);
  const unfinished = `${path}.${process.pid}`;
  try {
    const isOurs = (name: string): boolean =>
      name.startsWith(`${basename(file)}.`) && name.endsWith(".compiled");
    for (const name of readdirSync(folder).filter(isOurs)) rmSync(join(folder, name), { force: true });
    writeFileSync(unfinished, script.createCachedData());
    renameSync(unfinished, path);
  } catch {
    rmSync(unfinished, { force: true });
  }
}
