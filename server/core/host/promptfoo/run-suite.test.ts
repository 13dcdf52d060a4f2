import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { ownFolder } from "../../../../test/support/own-folder.ts";
import { openServices } from "../../evaluators/index.ts";
import { buildChild } from "../../evaluators/testing.ts";
import { Store } from "../../store/index.ts";
import { configPath, loadConfig } from "../config.ts";
import { evaluateConversations } from "../evaluate-conversations.ts";
import { isSuiteFile, runSuiteFile } from "./run-suite-file.ts";

let child: Awaited<ReturnType<typeof buildChild>>;
let root: string;
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.remove());
beforeEach(() => {
  root = ownFolder();
});

const run = async ({
  sandboxEntry = child.entry,
  ...more
}: {
  fresh?: boolean;
  trusted?: boolean;
  sandboxEntry?: string;
  signal?: AbortSignal;
} = {}) => {
  const workspace = {
    root,
    trusted: more.trusted ?? true,
    sandboxEntry,
    store: join(root, ".homeostat"),
  };
  const report = await runSuiteFile(join(root, "promptfooconfig.yaml"), workspace, more);
  return { ...report, labels: report.results.map(({ label }) => label) };
};

const config = (provider: string, tests: string): Promise<void> =>
  writeFile(
    join(root, "promptfooconfig.yaml"),
    `prompts: ["Say {{x}}", "Sing {{x}}"]\nproviders: [${provider}]\ntests:\n${tests}`,
  );

/** A provider in a file that notes each call. */
const provider = (body: string): Promise<void> =>
  writeFile(
    join(root, "provider.mjs"),
    `import fs from "node:fs";\nexport default class { id() { return "p" } async callApi(prompt) { fs.appendFileSync(${JSON.stringify(join(root, "calls.log"))}, "x"); ${body} } }`,
  );

const calls = async (): Promise<number> =>
  (await readFile(join(root, "calls.log"), "utf8").catch(() => "")).length;

const inStore = async <T>(read: (store: Store) => Promise<T>): Promise<T> => {
  const store = await Store.open(join(root, ".homeostat"));
  try {
    return await read(store);
  } finally {
    store.close();
  }
};

const tests = `  - { vars: { x: la }, assert: [{ type: contains, value: "{{x}}" }, { type: javascript, value: "output.length < 7", metric: short }] }
  - { vars: { x: lo }, assert: [{ type: is-json }] }
  - { vars: { x: li } }
`;

