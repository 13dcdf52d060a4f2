/** Checks for the lines of a prompt on the command line, on a copy of the demo: what is proposed, what is added, and what is judged by it. */
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { ProposalsReport } from "../../server/core/index.ts";
import { Store } from "../../server/core/store/index.ts";
import { ensureBuilt, repository } from "../support/built.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { type ScriptedModel, scriptedModelName, startScriptedModel } from "../support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const coach = "prompts/coach.prompt.md";
let folder: TempFolder;
let model: ScriptedModel;
let config: string;
const run = (...args: readonly string[]) => runCli(folder.path, ...args);

beforeAll(async () => {
  await ensureBuilt();
  folder = tempFolder("propose", {});
  cpSync(join(repository, "media", "demo"), folder.path, { recursive: true });
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
  model = await startScriptedModel();
  config = readFileSync(folder.file("homeostat.yaml"), "utf8").replace(
    "evaluators:\n",
    `models: { embeddings: lexical, chat: { baseUrl: "${model.url}", model: ${scriptedModelName} } }
evaluators:
  - { name: judged, scope: conversation, assert: [{ type: llm-rubric, value: 'The output contains "pace"' }] }
`,
  );
  folder.write("homeostat.yaml", config);
  expect((await run("import", "conversations")).code).toBe(0);
});
afterAll(async () => {
  await model.close();
  vi.unstubAllEnvs();
  folder.remove();
});

const lineOf = (text: string): number =>
  readFileSync(folder.file(coach), "utf8")
    .split("\n")
    .findIndex((line) => line.includes(text)) + 1;

test("says what each check would flag, and writes nothing", async () => {
  const { code, stdout } = await run("propose", coach);
  expect(code).toBe(0);
  expect(stdout).toContain(`line ${lineOf("call `get_recent_runs`")}: If the runner asks for a race pace`);
  expect(stdout).toMatch(/ {2}calls-get-recent-runs: would flag \d+ of \d+ \(\d+ %\)/);
  expect(stdout).toMatch(/\d+ more lines have no evaluator/);
  expect(readFileSync(folder.file("homeostat.yaml"), "utf8")).toBe(config);
});

test("what is added has its figure on the line, and nobody else judges: no model is asked", async () => {
  const { lines } = await cliJson<ProposalsReport>(folder.path, "propose", coach);
  const { code, stdout, stderr } = await run("propose", coach, "--add");
  expect(code).toBe(0);
  const names = lines.flatMap(({ proposals: [first] }) => (first ? [first.name] : []));
  expect(names).toEqual(["promises-nothing", "calls-get-recent-runs"]);
  for (const name of names) expect(stderr).toContain(`Added ${name}.`);
  expect(model.exchanges).toHaveLength(0);
  const written = readFileSync(folder.file("homeostat.yaml"), "utf8");
  for (const name of names) expect(written).toContain(`- name: ${name}\n`);
  expect(written).toContain("# Nutrition. Rare");
  expect(await judges()).toEqual(names);
  // What it was said that it would flag is what the figure of the line says.
  for (const { line, proposals } of lines)
    for (const { name, figure } of proposals)
      expect(stdout).toMatch(
        new RegExp(`line ${line + 1}: ${name}: \\d+ % pass \\(${figure.n - figure.failed} of ${figure.n}\\)`),
      );
});

test("then nothing is left to add, and a line alone still says what could test it", async () => {
  const { code, stdout } = await run("propose", coach, "--add");
  expect(code).toBe(1);
  expect(stdout).not.toContain("would flag");
  const line = lineOf("call `get_recent_runs`");
  const { lines } = await cliJson<ProposalsReport>(folder.path, "propose", `${coach}:${line}`);
  expect(lines).toMatchObject([
    { covered: ["calls-get-recent-runs"], proposals: [{ name: "calls-get-recent-runs-2" }] },
  ]);
});

test("a model is asked for a rubric only where it is told to, and says before what that takes", async () => {
  const line = lineOf("Keep four out of five runs");
  const before = model.exchanges.length;
  const { stdout } = await run("propose", `${coach}:${line}`);
  expect(stdout).toContain("No check can be read off this line without a model.");
  expect(stdout).toContain("With --model a model writes a rubric");
  const dry = await run("propose", `${coach}:${line}`, "--model", "--dry-run");
  expect(dry.stdout).toMatch(/scripted-1 at .* is asked for a rubric, .*: at most \d+ calls\.\n$/);
  expect(model.exchanges).toHaveLength(before);
  const asked = await run("propose", `${coach}:${line}`, "--model", "--calls", "9");
  expect(asked.stderr).toMatch(/is asked for a rubric, .*: at most 9 calls\./);
  expect(asked.stdout).toMatch(/would flag \d of 8/);
  expect(asked.stdout).toContain("Asked scripted-1 at");
  expect(model.exchanges).toHaveLength(before + 9);
  expect((await run("propose", coach, "--model", "--calls", "no")).code).toBe(2);
});

/** Evaluators with verdicts in the store. */
async function judges(): Promise<string[]> {
  const store = await Store.open(folder.file(".homeostat"));
  try {
    const rows = await store.tables.evaluations.read({ columns: ["id", "evaluator"] });
    return [...new Set(rows.map(({ evaluator = "" }) => evaluator))].sort().reverse();
  } finally {
    store.close();
  }
}
