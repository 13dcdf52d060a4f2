// `npm run bench -- NAME [arguments]`: bundles test/bench/NAME.ts and runs it on the built tree. Every benchmark prints a
// table for people, and as its last line one JSON object for programs.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import esbuild from "esbuild";
import { repository } from "./setup-vscode.mjs";

const folder = path.join(repository, "test", "bench");
const names = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => name.slice(0, -3));
const [name, ...rest] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`usage: npm run bench -- NAME [arguments]; NAME is one of: ${names.join(", ")}`);
  process.exit(2);
}

// Below the repository, so that packages are found; benchmarks keep what is slow to make beside it.
const outfile = path.join(repository, ".cache", "bench", `${name}.mjs`);
await esbuild.build({
  entryPoints: [path.join(folder, `${name}.ts`)],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: "inline",
  logLevel: "warning",
  // In the bundle the code stands elsewhere than in the tree; files are found from the folder of the benchmarks.
  define: { "import.meta.dirname": JSON.stringify(folder) },
});
const child = spawn(process.execPath, ["--enable-source-maps", outfile, ...rest], { stdio: "inherit" });
child.on("exit", (code) => process.exit(code ?? 1));
