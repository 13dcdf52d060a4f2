// `npm run fuzz`: 100,000 mutated prompt files over all formats. usage: npm run fuzz -- [--files N] [--seed N]

import { spawnSync } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";
import { repository } from "./setup-vscode.mjs";

const { values } = parseArgs({
  options: { files: { type: "string", default: "100000" }, seed: { type: "string", default: "3" } },
});
const { status } = spawnSync(
  process.execPath,
  [
    path.join(repository, "node_modules/vitest/vitest.mjs"),
    "run",
    "test/fuzz-prompts.test.ts",
    "--disable-console-intercept",
  ],
  {
    cwd: repository,
    stdio: "inherit",
    env: { ...process.env, FUZZ_FILES: values.files, FUZZ_SEED: values.seed },
  },
);
process.exitCode = status ?? 1;
