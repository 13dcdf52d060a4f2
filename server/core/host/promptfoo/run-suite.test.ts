import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { buildChild } from "../../evaluators/testing.ts";
import { Store } from "../../store/index.ts";
import { isSuiteFile, runSuiteFile } from "./run-suite-file.ts";

let child: Awaited<ReturnType<typeof buildChild>>;
let root: string;
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.remove());
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "run-suite-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const run = async (more: { fresh?: boolean; trusted?: boolean } = {}) => {
  const workspace = {
    root,
    trusted: more.trusted ?? true,
    sandboxEntry: child.entry,
    storeUri: join(root, ".homeostat"),
  };
  const report = await runSuiteFile(join(root, "promptfooconfig.yaml"), workspace, more);
  return { ...report, labels: report.results.map(({ label }) => label) };
};

const config = (provider: string, tests: string): Promise<void> =>
  writeFile(
    join(root, "promptfooconfig.yaml"),
    `prompts: ["Say {{x}}", "Sing {{x}}"]\nproviders: [${provider}]\ntests:\n${tests}`,
  );

const tests = `  - { vars: { x: la }, assert: [{ type: contains, value: "{{x}}" }, { type: javascript, value: "output.length < 7", metric: short }] }
  - { vars: { x: lo }, assert: [{ type: is-json }] }
  - { vars: { x: li } }
`;

test("each test is asked with each prompt, judged, and kept as a conversation with its evaluation", async () => {
  await config("echo", tests);
  const { labels, problems } = await run();
  expect(labels).toEqual(["pass", "fail", "fail", "fail", "not-applicable", "not-applicable"]);
  expect(problems).toEqual([]);
  const store = await Store.open(join(root, ".homeostat"));
  const [conversations, evaluations] = [
    await store.tables.conversations.read(),
    await store.tables.evaluations.read(),
  ];
  store.close();
  expect(conversations).toHaveLength(6);
  expect(evaluations).toHaveLength(6);
  const attributes = JSON.parse(conversations[0]!.attributes!) as { vars: object };
  expect(Object.keys(attributes.vars)).toEqual(["x"]);
  expect(conversations.every(({ durationMs, taskId }) => durationMs !== undefined && taskId)).toBe(true);
  const parts = evaluations.flatMap((row) =>
    row.parts ? (JSON.parse(row.parts) as { name: string }[]) : [],
  );
  expect(parts.map(({ name }) => name)).toContain("short");
});

test("what was answered is not asked again, unless it is wanted; what failed is", async () => {
  const log = join(root, "calls.log");
  const provider = (body: string) =>
    writeFile(
      join(root, "provider.mjs"),
      `import fs from "node:fs";\nexport default class { id() { return "p" } async callApi(prompt) { fs.appendFileSync(${JSON.stringify(log)}, "x"); ${body} } }`,
    );
  const calls = async () => (await readFile(log, "utf8").catch(() => "")).length;
  await provider(
    'if (prompt.startsWith("Sing")) throw new Error("no voice"); return { output: prompt, cost: 0.5 };',
  );
  await config("file://provider.mjs", tests);
  const first = await run();
  expect(first.labels).toEqual(["pass", "unknown", "fail", "unknown", "not-applicable", "unknown"]);
  expect(first.results[1]!.explanation).toContain("no voice");
  expect(await calls()).toBe(6);
  const second = await run();
  expect([second.labels, await calls()]).toEqual([first.labels, 9]);
  expect(second.results.map(({ isStored }) => isStored)).toEqual([true, false, true, false, true, false]);
  // A changed test judges the answer that stands, and asks nobody.
  await config("file://provider.mjs", tests.replace("length < 7", "length < 3"));
  expect((await run()).labels[0]).toBe("fail");
  expect(await calls()).toBe(12);
  await run({ fresh: true });
  expect(await calls()).toBe(18);
});

test("providers that run code are not asked in an untrusted workspace, and unknown ones say what they are", async () => {
  await writeFile(
    join(root, "p.mjs"),
    `import fs from "node:fs";\nfs.writeFileSync(${JSON.stringify(join(root, "ran"))}, "");\nexport default () => "x";`,
  );
  await config("file://p.mjs, bedrock:nova", tests);
  const { results } = await run({ trusted: false });
  expect(results.map(({ label }) => label)).toEqual(Array.from({ length: 12 }, () => "unknown"));
  await expect(readFile(join(root, "ran"))).rejects.toThrow("ENOENT");
  expect(results[0]!.explanation).toContain("This workspace is not trusted");
  expect((await run()).results[2]!.explanation).toContain("The provider bedrock:nova is not known here");
});

test("a configuration of promptfoo is told from ours", async () => {
  const is = async (name: string, text: string) => {
    await writeFile(join(root, name), text);
    return isSuiteFile(join(root, name));
  };
  expect(await is("promptfooconfig.yaml", "")).toBe(true);
  expect(await is("evals.yaml", "prompts: [a]\ntests: []\n")).toBe(true);
  expect(await is("evals.json", '{"prompts":["a"],"providers":["echo"]}')).toBe(true);
  expect(await is("homeostat.yaml", "tests: 1")).toBe(false);
  expect(await is("own.yaml", "prompts:\n  - { file: a.md }\nevaluators: []\n")).toBe(false);
});
