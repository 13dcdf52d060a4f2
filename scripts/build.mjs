// Bundles the project into dist/, which alone suffices to run it: no node_modules beside it. The bundles are CommonJS,
// because VS Code loads extensions so, and end in .cjs, because the package itself is an ES module.
// usage: node scripts/build.mjs [--production] [--watch] [--quiet] [--outdir DIR] [--target linux-x64]
// --target takes the engine of another platform, from node_modules or else the registry; default: those that are installed.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";
import esbuild from "esbuild";
import { enginesFor, installedEngines, ownTarget } from "./engines.mjs";
import { runtimeFiles } from "./onnx-runtime.mjs";
import { repository } from "./setup-vscode.mjs";

const { values: flags } = parseArgs({
  options: {
    production: { type: "boolean", default: false },
    watch: { type: "boolean", default: false },
    quiet: { type: "boolean", default: false },
    outdir: { type: "string", default: path.join(repository, "dist") },
    target: { type: "string" },
  },
});
const dist = path.resolve(flags.outdir);
const require = createRequire(import.meta.url);
const { version } = require("../package.json");

/** Bundle to entry file; each is a process or a thread of its own at run time. */
const nodeBundles = {
  client: "client/extension.ts",
  ...processBundles(),
  "pack-worker": "server/core/pack-worker.ts",
  "javascript-child": "server/core/evaluators/javascript-child.ts",
};

/** A process starts a few lines that run its bundle as it was compiled before: that is a third of the time until it answers. */
function processBundles() {
  const mains = {
    server: "server/lsp/main.ts",
    cli: "server/cli/main.ts",
    worker: "server/core/worker-main.ts",
    fold: "server/core/fold-main.ts",
    receiver: "server/core/receiver-main.ts",
  };
  return Object.fromEntries(
    Object.entries(mains).flatMap(([name, main]) => [
      [name, "server/start/start.ts"],
      [`${name}-main`, main],
    ]),
  );
}

/** Packages that few runs want, and that are large: a bundle each, which the others load when it comes to that. */
const packageBundles = {
  openai: "openai",
  transformers: "@huggingface/transformers",
  "sql-parser": "node-sql-parser",
};

/** Data that few runs want, a bundle likewise; the code imports it by this name. */
const dataBundles = { "wordnet-synonyms": "server/core/evaluators/checks/overlap/wordnet-synonyms.ts" };

/** LanceDB would take the same packages up by itself; we embed with our own code, so it gets none. */
const packagesApart = {
  name: "packages-apart",
  setup(build) {
    const filter = new RegExp(`^(?:${Object.values(packageBundles).join("|")})$`);
    const bundleOf = (name) => Object.keys(packageBundles).find((bundle) => packageBundles[bundle] === name);
    build.onResolve({ filter }, ({ path: name, importer, kind }) => {
      if (kind === "entry-point") return undefined;
      if (importer.includes(`${path.sep}@lancedb${path.sep}`)) return { path: name, namespace: "left-out" };
      return { path: `./${bundleOf(name)}.cjs`, external: true };
    });
    build.onResolve({ filter: /\/wordnet-synonyms\.ts$/ }, ({ kind }) =>
      kind === "entry-point" ? undefined : { path: "./wordnet-synonyms.cjs", external: true },
    );
    build.onLoad({ filter: /./, namespace: "left-out" }, ({ path: name }) => ({
      contents: `throw new Error(${JSON.stringify(`${name} is not for LanceDB in this build`)});`,
    }));
  },
};

/** What every bundle shares. Functions keep their names when minified: stack traces are read by people. */
const common = {
  bundle: true,
  absWorkingDir: repository,
  outdir: dist,
  minify: flags.production,
  keepNames: flags.production,
  // Beside the bundle: inside of it, it would be three quarters of what every process reads at its start.
  sourcemap: "linked",
  sourcesContent: !flags.production,
  logLevel: "warning",
  legalComments: "none",
};

const nodeOptions = {
  ...common,
  platform: "node",
  format: "cjs",
  target: "node20",
  outExtension: { ".js": ".cjs" },
  external: ["vscode", "@lancedb/lancedb-*", "onnxruntime-node", "onnxruntime-common"],
  // One copy of Arrow: LanceDB requires it, we import it, and the package has a file for each.
  // Of jsonc-parser the ES module: its UMD file hides from esbuild what it requires.
  alias: {
    "apache-arrow": require.resolve("apache-arrow"),
    "jsonc-parser": path.join(path.dirname(require.resolve("jsonc-parser")), "..", "esm", "main.js"),
  },
  // CommonJS knows no import.meta; the code uses it to find the files beside it.
  define: {
    HOMEOSTAT_VERSION: JSON.stringify(version),
    "import.meta.url": "importMetaUrl",
    "import.meta.dirname": "__dirname",
    "import.meta.filename": "__filename",
  },
  plugins: [packagesApart],
};
const metaUrl = 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;';
const shebang = "#!/usr/bin/env node\n";

