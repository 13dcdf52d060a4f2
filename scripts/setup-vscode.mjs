// Brings a real VS Code onto this machine without its download host: the npm package `code-server` is the workbench,
// the server and the Node extension host of VS Code, and Chromium shows it. Both are kept out of the project's own
// dependencies, in `.vscode-test/`, because only the end-to-end tests and `npm run vscode` want their 800 MB.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const repository = path.resolve(fileURLToPath(new URL("..", import.meta.url)));

/** code-server 4.133 and later want Node 24, which comes as a package too; the project itself stays on Node 20. */
const versions = { codeServer: "4.139.1", node: "24.21.0" };

const home = path.join(repository, ".vscode-test");
const browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Installs code-server once; later calls, and a second process meanwhile, find it ready.
 * @returns the Node and the script to start it with: `spawn(node, [entry, ...flags])`
 */
export async function ensureCodeServer(log = console.log) {
  if (process.platform !== "linux") {
    throw new Error(
      "code-server from the npm registry runs on Linux only. Install desktop VS Code, put `code` on PATH and use `npm run vscode`.",
    );
  }
  const folder = path.join(home, `code-server-${versions.codeServer}`);
  const ready = () => fs.existsSync(path.join(folder, "package.json"));
  if (!ready()) {
    await withLock(path.join(home, "install.lock"), log, async () => {
      if (!ready()) await install(folder, log);
    });
  }
  return commands(folder);
}

/** The path of a Chromium or Chrome; on Debian as root it is installed when there is none. */
export async function ensureChromium(log = console.log) {
  const found = process.env.CHROMIUM_PATH ?? browsers.map(onPath).find(Boolean);
  if (found) return found;
  await aptInstall(["chromium", "fonts-dejavu-core"], "Chromium, to show the workbench", log);
  return onPath("chromium");
}

/** The absolute path of an executable on PATH, or undefined. */
export function onPath(name) {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  return folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
}

/** Runs a command to its end; its output is shown only when it fails. A flaky network gets `attempts` tries. */
export async function run(command, args, { attempts = 1, ...options } = {}) {
  for (let attempt = 1; ; attempt++) {
    const { code, output } = await collect(command, args, options);
    if (code === 0) return output;
    if (attempt >= attempts) {
      throw new Error(
        `${path.basename(command)} ${args.join(" ")} ended with ${code}\n${output.slice(-8000)}`,
      );
    }
  }
}

function collect(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => resolve({ code: error.message, output }));
    child.on("close", (code, signal) => resolve({ code: code ?? signal, output }));
  });
}

function commands(folder) {
  const modules = path.join(folder, "node_modules");
  return {
    node: path.join(modules, `node-linux-${process.arch}`, "bin", "node"),
    entry: path.join(modules, "code-server", "out", "node", "entry.js"),
  };
}

/** Works in a folder beside the final one and renames it at the end, so a broken install is never taken for a good one. */
async function install(folder, log) {
  await ensureCompiler(log);
  const partial = `${folder}.partial`;
  fs.rmSync(partial, { recursive: true, force: true });
  fs.mkdirSync(partial, { recursive: true });
  const manifest = { name: "vscode-under-test", version: "0.0.0", private: true };
  fs.writeFileSync(path.join(partial, "package.json"), JSON.stringify(manifest));

  log(`VS Code: code-server ${versions.codeServer} from the npm registry (about a minute, 800 MB)`);
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund"];
  const node = `node-linux-${process.arch}@${versions.node}`;
  const npm = (args, cwd, env) => run("npm", args, { attempts: 2, cwd, env: npmEnvironment(env) });
  await npm(["install", ...quiet, "--save-exact", node, `code-server@${versions.codeServer}`], partial);

  log("VS Code: the workbench's own packages");
  // node-gyp compiles against the headers inside the Node package, so nothing is fetched from nodejs.org.
  const nodeHome = path.join(partial, "node_modules", `node-linux-${process.arch}`);
  const env = { PATH: `${nodeHome}/bin:${process.env.PATH}`, npm_config_nodedir: nodeHome };
  const workbench = path.join(partial, "node_modules", "code-server", "lib", "vscode");
  // Not `npm ci`: the published lock file is out of step with its manifest.
  await npm(["install", "--omit=dev", ...quiet], workbench, env);
  await npm(["install", "--omit=dev", ...quiet], path.join(workbench, "extensions"), env);

  log("VS Code: two native modules (logs on disk; the extension host dies with its parent)");
  await npm(["rebuild", "@vscode/spdlog", "@vscode/native-watchdog"], workbench, env);
  const built = commands(partial);
  // Even `--version` writes a config file, so it gets a home of its own.
  const own = { ...process.env, HOME: partial, XDG_CONFIG_HOME: path.join(partial, "config") };
  const printed = execFileSync(built.node, [built.entry, "--version"], { encoding: "utf8", env: own });
  fs.rmSync(folder, { recursive: true, force: true });
  fs.renameSync(partial, folder);
  log(`VS Code: ready, ${printed.trim().split("\n").at(-1)}`);
}

/** `npm run` exports the outer project's settings as npm_*; they must not steer the install of another project. */
function npmEnvironment(extra = {}) {
  const kept = /^npm_config_(registry|cache|userconfig|globalconfig|prefix|.*proxy|cafile)$/i;
  const outer = Object.entries(process.env).filter(([key]) => !key.startsWith("npm_") || kept.test(key));
  return { ...Object.fromEntries(outer), ...extra };
}

async function ensureCompiler(log) {
  if (["g++", "make", "python3"].every(onPath)) return;
  await aptInstall(["g++", "make", "python3"], "a compiler, for two native modules of VS Code", log);
}

async function aptInstall(packages, purpose, log) {
  if (!onPath("apt-get") || process.getuid?.() !== 0) {
    throw new Error(
      `Missing: ${purpose}. As root: apt-get install -y --no-install-recommends ${packages.join(" ")}`,
    );
  }
  log(`apt-get: ${purpose}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const wait = ["-o", "DPkg::Lock::Timeout=300"]; // another apt-get may be at work on a fresh machine
  await run("apt-get", ["update"], { attempts: 2, env });
  await run("apt-get", [...wait, "install", "-y", "--no-install-recommends", ...packages], {
    attempts: 2,
    env,
  });
}

/**
 * One process at a time: the lock is a file with the owner's process id. It counts as abandoned once that process is gone
 * and is then taken away by renaming, which only one of several waiting processes can win.
 */
async function withLock(file, log, work) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  let told = false;
  while (!tryLock(file)) {
    if (!told) log("VS Code: another process is installing it, waiting");
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function tryLock(file) {
  const mine = `${file}.${process.pid}`;
  fs.writeFileSync(mine, String(process.pid));
  try {
    // A hard link appears with its content, so nobody ever reads an empty lock.
    fs.linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (!ownerLives(file)) dropAbandoned(file);
    return false;
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

function dropAbandoned(file) {
  const aside = `${file}.${process.pid}.abandoned`;
  try {
    fs.renameSync(file, aside);
    // Between look and rename the lock may have changed hands: then it goes back.
    if (ownerLives(aside)) fs.linkSync(aside, file);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

function ownerLives(file) {
  try {
    process.kill(Number(fs.readFileSync(file, "utf8")), 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await ensureCodeServer();
  console.log(`Browser: ${await ensureChromium()}`);
}
