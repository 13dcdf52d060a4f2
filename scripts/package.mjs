// `npm run package [-- --target linux-x64]`: a production build and the .vsix of one platform, for LanceDB's engine is native code.
// It is put together in .cache/package/, so that dist/ stays what this machine runs.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { enginesFor, ownTarget, targets } from "./engines.mjs";
import { runtimeFiles } from "./onnx-runtime.mjs";
import { repository, run } from "./setup-vscode.mjs";

const { values: flags } = parseArgs({
  options: { target: { type: "string", default: ownTarget() }, out: { type: "string" } },
});
const { target } = flags;
const vsix = path.resolve(flags.out ?? path.join(repository, `homeostat-${target}.vsix`));
const stage = path.join(repository, ".cache", "package", target);
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(bytes < 1e5 ? 3 : 1)} MB`;

/** What a package is made of beside dist/. */
const parts = [
  ...["package.json", "README.md", "CHANGELOG.md", "LICENSE", ".vscodeignore"],
  ...["media", "syntaxes", "docs/images"],
];

await enginesFor(target).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
fs.rmSync(vsix, { force: true }); // an old one must not pass for this build's
putTogether();
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
  .map((line) => line.trim())
  .filter((file) => file && fs.existsSync(path.join(stage, file)))
  .map((file) => ({ file, bytes: fs.statSync(path.join(stage, file)).size }))
  .sort((a, b) => b.bytes - a.bytes);
refuse(files.map(({ file }) => file).filter(isStranger), "do not belong into a package");
refuse(missingParts(), "are missing from the package");
report();
fs.rmSync(stage, { recursive: true, force: true });

function putTogether() {
  fs.rmSync(stage, { recursive: true, force: true });
  fs.mkdirSync(stage, { recursive: true });
  for (const part of parts)
    fs.cpSync(path.join(repository, part), path.join(stage, part), { recursive: true });
  node("scripts/build.mjs", "--production", "--outdir", path.join(stage, "dist"), "--target", target);
}

/** No dependencies: dist/ holds the bundles and the native packages they need. */
function vsce(...args) {
  const script = path.join(repository, "node_modules", "@vscode", "vsce", "vsce");
  return run(process.execPath, [script, ...args, "--no-dependencies"], { cwd: stage });
}

function isStranger(file) {
  const allowed =
    /^(?:dist|media|syntaxes|docs\/images)\/|^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE)$/i;
  return !allowed.test(file) || /\.(?:ts|map|lance|vsix)$|(?:^|\/)(?:\.env|\.npmrc|\.git)/.test(file);
}

/** The engine and the runtime of this target and of no other, and every bundle. */
function missingParts() {
  const wanted = [
    ...["server", "worker", "cli", "receiver", "fold"].flatMap((name) => [
      `dist/${name}.cjs`,
      `dist/${name}-main.cjs`,
    ]),
    ...["client", "pack-worker", "javascript-child"].map((name) => `dist/${name}.cjs`),
    ...["openai", "transformers"].map((name) => `dist/${name}.cjs`),
    ...runtimeFiles(target).map(({ to }) => `dist/node_modules/${to.split(path.sep).join("/")}`),
    ...targets[target].map((name) => `dist/node_modules/@lancedb/${name}/package.json`),
  ];
  return wanted.filter((file) => !files.some((one) => one.file === file));
}

function refuse(names, why) {
  if (names.length === 0) return;
  fs.rmSync(vsix, { force: true });
  console.error(`These ${why}: ${names.slice(0, 20).join(", ")}`);
  process.exit(1);
}

function report() {
  const unpacked = files.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`The largest of ${files.length} files, unpacked:`);
  for (const { file, bytes } of files.slice(0, 12)) console.log(`${megabytes(bytes).padStart(10)}  ${file}`);
  console.log(
    `${path.basename(vsix)}: ${megabytes(fs.statSync(vsix).size)}, unpacked ${megabytes(unpacked)}`,
  );
}

function node(script, ...args) {
  const { status } = spawnSync(process.execPath, [path.join(repository, script), ...args], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
