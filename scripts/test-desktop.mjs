// `npm run test:desktop`: a few tests in desktop VS Code, which is downloaded. The end-to-end tests walk much further, in the same workbench
// served by code-server; these show that the extension runs in Electron, on each system.
// usage: node scripts/test-desktop.mjs [--prepare-only]
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import esbuild from "esbuild";
import { repository } from "./setup-vscode.mjs";

const home = path.join(repository, ".vscode-test");
const demo = path.join(home, "demo");

node("scripts/build.mjs", "--quiet");
await bundleTests();
// The demo with its conversations imported: figures are there when the window opens.
fs.rmSync(demo, { recursive: true, force: true });
fs.cpSync(path.join(repository, "media", "demo"), demo, { recursive: true });
node(
  "dist/cli.cjs",
  "import",
  path.join(demo, "conversations"),
  "--config",
  path.join(demo, "homeostat.yaml"),
);
node("dist/cli.cjs", "evaluate", "--config", path.join(demo, "homeostat.yaml"));
if (!process.argv.includes("--prepare-only")) node("node_modules/@vscode/test-cli/out/bin.mjs");

/** VS Code loads tests as it loads extensions: as CommonJS, with `vscode` and mocha from outside. */
async function bundleTests() {
  const folder = path.join(repository, "test", "desktop");
  const outdir = path.join(home, "desktop");
  fs.rmSync(outdir, { recursive: true, force: true });
  await esbuild.build({
    entryPoints: fs
      .readdirSync(folder)
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => path.join(folder, name)),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode", "mocha"],
    outdir,
    outExtension: { ".js": ".cjs" },
    sourcemap: "inline",
    logLevel: "warning",
  });
}

function node(script, ...args) {
  const { status } = spawnSync(process.execPath, [path.join(repository, script), ...args], {
    cwd: repository,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
