// Writes media/homeostat.schema.json from the schema in the code; a test says when the file is not current.
// usage: npm run schema
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import esbuild from "esbuild";

const outfile = join(tmpdir(), `homeostat-schema-${process.pid}.mjs`);
const entry = {
  contents: 'export { configSchema } from "./server/core/host/config-schema.ts";',
  resolveDir: process.cwd(),
};
await esbuild.build({
  stdin: entry,
  bundle: true,
  platform: "node",
  format: "esm",
  // jsonc-parser's other file hides from esbuild what it requires.
  mainFields: ["module", "main"],
  outfile,
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
  logLevel: "error",
});
const { configSchema } = await import(pathToFileURL(outfile).href);
writeFileSync("media/homeostat.schema.json", `${JSON.stringify(configSchema, undefined, 2)}\n`);
