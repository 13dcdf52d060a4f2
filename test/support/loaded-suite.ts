import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { worded } from "../../server/core/host/promptfoo/config-suites.ts";
import { loadSuite } from "../../server/core/host/promptfoo/load-suite.ts";

/** Writes files under a folder. */
export async function writeFiles(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
}

/** Loads `evals/promptfooconfig.yaml` of these files; problems in one line each. */
export async function loadedSuite(
  root: string,
  config: string,
  files: Readonly<Record<string, string>> = {},
  trusted = true,
) {
  await writeFiles(root, { ...files, "evals/promptfooconfig.yaml": config });
  const loaded = await loadSuite(join(root, "evals/promptfooconfig.yaml"), { root, trusted });
  const problems = loaded.suite.problems.map((one) => worded(one, loaded, root));
  return { ...loaded.suite, problems, loaded: loaded.suite };
}
