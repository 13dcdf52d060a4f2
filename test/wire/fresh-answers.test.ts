/** Tests on fresh answers as an editor asks for them: the built server, its worker and the scripted model. */
import { pathToFileURL } from "node:url";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import type { FreshPlanResult, FreshRunResult } from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { scriptedModelName, startScriptedModel } from "../support/scripted-model.ts";
import { shopConfig, shopConversations, shopFiles, shopPrompt } from "../support/shop.ts";
import { tempFolder } from "../support/temp-folder.ts";

beforeAll(ensureBuilt, 300_000);

test("the text being edited is what is run; verdicts come with answers, and nothing is stored", async () => {
  const model = await startScriptedModel();
  onTestFinished(model.close);
  const folder = tempFolder("fresh", {
    ...shopFiles,
    "chats.jsonl": shopConversations(8),
    "homeostat.yaml": `${shopConfig}  - { name: dear, assert: [{ type: starts-with, value: "Dear" }] }
  - { name: rare, when: [{ type: icontains, value: zebra, on: input }], assert: [{ type: icontains, value: five }] }
models: { chat: { baseUrl: "${model.url}", model: ${scriptedModelName} } }
agents: [{ name: shop, prompt: shop, run: model, budget: { calls: 5 } }]
`,
  });
  onTestFinished(() => folder.remove());
  const client = await LspClient.start({ folders: [folder.path] });
  onTestFinished(async () => void (await client.stop()));
  await client.ask("homeostat/import", { progressToken: "t", paths: [folder.file("chats.jsonl")] });
  await client.ask("homeostat/evaluate", { progressToken: "t" });
  const prompt = pathToFileURL(folder.file("shop.prompt.md")).href;
  client.open(prompt, `${shopPrompt}\n- Begin every answer with "Dear reader,".\n`, "markdown");

  const evaluators = ["dear", "no-promise", "rare"];
  const plan = await client.ask<FreshPlanResult>("homeostat/fresh/plan", { prompt, evaluators, limit: 4 });
  expect(plan.conversationIds).toHaveLength(4);
  expect(plan.calls).toBe(4);
  expect(plan.text).toMatch(
    /^4 of 8 conversations of shop\.prompt\.md: the agent shop runs them with the text as it is in the editor \(unsaved\)[\s\S]*About 4 calls, .*; at most 5 calls/,
  );
  const { conversationIds } = plan;
  const fresh = (ids: readonly string[]) =>
    client.ask<FreshRunResult>("homeostat/fresh/run", {
      ...{ progressToken: "t", prompt, evaluators, conversationIds: ids },
    });
  const result = await fresh(conversationIds);
  expect(result.evaluators).toMatchObject([
    { evaluator: "dear", state: "passed", failures: [] },
    { evaluator: "no-promise", state: "passed" },
    { evaluator: "rare", state: "skipped" },
  ]);
  expect(result.evaluators[0]!.verdict).toMatch(
    /^Fresh answers: 100 % pass \(4 of 4; .*\), not below the threshold of 80 %; on the recordings 0 of 4 passed/,
  );
  expect(result.evaluators[2]!.lines[0]).toMatch(/skipped, not applicable/);
  expect(result.conversations.map(({ id }) => id)).toEqual(conversationIds);
  expect(result.conversations[0]!.fresh).toContain("Dear reader,");
  expect(model.exchanges.at(-1)!.request.messages[0]!.content).toContain("Dear reader,");

  // Back to what is on disk, it fails, with the answer that was given.
  client.change(prompt, shopPrompt);
  const [dear] = (await fresh(conversationIds)).evaluators;
  expect(dear).toMatchObject({ state: "failed", failures: expect.any(Array) });
  expect(dear!.failures).toHaveLength(4);
  expect(dear!.failures[0]!.answer.length).toBeGreaterThan(0);
  expect(dear!.failures[0]!.explanation).toMatch(/Dear/);

  // What the agent may take at most holds here too.
  const all = await client.ask<FreshPlanResult>("homeostat/fresh/plan", { prompt, evaluators, limit: 50 });
  expect(all.conversationIds).toHaveLength(8);
  expect((await fresh(all.conversationIds)).lines.join("\n")).toMatch(
    /3 conversations not run to an end: the budget of 5 calls is spent/,
  );
  expect(await client.ask("homeostat/status", {})).toMatchObject({ conversations: 8 });

  // The command line takes the text on disk, and fails for those alone that are trusted.
  const of = ["evaluate", "--fresh-answers", "4", "--prompt", "shop"];
  const told = await runCli(folder.path, ...of, "--evaluator", "dear", "--fail-under", "0.8");
  expect(told).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^Of 8 conversations 4 conversations again/),
  });
  expect(told.stdout).toMatch(
    /✗ dear {2}Fresh answers: 0 % pass \(0 of 4;[\s\S]*Nothing was stored[\s\S]*passes 0 of 4 fresh answers, below 80 %; it is not trusted/,
  );
  const { prompts } = await cliJson<{ prompts: { evaluators: { evaluator: string; n: number }[] }[] }>(
    folder.path,
    ...of,
  );
  expect(prompts[0]!.evaluators.map(({ evaluator, n }) => [evaluator, n])).toEqual([
    ["no-promise", 4],
    ["short", 4],
    ["dear", 4],
    ["rare", 0],
  ]);
  const wrong = await runCli(folder.path, ...of, "--junit", "x.xml");
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringMatching(/with --fresh-answers there are/) });
}, 180_000);
