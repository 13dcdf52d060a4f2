// Writes media/homeostat.schema.json from the schema in the code; a test says when the file is not current.
// usage: npm run schema
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import esbuild from "esbuild";

// Inside the project, so that its packages are found.
const outfile = join(process.cwd(), "dist", `schema-${process.pid}.mjs`);
const entry = {
  contents: 'export { configSchema } from "./server/core/host/config-schema.ts";',
  resolveDir: process.cwd(),
};
await esbuild.build({
  stdin: entry,
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  outfile,
  logLevel: "error",
});
const { configSchema } = await import(pathToFileURL(outfile).href).finally(() => rmSync(outfile));
writeFileSync("media/homeostat.schema.json", `${JSON.stringify(configSchema, undefined, 2)}\n`);
