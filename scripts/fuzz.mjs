// `npm run fuzz`: 100,000 mutated prompt files over all formats, and 100,000 mutated requests to the receiver.
// usage: npm run fuzz -- [--files N] [--bodies N] [--seed N]; 0 leaves one of the two out

import { spawnSync } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";
import { repository } from "./setup-vscode.mjs";

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "100000" },
    bodies: { type: "string", default: "100000" },
    seed: { type: "string", default: "3" },
  },
});
const tests = [
  ...(values.files === "0" ? [] : ["test/fuzz-prompts.test.ts"]),
  ...(values.bodies === "0" ? [] : ["test/fuzz-receiver.test.ts"]),
];
const { status } = spawnSync(
  process.execPath,
  [path.join(repository, "node_modules/vitest/vitest.mjs"), "run", ...tests, "--disable-console-intercept"],
  {
    cwd: repository,
    stdio: "inherit",
    env: { ...process.env, FUZZ_FILES: values.files, FUZZ_BODIES: values.bodies, FUZZ_SEED: values.seed },
  },
);
process.exitCode = status ?? 1;
