// LanceDB's engine is native code, one npm package per platform. Which belong to a target of VS Code, and where to get them: those of
// this machine are in node_modules; the others come from the registry, once, into .cache/engines/.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { repository, run } from "./setup-vscode.mjs";

const require = createRequire(import.meta.url);
const lancedb = path.join(path.dirname(require.resolve("@lancedb/lancedb")), "..");
const scope = path.join(lancedb, "..");

/** Target of `vsce package` to LanceDB's packages. Intel Macs (darwin-x64) and 32-bit ARM have none. */
export const targets = {
  "linux-x64": ["lancedb-linux-x64-gnu"],
  "linux-arm64": ["lancedb-linux-arm64-gnu"],
  "alpine-x64": ["lancedb-linux-x64-musl"],
  "alpine-arm64": ["lancedb-linux-arm64-musl"],
  "darwin-arm64": ["lancedb-darwin-arm64"],
  "win32-x64": ["lancedb-win32-x64-msvc"],
  "win32-arm64": ["lancedb-win32-arm64-msvc"],
};

/** The target that runs on this machine. */
export function ownTarget() {
  const isAlpine = process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;
  return `${isAlpine ? "alpine" : process.platform}-${process.arch}`;
}

/** @returns {{ name: string, folder: string }[]} what npm has installed; throws where there is none */
export function installedEngines() {
  const names = fs.readdirSync(scope).filter((name) => name.startsWith("lancedb-"));
  if (names.length === 0)
    throw new Error("LanceDB has no native package here. Run: npm ci --include=optional");
  return names.map((name) => ({ name, folder: path.join(scope, name) }));
}

/** The engines of a target, at the version that the installed LanceDB asks for. */
export async function enginesFor(target, log = console.log) {
  const names = targets[target];
  if (!names)
    throw new Error(
      `LanceDB has no engine for ${target}; there are packages for ${Object.keys(targets).join(", ")}`,
    );
  const engines = [];
  for (const name of names) engines.push({ name, folder: await engineFolder(name, target, log) });
  return engines;
}

async function engineFolder(name, target, log) {
  const { version } = JSON.parse(fs.readFileSync(path.join(lancedb, "package.json"), "utf8"));
  const places = [path.join(scope, name), path.join(repository, ".cache", "engines", `${name}-${version}`)];
  const ready = places.find((folder) => versionIn(folder) === version);
  return ready ?? fetchEngine(name, version, target, places[1], log);
}

function versionIn(folder) {
  const file = path.join(folder, "package.json");
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")).version : undefined;
}

/** Unpacked beside its place and renamed at the end, so that a broken download is never taken for a good one. */
async function fetchEngine(name, version, target, folder, log) {
  const spec = `@lancedb/${name}@${version}`;
  const partial = `${folder}.partial`;
  fs.rmSync(partial, { recursive: true, force: true });
  fs.mkdirSync(partial, { recursive: true });
  log(`Engine: ${spec} from the registry`);
  await npmPack(spec, partial).catch(async (error) => {
    fs.rmSync(partial, { recursive: true, force: true });
    throw new Error(await whyNot({ name, version, target, error }));
  });
  const [archive] = fs.readdirSync(partial).filter((file) => file.endsWith(".tgz"));
  // bsdtar of Windows and GNU tar both know these; a relative name, for `C:` means a host to the one.
  await run("tar", ["-xzf", archive], { cwd: partial });
  fs.rmSync(folder, { recursive: true, force: true });
  fs.renameSync(path.join(partial, "package"), folder);
  fs.rmSync(partial, { recursive: true, force: true });
  return folder;
}

const npmPack = (spec, cwd) => npm(["pack", spec], cwd, 2);

/** npm's own script rather than `npm`: on Windows that is a batch file, which Node starts in a shell alone. */
function npm(args, cwd, attempts = 1) {
  const script = process.env.npm_execpath;
  return script
    ? run(process.execPath, [script, ...args], { cwd, attempts })
    : run("npm", args, { cwd, attempts, shell: process.platform === "win32" });
}

/** The registry may be a mirror that holds some platforms only. */
async function whyNot({ name, version, target, error }) {
  const text = await npm(["view", `@lancedb/${name}`, "versions", "--json"], repository).catch(() => "");
  const versions = text.match(/"\d+\.\d+\.\d+[^"]*"/g)?.map((quoted) => quoted.slice(1, -1)) ?? [];
  const spec = `@lancedb/${name}@${version}`;
  if (versions.length === 0 || versions.includes(version))
    return `${spec} could not be fetched: ${error.message}`;
  return `The registry does not hold ${spec}; its newest is ${versions.at(-1)}. The package for ${target} has to be made where the registry is complete.`;
}
