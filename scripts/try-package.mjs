// Runs what a package holds, unpacked into a folder of its own with no node_modules around it: the demo's whole loop, then the doctor.
// usage: node scripts/try-package.mjs homeostat-linux-x64.vsix
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";

// vsce brings a reader of zip files.
const require = createRequire(createRequire(import.meta.url).resolve("@vscode/vsce/package.json"));
const yauzl = require("yauzl");

const [vsix] = process.argv.slice(2);
if (!vsix) throw new Error("usage: node scripts/try-package.mjs FILE.vsix");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "homeostat-package-"));
try {
  await unpack(path.resolve(vsix), folder);
  const demo = path.join(folder, "demo");
  const cli = path.join(folder, "extension", "dist", "cli.cjs");
  run(cli, "demo", "--folder", demo);
  run(cli, "doctor", "--config", path.join(demo, "homeostat.yaml"));
} finally {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

function run(...args) {
  const { status, signal } = spawnSync(process.execPath, args, { cwd: folder, stdio: "inherit" });
  if (status !== 0) throw new Error(`${path.basename(args[0])} ${args[1]} ended with ${signal ?? status}`);
}

async function unpack(file, into) {
  const zip = await new Promise((resolve, reject) =>
    yauzl.open(file, { lazyEntries: true, autoClose: true }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    ),
  );
  const finished = new Promise((resolve, reject) => zip.on("end", resolve).on("error", reject));
  zip.on("entry", (entry) => {
    extract(zip, entry, into).then(
      () => zip.readEntry(),
      (error) => zip.emit("error", error),
    );
  });
  zip.readEntry();
  await finished;
}

async function extract(zip, entry, into) {
  if (entry.fileName.endsWith("/")) return;
  const target = path.join(into, entry.fileName);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const stream = await new Promise((resolve, reject) =>
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  await pipeline(stream, fs.createWriteStream(target));
}
