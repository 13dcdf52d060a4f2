import { createHash } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire, Module } from "node:module";
import { basename, dirname, join } from "node:path";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";

/**
 * Runs a CommonJS bundle, in which nothing is imported by `import()`, compiled as V8 left it after an earlier run. That lies beside the
 * bundle, as `NAME.<key>.compiled`, and is made at the end of the first run; where it cannot be written or used, the bundle is compiled as
 * ever. V8 refuses what another version of it made; which bundle it was made of says the key, for V8 itself compares lengths alone. Nor does
 * it look whether the bytes are what it once wrote: of a file that a power cut left full of zeros it would crash, at every start.
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
  // Editors bring a Node of their own, built otherwise than one of the same version; flags make other bytes too.
  const { electron = "node" } = process.versions;
  const maker = [process.version, electron, process.platform, process.arch, cachedDataVersionTag()].join("-");
  return `${file}.${maker}${ofBundle(file)}`;
}

/** How the names end of all that was made of the bundle as it is, by whichever Node. */
function ofBundle(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `-${size}-${Math.round(mtimeMs)}.compiled`;
}

const digestBytes = 32;
const digestOf = (data: Buffer): Buffer => createHash("sha256").update(data).digest();

/** Before the bytes stands what they are known by. */
function read(path: string): Buffer | undefined {
  try {
    const all = readFileSync(path);
    const data = all.subarray(digestBytes);
    return digestOf(data).equals(all.subarray(0, digestBytes)) ? data : undefined;
  } catch {
    return undefined;
  }
}

/** Written whole or not at all: another process may be reading it. Where nothing can be written, no time goes into making it. */
function keep(script: Script, path: string, file: string): void {
  const unfinished = `${path}.${process.pid}`;
  try {
    const opened = openSync(unfinished, "w");
    try {
      const data = script.createCachedData();
      writeFileSync(opened, Buffer.concat([digestOf(data), data]));
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
    renameSync(unfinished, path);
    removeOld(path, file);
  } catch {
    rmSync(unfinished, { force: true });
  }
}

/** An editor, a terminal, and one of them before its last update. */
const mostMakers = 3;

/** What was made of earlier builds goes, and of this one what was made the longest ago. */
function removeOld(path: string, file: string): void {
  const folder = dirname(path);
  const ours = readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(file)}.`) && /\.compiled(\.\d+)?$/.test(name))
    .map((name) => join(folder, name));
  const ending = ofBundle(file);
  const isCurrent = (one: string): boolean => one.endsWith(ending);
  const byAge = ours.filter(isCurrent).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  const old = [...ours.filter((one) => !isCurrent(one)), ...byAge.slice(mostMakers)];
  for (const one of old) rmSync(one, { force: true });
}
