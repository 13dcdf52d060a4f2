import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { loadedSuite, writeFiles } from "../../../../test/support/loaded-suite.ts";
import { ownFolder } from "../../../../test/support/own-folder.ts";
import { loadConfig, parseConfig } from "../config.ts";

let root: string;
beforeEach(() => {
  root = ownFolder();
});
const load = (config: string, files: Record<string, string> = {}, trusted = true) =>
  loadedSuite(root, config, files, trusted);

test("stands in homeostat.yaml, and its problems at its entry", async () => {
  await load(
    "description: evals\nprompts: ['{{q}}']\ntests: [{ vars: { q: a }, assert: [{ type: contains, value: x }] }, nothing.csv]",
  );
  const text =
    "evaluators:\n  - { name: own, assert: [{ type: outcome }] }\n  - { promptfoo: evals/promptfooconfig.yaml, covers: [hello] }\n  - { promptfoo: 3 }\n";
  await writeFiles(root, { "homeostat.yaml": text });
  expect(parseConfig(text, { root, trusted: true }).suites).toHaveLength(1);
  const config = await loadConfig(join(root, "homeostat.yaml"), { root, trusted: true });
  expect(config.evaluators.map(({ name }) => name)).toEqual(["own", "evals"]);
  expect(config.places.get("evals")).toMatchObject({ line: 2 });
  const messages = config.issues.map(({ message }) => message);
  expect(messages).toContainEqual(expect.stringContaining("`promptfoo` must be the path"));
  expect(messages).toContainEqual(expect.stringMatching(/^evals\/promptfooconfig\.yaml:3: There is no file/));
  const again = await loadConfig(join(root, "homeostat.yaml"), { root, trusted: true });
  expect(again.evaluators[1]).toBe(config.evaluators[1]);
  await load("description: evals\nprompts: ['{{q}}']\ntests: [{ vars: { q: b } }]");
  const changed = await loadConfig(join(root, "homeostat.yaml"), { root, trusted: true });
  expect(changed.evaluators[1]!.key).not.toBe(config.evaluators[1]!.key);
});

test("another judge makes another evaluator of a suite too", async () => {
  await load(
    "description: evals\nprompts: ['{{q}}']\ntests: [{ vars: { q: b }, assert: [{ type: llm-rubric, value: is polite }] }]",
  );
  const keyWith = async (model: string): Promise<string> => {
    const text = `models: { chat: { baseUrl: "http://127.0.0.1:9/v1", model: ${model} } }\nevaluators:\n  - { promptfoo: evals/promptfooconfig.yaml }\n`;
    await writeFiles(root, { "homeostat.yaml": text });
    const { evaluators } = await loadConfig(join(root, "homeostat.yaml"), { root, trusted: true });
    return evaluators[0]!.key;
  };
  const first = await keyWith("small");
  expect(await keyWith("small")).toBe(first);
  expect(await keyWith("large")).not.toBe(first);
});
