import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where recorded benchmark runs lie: `HOMEOSTAT_DATA`, else beside the repository. They are too large and not ours to keep in it. */
const folder = process.env.HOMEOSTAT_DATA ?? join(import.meta.dirname, "../../../shared/data");

/** The path of a file of real data; undefined where it is absent, which a line in the log says so that no test passes by silence. */
export function realData(...parts: readonly string[]): string | undefined {
  const path = join(folder, ...parts);
  if (existsSync(path)) return path;
  console.log(`skipped: no real data at ${path}; set HOMEOSTAT_DATA to the folder that holds it`);
  return undefined;
}
