// Installs the project's packages when they are missing or not those of the lock file. Plain Node, no packages: this is
// the first thing that runs on a fresh machine.
import fs from "node:fs";
import path from "node:path";
import { repository, run } from "./setup-vscode.mjs";

/** @returns the milliseconds it took; 0 when everything was there */
export async function ensurePackages(log = console.log) {
  const reason = outOfDate();
  if (!reason) return 0;
  log(`Packages: npm ci, since ${reason}`);
  const started = Date.now();
  // On Windows npm is a batch file, which Node starts in a shell alone.
  await run("npm", ["ci"], { attempts: 2, cwd: repository, shell: process.platform === "win32" });
  return Date.now() - started;
}

/** npm keeps the lock file of what it installed inside node_modules: the two must name the same versions. */
function outOfDate() {
  const installed = readPackages("node_modules/.package-lock.json");
  if (!installed) return "node_modules is missing";
  const wanted = readPackages("package-lock.json") ?? {};
  const changed = Object.entries(wanted).find(
    ([name, { version, optional }]) => name !== "" && !optional && installed[name]?.version !== version,
  );
  return changed && `${changed[0]} is not at ${changed[1].version}`;
}

function readPackages(file) {
  const full = path.join(repository, file);
  return fs.existsSync(full) ? JSON.parse(fs.readFileSync(full, "utf8")).packages : undefined;
}
