// `npm start`: from a fresh clone to the annotated prompt of the demo workspace, with plain Node and no packages at first.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { ensurePackages } from "./install.mjs";
import { repository } from "./setup-vscode.mjs";

const installMs = await ensurePackages();
const started = Date.now();
node("scripts/build.mjs", "--production", "--quiet");
// The copy that `npm run vscode` opens, so that it shows these figures.
node("dist/cli.cjs", "demo", "--folder", path.join(repository, ".cache", "demo"), ...process.argv.slice(2));

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
console.log(`
Install: ${installMs ? seconds(installMs) : "nothing to do"}. Everything after it: ${seconds(Date.now() - started)}.
The same figures on the lines of the prompt, in VS Code: npm run vscode
On the command line: cd .cache/demo, then npx homeostat check, failures, issues, coverage, or propose prompts/coach.prompt.md
Your own prompts and conversations: README.md, "Your own agent"`);

function node(script, ...args) {
  const { status } = spawnSync(process.execPath, [path.join(repository, script), ...args], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
