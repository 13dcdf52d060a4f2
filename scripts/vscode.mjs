// `npm run vscode [-- FOLDER] [--port N]`: the real workbench with the extension as built from this tree, on the demo
// workspace or a folder of your own. Desktop VS Code where `code` is on PATH, else the workbench in a browser.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { startCodeServer } from "./code-server.mjs";
import { ensurePackages } from "./install.mjs";
import { onPath, repository } from "./setup-vscode.mjs";

const { values: flags, positionals } = parseArgs({
  options: { port: { type: "string" }, browser: { type: "boolean", default: false } },
  allowPositionals: true,
});
const cache = path.join(repository, ".cache");
const folder = positionals[0] ? path.resolve(positionals[0]) : demoCopy();

await ensurePackages();
const desktop = onPath("code");
await (desktop && !flags.browser ? openDesktop(desktop) : openInBrowser());

/** A copy that stays between runs, with its figures; `npm start` works on the same one. */
function demoCopy() {
  const copy = path.join(cache, "demo");
  if (!fs.existsSync(copy)) fs.cpSync(path.join(repository, "media", "demo"), copy, { recursive: true });
  return copy;
}

async function openDesktop(code) {
  node("scripts/build.mjs", "--quiet");
  // VS Code refuses to run as root without a profile folder of its own.
  const asRoot =
    process.getuid?.() === 0 ? ["--no-sandbox", `--user-data-dir=${path.join(cache, "desktop")}`] : [];
  const args = [`--extensionDevelopmentPath=${repository}`, ...asRoot, folder];
  const child = spawn(code, args, { stdio: "inherit" });
  await new Promise((resolve, reject) => child.once("exit", resolve).once("error", reject));
}

async function openInBrowser() {
  node("scripts/package.mjs");
  const vsix = path.join(repository, `homeostat-${process.platform}-${process.arch}.vsix`);
  const port = flags.port ? Number(flags.port) : undefined;
  const profile = path.join(cache, "code-server");
  const server = await startCodeServer({ folder: profile, port, vsix, log: console.log });
  console.log(
    `Open this address in a browser; Ctrl+C ends it.\n${server.url}/?${new URLSearchParams({ folder })}`,
  );

  await new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, resolve);
  });
  await server.stop();
}

function node(script, ...args) {
  const { status } = spawnSync(process.execPath, [path.join(repository, script), ...args], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
