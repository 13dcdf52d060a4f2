import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type ScriptedModel,
  scriptedModelName,
  startScriptedModel,
} from "../../../../test/support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../../../../test/support/temp-folder.ts";
import { Store } from "../../store/index.ts";
import { loadConfig } from "../config.ts";
import { loadSuite } from "./load-suite.ts";
import { runSuiteFile } from "./run-suite-file.ts";
import { withJudgesOf } from "./suite-judges.ts";

let folder: TempFolder;
let server: ScriptedModel;
beforeEach(async () => {
  folder = tempFolder();
  server = await startScriptedModel({});
});
afterEach(async () => {
  await server.close();
  folder.remove();
});

const judge = (more = ""): string =>
  `{ id: "openai:chat:${scriptedModelName}", config: { apiBaseUrl: "${server.url}" }${more} }`;

async function run(tests: string, { defaults = "", trusted = true, own = "" } = {}) {
  folder.write("homeostat.yaml", `models: { embeddings: lexical${own} }\n`);
  folder.write(
    "promptfooconfig.yaml",
    `prompts: ["{{x}}"]\nproviders: [echo]\n${defaults}\ntests:\n${tests}\n`,
  );
  const { results, ...report } = await runSuiteFile(folder.file("promptfooconfig.yaml"), {
    root: folder.path,
    trusted,
  });
  return { ...report, labels: results.map(({ label }) => label), results };
}

const rubric = (x: string, more = ""): string =>
  `  - { vars: { x: "${x}" }, assert: [{ type: llm-rubric, value: 'The output contains "ten"'${more} }] }`;

test("the judge of the default test judges, all of it, and nothing twice", async () => {
  const defaults = `defaultTest: { options: { provider: ${judge()} } }`;
  const { labels, judges } = await run(`${rubric("say ten")}\n${rubric("say two")}`, { defaults });
  expect(labels).toEqual(["pass", "fail"]);
  expect(judges).toMatchObject([{ model: scriptedModelName, calls: 2 }]);
  const again = await run(`${rubric("say ten")}\n${rubric("say two")}`, { defaults });
  expect([again.labels, again.judges, server.exchanges.length]).toEqual([["pass", "fail"], undefined, 2]);
});

test("an assertion's own goes before its test's, one of `models:` may stand there, and a set's checks ask it", async () => {
  const own = `, judge: { baseUrl: "${server.url}", model: ${scriptedModelName} }`;
  const set = `  - { vars: { x: ten }, options: { provider: { text: ${judge()} } }, assert: [{ type: assert-set, assert: [{ type: llm-rubric, value: 'The output contains "ten"' }] }] }`;
  const tests = [
    rubric("ten", `, provider: ${judge()}`),
    rubric("ten!", ", provider: judge"),
    rubric("ten?"),
    set,
  ];
  expect((await run(tests.join("\n"), { own })).labels).toEqual(["pass", "pass", "pass", "pass"]);
  // The same model at the same place is asked the same question once.
  expect(server.exchanges).toHaveLength(3);
});

test("another key makes no other judge, which would judge everything again", async () => {
  const namedWith = async (key: string, model = "m") => {
    const file = folder.write(
      "promptfooconfig.yaml",
      `env: { KEY: ${key} }\nproviders: [echo]\ndefaultTest: { options: { provider: { id: "openai:${model}", config: { apiKey: "{{env.KEY}}" } } } }\ntests: [{ assert: [{ type: llm-rubric, value: ten }] }]`,
    );
    const { suite } = await loadSuite(file, { root: folder.path, trusted: true });
    const { models, refusals } = withJudgesOf(suite, { known: new Set(), trusted: true });
    expect(refusals.size).toBe(0);
    return [...models.keys()];
  };
  const names = await namedWith("k-1");
  expect(names).toHaveLength(1);
  expect(await namedWith("k-2")).toEqual(names);
  expect(await namedWith("k-1", "n")).not.toEqual(names);
});

test("whoever cannot be asked leaves the verdict unknown, and says why", async () => {
  const of = async (more: string, options = {}) => {
    const { results } = await run(rubric("ten", more), options);
    return [results[0]!.label, results[0]!.explanation];
  };
  expect(await of("")).toEqual(["unknown", expect.stringContaining("No model is named that could judge")]);
  expect(await of(", provider: bedrock:nova")).toEqual([
    "unknown",
    expect.stringContaining("The judge bedrock:nova is no chat model that is known here"),
  ]);
  expect(await of(`, provider: ${judge()}`, { trusted: false })).toEqual([
    "unknown",
    expect.stringContaining("This workspace is not trusted"),
  ]);
  expect(server.exchanges).toHaveLength(0);
});

const inStore = async <T>(read: (store: Store) => Promise<T>): Promise<T> => {
  const store = await Store.open(folder.file(".homeostat"));
  try {
    return await read(store);
  } finally {
    store.close();
  }
};

test("another judge is another evaluator", async () => {
  const judged = rubric("ten", `, provider: ${judge()}`);
  await run(judged);
  await run(judged.replaceAll(scriptedModelName, "scripted-2"));
  const rows = await inStore(({ tables }) => tables.evaluations.read());
  expect(new Set(rows.map(({ evaluatorKey }) => evaluatorKey)).size).toBe(2);
});

test("judges are shown what is kept, and what they say is no more", async () => {
  await run(rubric("ten for ann@example.com", `, provider: ${judge()}`));
  expect(server.exchanges).toHaveLength(1);
  const kept = await inStore(({ tables }) => tables.judgements.read());
  expect(kept).toHaveLength(1);
  expect(JSON.stringify([server.exchanges, kept])).not.toContain("ann@example.com");
});

test("what a run says under a judge of `models:` is what the workspace has figures of", async () => {
  const own = `, judge: { baseUrl: "${server.url}", model: ${scriptedModelName} }`;
  await run(rubric("say ten"), { own });
  folder.write(
    "homeostat.yaml",
    `models: { embeddings: lexical${own} }\nevaluators: [{ promptfoo: ./promptfooconfig.yaml }]\n`,
  );
  const { evaluators } = await loadConfig(folder.file("homeostat.yaml"), {
    root: folder.path,
    trusted: true,
  });
  const store = await Store.open(folder.file(".homeostat"));
  const rows = await store.tables.evaluations.read();
  store.close();
  expect(rows.map(({ evaluatorKey }) => evaluatorKey)).toEqual(evaluators.map(({ key }) => key));
});