function builds() {
  const node = Object.entries({ ...nodeBundles, ...packageBundles, ...dataBundles }).map(([name, entry]) => ({
    ...nodeOptions,
    // What V8 compiled before can only import with a warning; it requires other bundles instead.
    ...(name.endsWith("-main") && { supported: { "dynamic-import": false } }),
    entryPoints: [{ in: entry, out: name }],
    banner: { js: (name === "cli" ? shebang : "") + metaUrl },
  }));
  const webview = {
    ...common,
    platform: "browser",
    format: "iife",
    target: "chrome128",
    outdir: path.join(dist, "webview"),
    entryPoints: webviewEntries(),
  };
  return webview.entryPoints.length > 0 ? [...node, webview] : node;
}

/** Every file directly in webview/ is a page of its own; what pages share lives in folders below. */
function webviewEntries() {
  const folder = path.join(repository, "webview");
  const files = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  return files.filter((name) => /^[\w-]+\.(ts|css)$/.test(name)).map((name) => path.join("webview", name));
}

/** Refuses early and with all names: a bundle that is missing shows up much later, as a process that never starts. */
function requireEntries() {
  const missing = Object.values(nodeBundles).filter((entry) => !fs.existsSync(path.join(repository, entry)));
  if (missing.length > 0) throw new Error(`Missing entry files: ${missing.join(", ")}`);
}

/**
 * LanceDB's engine is one native file per platform, in packages of their own, and so is the runtime of models; the bundles require them
 * by name, and Node finds them in the node_modules beside the bundles.
 */
async function copyNativePackages() {
  const engines = flags.target ? await enginesFor(flags.target) : installedEngines();
  const modules = path.join(dist, "node_modules");
  const scope = path.join(modules, "@lancedb");
  for (const { name, folder } of engines)
    fs.cpSync(folder, path.join(scope, name), { recursive: true, preserveTimestamps: true, filter: isNewer });
  // The engine of another target, of an earlier build, would only make the package larger.
  for (const name of fs.readdirSync(scope))
    if (!engines.some((engine) => engine.name === name))
      fs.rmSync(path.join(scope, name), { recursive: true });
  copyRuntime(modules);
}

function copyRuntime(modules) {
  const wanted = new Map(
    runtimeFiles(flags.target ?? ownTarget()).map(({ from, to }) => [path.join(modules, to), from]),
  );
  for (const folder of ["onnxruntime-node", "onnxruntime-common"].map((name) => path.join(modules, name)))
    for (const entry of fs.existsSync(folder)
      ? fs.readdirSync(folder, { recursive: true, withFileTypes: true })
      : [])
      if (entry.isFile() && !wanted.has(path.join(entry.parentPath, entry.name)))
        fs.rmSync(path.join(entry.parentPath, entry.name));
  for (const [to, from] of wanted)
    if (isNewer(from, to)) fs.cpSync(from, to, { recursive: true, preserveTimestamps: true });
}

/** Copying 240 MB on every build would take most of its time. */
function isNewer(source, target) {
  if (!fs.existsSync(target) || fs.statSync(source).isDirectory()) return true;
  const [from, to] = [fs.statSync(source), fs.statSync(target)];
  return from.size !== to.size || from.mtimeMs > to.mtimeMs;
}

/** Bundles of an earlier build go; the native packages stay, for they are large and rarely change. */
function cleanBundles() {
  if (!fs.existsSync(dist)) return;
  for (const name of fs.readdirSync(dist)) {
    if (name !== "node_modules") fs.rmSync(path.join(dist, name), { recursive: true });
  }
}

async function buildOnce() {
  const results = await Promise.all(builds().map((options) => esbuild.build({ ...options, metafile: true })));
  fs.chmodSync(path.join(dist, "cli.cjs"), 0o755); // without meaning on Windows
  for (const { metafile } of flags.quiet ? [] : results) {
    for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
      if (!file.endsWith(".map"))
        console.log(`${file.padEnd(34)} ${(bytes / 1024).toFixed(0).padStart(6)} KB`);
    }
  }
}

async function watch() {
  for (const options of builds()) {
    const context = await esbuild.context({ ...options, logLevel: "info" });
    await context.watch();
  }
  console.log("Watching; end with Ctrl+C");
}

requireEntries();
await copyNativePackages(); // what cannot be had is said before anything is taken away
cleanBundles();
await (flags.watch ? watch() : buildOnce());
