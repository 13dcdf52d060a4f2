import { join } from "node:path";
import esbuild from "esbuild";
import { repository } from "../../support/built.ts";

/** Bundles `test/bench/support/NAME.ts` for a process of its own and returns where the script lies. */
export async function bundled(name: string): Promise<string> {
  const outfile = join(repository, ".cache", "bench", `${name}.mjs`);
  await esbuild.build({
    entryPoints: [join(repository, "test", "bench", "support", `${name}.ts`)],
    ...{ outfile, bundle: true, platform: "node", format: "esm", target: "node20", packages: "external" },
  });
  return outfile;
}