test("each test is asked with each prompt, judged, and kept as a conversation with its evaluation", async () => {
  await config("echo", tests);
  const { labels, problems } = await run();
  expect(labels).toEqual(["pass", "fail", "fail", "fail", "not-applicable", "not-applicable"]);
  expect(problems).toEqual([]);
  const [conversations, evaluations] = await inStore(async ({ tables }) => [
    await tables.conversations.read(),
    await tables.evaluations.read(),
  ]);
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

test("a test without name or variables judges the answer to its prompt", async () => {
  const text =
    "prompts: [Tell a joke.]\nproviders: [echo]\ntests: [{ assert: [{ type: contains, value: joke }] }]";
  await writeFile(join(root, "promptfooconfig.yaml"), text);
  expect((await run()).labels).toEqual(["pass"]);
  await writeFile(join(root, "promptfooconfig.yaml"), text.replace("value: joke", "value: song"));
  expect((await run()).labels).toEqual(["fail"]);
});

test("what was answered is not asked again, unless it is wanted; what failed is", async () => {
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

test("what failed is neither judged nor kept", async () => {
  await provider('throw new Error("no voice");');
  await config(
    "file://provider.mjs",
    "  - { vars: { x: la }, assert: [{ type: not-contains, value: voice }] }",
  );
  const { results } = await run();
  expect(results.map(({ label, explanation }) => [label, explanation.includes("no voice")])).toEqual([
    ["unknown", true],
    ["unknown", true],
  ]);
  const rows = await inStore(({ tables }) =>
    Promise.all([tables.conversations.count(), tables.evaluations.count()]),
  );
  expect(rows).toEqual([0, 0]);
  await provider("return { output: null };");
  expect((await run()).results[0]!.explanation).toBe("The provider gave no output.");
});

test("what was answered before a run was stopped is not asked again", async () => {
  const controller = new AbortController();
  await provider('if (prompt !== "Say la") await new Promise(() => {}); return prompt;');
  await config("file://provider.mjs", tests);
  const stopped = run({ signal: controller.signal });
  const isKept = () => inStore(async ({ tables }) => expect(await tables.conversations.count()).toBe(1));
  await vi.waitFor(isKept, { timeout: 60_000, interval: 200 });
  controller.abort();
  await expect(stopped).rejects.toThrow("aborted");
  const before = await calls();
  await provider("return prompt;");
  const { results } = await run();
  expect(results.map(({ isStored }) => isStored)).toEqual([true, false, false, false, false, false]);
  expect(await calls()).toBe(before + 5);
});

test("a verdict that nobody could give is asked for again, the answer is not", async () => {
  await provider("return prompt;");
  await config(
    "file://provider.mjs",
    '  - { vars: { x: la }, assert: [{ type: javascript, value: "true", transform: "output" }] }',
  );
  await writeFile(join(root, "homeostat.yaml"), "version: 1\n");
  const one = await run();
  expect([one.labels, await calls()]).toEqual([["pass", "pass"], 2]);
  await inStore(async ({ tables }) => {
    const rows = await tables.evaluations.read();
    await tables.evaluations.upsert(rows.map((row) => ({ ...row, label: "unknown" })));
  });
  const again = await run();
  expect([again.labels, await calls()]).toEqual([["pass", "pass"], 2]);
});

test("what is blacked out is not kept, and a test judges the answer itself all the same", async () => {
  const key = `sk-proj-${"Ab3dEf6hIj".repeat(5)}`;
  await provider(`return "Write to ann@example.com, the key is ${key}";`);
  const leak = (value: string) =>
    config(
      "file://provider.mjs",
      `  - { vars: { x: la }, assert: [{ type: not-contains, value: ${value} }] }`,
    );
  await leak(key);
  const { labels, results } = await run();
  expect(labels).toEqual(["fail", "fail"]);
  expect(results[0]!.explanation).not.toContain(key);
  const kept = await inStore(async ({ tables }) =>
    JSON.stringify([
      await tables.spans.read(),
      await tables.contents.read(),
      await tables.evaluations.read(),
      await tables.conversations.read(),
    ]),
  );
  expect(kept).not.toContain(key);
  expect(kept).not.toContain("ann@example.com");
  expect(kept).toContain("the key is");
  expect((await run()).results.map(({ isStored }) => isStored)).toEqual([true, true]);
  // Another test would judge another answer than the one that was given: it is asked for again.
  await leak("ann@example.com");
  expect([(await run()).labels, await calls()]).toEqual([["fail", "fail"], 4]);
  await writeFile(join(root, "homeostat.yaml"), "capture: { redact: [] }\n");
  await run({ fresh: true });
  expect(await inStore(async ({ tables }) => JSON.stringify(await tables.spans.read()))).toContain(key);
});

/** What the evaluators of homeostat.yaml judge by themselves. */
async function loop(): Promise<number> {
  const file = configPath(root, undefined);
  const { evaluators, issues } = await loadConfig(file, { root, trusted: true });
  expect(issues).toEqual([]);
  const services = openServices({ trusted: true, sandboxEntry: child.entry });
  const { evaluations } = await inStore((store) => evaluateConversations(store, evaluators, [], services));
  await services.close();
  return evaluations;
}

test("an answer is judged by its run, never by what the evaluator of the same tests makes of what is kept", async () => {
  const key = `sk-proj-${"Ab3dEf6hIj".repeat(5)}`;
  await provider(
    `return prompt.startsWith("Say") ? "The key is ${key}" : { output: { n: 1 }, finishReason: "stop" };`,
  );
  await writeFile(join(root, "homeostat.yaml"), "evaluators: [{ promptfoo: ./promptfooconfig.yaml }]\n");
  const asserting = (assertions: string) =>
    config("file://provider.mjs", `  - { vars: { x: la }, assert: [${assertions}] }`);
  await asserting("{ type: not-contains, value: nothing }");
  expect((await run()).labels).toEqual(["pass", "pass"]);
  expect(await calls()).toBe(2);
  // The answer that is kept is without the key, and data is a text there.
  await asserting(
    `{ type: not-contains, value: ${key} }, { type: javascript, value: "typeof output === 'string' || output.n === 1" }, { type: finish-reason, value: stop }`,
  );
  expect(await loop()).toBe(0);
  expect([(await run()).labels, await calls()]).toEqual([["fail", "pass"], 3]);
  expect(await loop()).toBe(0);
  expect([(await run()).labels, await calls()]).toEqual([["fail", "pass"], 3]);
});

test("another evaluator judges what is kept of the answers of a run", async () => {
  await config("echo", tests);
  await run();
  await writeFile(
    join(root, "homeostat.yaml"),
    "evaluators: [{ name: polite, assert: [{ type: not-contains, value: stupid }] }]\n",
  );
  expect(await loop()).toBe(6);
});

test("columns that differ in their labels alone have answers of their own, and an answer in a test counts as it stands", async () => {
  await provider("return String(Math.random());");
  const labelled = "{ id: file://provider.mjs, label: one }, { id: file://provider.mjs, label: two }";
  await config(labelled, "  - { vars: { x: la } }");
  expect(new Set((await run()).results.map(({ conversation }) => conversation)).size).toBe(4);
  const given = (output: string) =>
    config(
      "echo",
      `  - { vars: { x: la }, providerOutput: ${output}, assert: [{ type: equals, value: yes }] }`,
    );
  await given('"yes"');
  expect((await run()).labels).toEqual(["pass", "pass"]);
  await given('"no"');
  expect((await run()).labels).toEqual(["fail", "fail"]);
});

test("prompts and providers are meant by label, id, file or the beginning of one; names that mean none are told", async () => {
  await writeFile(join(root, "say.txt"), "Say {{x}}");
  const meant = async (names: string) => {
    await writeFile(
      join(root, "promptfooconfig.yaml"),
      `prompts: [say.txt, { raw: "Sing {{x}}", label: "song:high" }]\nproviders: [echo]\ntests: [{ vars: { x: la }, ${names} }]\n`,
    );
    const { results, problems } = await run();
    return [results.map(({ prompt }) => prompt.split(/[:/]/).at(-1)!.trim()), problems];
  };
  expect(await meant("prompts: [say.txt]")).toEqual([["Say {{x}}"], []]);
  expect(await meant("prompts: [song]")).toEqual([["high"], []]);
  expect(await meant("prompts: ['so*']")).toEqual([["high"], []]);
  const [, problems] = await meant("prompts: [gone, song]");
  expect(problems).toEqual([expect.stringContaining("`prompts` names gone")]);
  const [results, nothing] = await meant("providers: [openai:gpt]");
  expect(results).toEqual([]);
  expect(nothing).toEqual([
    expect.stringContaining("`providers` names openai:gpt"),
    expect.stringContaining("Nothing was run: no test is meant"),
  ]);
});

test("checks see what a provider says beside the output, output that is data, and the tools; kept as when it came", async () => {
  const find = '{ id: "1", type: "function", function: { name: "find", arguments: \'{"q":"x"}\' } }';
  await provider(
    `return prompt.startsWith("Say") ? { output: { n: 1 }, finishReason: "length", guardrails: { flagged: true } } : [${find}];`,
  );
  const tool =
    "{ type: function, function: { name: find, parameters: { type: object, required: [q], properties: { q: { type: string } } } } }";
  const judged = async (assertion: string) => {
    const more = `{ vars: { x: la }, assert: [${assertion}] }`;
    await config(`{ id: file://provider.mjs, config: { tools: [${tool}] } }`, `  - ${more}`);
    const fresh = (await run({ fresh: true })).labels;
    await inStore(({ tables }) => tables.evaluations.deleteAny("label", ["pass", "fail", "unknown"]));
    const { labels, results } = await run();
    expect([labels, results.every(({ isStored }) => isStored)]).toEqual([fresh, true]);
    return fresh;
  };
  expect(await judged(`{ type: javascript, value: "output.n === 1" }`)).toEqual(["pass", "fail"]);
  expect(await judged(`{ type: javascript, value: "output[0]?.function.name === 'find'" }`)).toEqual([
    "fail",
    "pass",
  ]);
  expect(await judged("{ type: contains, value: find }")).toEqual(["fail", "pass"]);
  expect(await judged("{ type: finish-reason, value: length }")).toEqual(["pass", "fail"]);
  expect(await judged("{ type: guardrails }")).toEqual(["fail", "pass"]);
  expect(await judged("{ type: is-valid-openai-tools-call }")).toEqual(["fail", "pass"]);
});

test("another key asks nobody again, another setting does", async () => {
  await provider("return prompt;");
  const asked = async (settings: string) => {
    await config(`{ id: file://provider.mjs, ${settings} }`, "  - { vars: { x: la } }");
    await run();
    return calls();
  };
  expect(await asked("config: { apiKey: k-1 }, env: { OWN_API_KEY: k-1, MODEL: a }")).toBe(2);
  expect(await asked("config: { apiKey: k-2 }, env: { OWN_API_KEY: k-2, MODEL: a }")).toBe(2);
  expect(await asked("env: { MODEL: a }")).toBe(2);
  expect(await asked("env: { MODEL: b }")).toBe(4);
});

test("a message whose content looks like data is its text, and data is data", async () => {
  await provider('return { output: prompt.startsWith("Say") ? { role: "assistant", content: "42" } : 42 };');
  const is = (value: string) =>
    config(
      "file://provider.mjs",
      `  - { vars: { x: la }, assert: [{ type: javascript, value: "${value}" }] }`,
    );
  await is("output === '42'");
  expect((await run()).labels).toEqual(["pass", "fail"]);
  await is("output === 42");
  expect((await run()).labels).toEqual(["fail", "pass"]);
});

test("a configuration without providers runs nothing, and says so", async () => {
  await writeFile(join(root, "promptfooconfig.yaml"), "prompts: [a]\ntests: [{ vars: { x: 1 } }]\n");
  const { results, problems } = await run();
  expect([results, problems]).toEqual([
    [],
    [expect.stringContaining("Nothing was run: it has no providers.")],
  ]);
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
