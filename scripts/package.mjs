// `npm run package`: a production build and the .vsix of this platform, for LanceDB's engine is native code.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { repository, run } from "./setup-vscode.mjs";

const target = `${process.platform}-${process.arch}`;
const vsix = path.join(repository, `homeostat-${target}.vsix`);
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(bytes < 1e5 ? 3 : 1)} MB`;

fs.rmSync(vsix, { force: true }); // an old one must not pass for this build's
node("scripts/build.mjs", "--production");
// No dependencies: dist/ holds the bundles and the native packages they need.
const vsce = (...args) =>
  run(process.execPath, ["node_modules/@vscode/vsce/vsce", ...args, "--no-dependencies"], {
    cwd: repository,
  });
await vsce(
  "package",
  "--target",
  target,
  "--allow-missing-repository",
  "--no-rewrite-relative-links",
  "--out",
  vsix,
);

const files = (await vsce("ls"))
  .split("\n")
  .filter((file) => file && fs.existsSync(path.join(repository, file)))
  .map((file) => ({ file, bytes: fs.statSync(path.join(repository, file)).size }))
  .sort((a, b) => b.bytes - a.bytes);
const unpacked = files.reduce((sum, { bytes }) => sum + bytes, 0);
console.log(`The largest of ${files.length} files, unpacked:`);
for (const { file, bytes } of files.slice(0, 10)) console.log(`${megabytes(bytes).padStart(10)}  ${file}`);
console.log(`${path.basename(vsix)}: ${megabytes(fs.statSync(vsix).size)}, unpacked ${megabytes(unpacked)}`);

function node(script, ...args) {
  const { status } = spawnSync(process.execPath, [path.join(repository, script), ...args], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
