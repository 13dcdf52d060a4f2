// Writes media/homeostat.schema.json from the schema in the code, and the table of assertion types into docs/evaluators.md; a test says when
// they are not current.
// usage: npm run schema
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import esbuild from "esbuild";

// Inside the project, so that its packages are found.
const outfile = join(process.cwd(), "dist", `schema-${process.pid}.mjs`);
const entry = {
  contents: `export { configSchema } from "./server/core/host/config-schema.ts";
    export { typeTable } from "./server/core/evaluators/type-table.ts";`,
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
const { configSchema, typeTable } = await import(pathToFileURL(outfile).href).finally(() => rmSync(outfile));
writeFileSync("media/homeostat.schema.json", `${JSON.stringify(configSchema, undefined, 2)}\n`);
const docs = readFileSync("docs/evaluators.md", "utf8");
const table = () => `<!-- types: npm run schema -->\n${typeTable()}\n<!-- /types -->`;
writeFileSync("docs/evaluators.md", docs.replace(/<!-- types[\s\S]*<!-- \/types -->/, table));
