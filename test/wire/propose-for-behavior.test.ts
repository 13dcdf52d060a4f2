/** Evaluators from a behavior that fails, on the command line: what holds is said, added for that behavior, and judged by. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { BehaviorProposals } from "../../server/core/index.ts";
import { Store } from "../../server/core/store/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { type ScriptedModel, scriptedModelName, startScriptedModel } from "../support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { writePlantedBehaviors } from "../support/write-behaviors.ts";

let folder: TempFolder;
let model: ScriptedModel;
const run = (...args: readonly string[]) => runCli(folder.path, ...args);

/** Refunds fail mostly where the policy was not read, hours never. */
const chats = Array.from({ length: 100 }, (_, i) => {
  const isRefund = i < 80;
  const failed = isRefund && i % 2 === 0;
  const call = { id: `t${i}`, type: "function", function: { name: "read_policy", arguments: "{}" } };
  const reads = failed ? i % 10 === 0 : i % 14 !== 1;
  return {
    id: `c${i}`,
    messages: [
      {
        role: "user",
        content: isRefund ? `I want a refund for order ${i}.` : `When do you open, asked ${i}?`,
      },
      ...(isRefund && reads
        ? [
            { role: "assistant", content: "", tool_calls: [call] },
            { role: "tool", tool_call_id: call.id, content: "14 days" },
          ]
        : []),
      { role: "assistant", content: failed ? `Order ${i} is too old.` : `Certainly, as asked ${i}.` },
    ],
  };
});

beforeAll(async () => {
  await ensureBuilt();
  model = await startScriptedModel();
  folder = tempFolder("propose-for-behavior", {
    "homeostat.yaml": `models: { embeddings: lexical, chat: { baseUrl: "${model.url}", model: ${scriptedModelName} } }
evaluators:
  - { name: solved, assert: [{ type: icontains, value: certainly }] }
`,
    "chats.jsonl": chats.map((one) => JSON.stringify(one)).join("\n"),
  });
  vi.stubEnv("HOMEOSTAT_HOME", folder.file("home"));
  expect((await run("import", "chats.jsonl")).code).toBe(0);
  const store = await Store.open(folder.file(".homeostat"));
  await writePlantedBehaviors(
    store,
    Object.fromEntries(chats.map(({ id }, i) => [id, i < 80 ? "refunds" : "hours"])),
  );
  store.close();
  expect((await run("evaluate")).code).toBe(0);
});
afterAll(async () => {
  await model.close();
  vi.unstubAllEnvs();
  folder.remove();
});

test("a model is asked where it is told to, and says before what that takes", async () => {
  const dry = await run("propose", "--behavior", "refunds", "--model", "--dry-run");
  expect(dry.stdout).toMatch(/shown some conversations that failed and some that passed.*at most \d+ calls/);
  expect(model.exchanges).toHaveLength(0);
  const { proposals, judges } = await cliJson<BehaviorProposals>(
    folder.path,
    ...["propose", "--behavior", "refunds", "--model", "--calls", "20"],
  );
  expect(model.exchanges).toHaveLength(20);
  expect(judges).toMatchObject([{ calls: 20 }]);
  expect(proposals[0]).toMatchObject({ pattern: "rubric", contrast: { failing: { k: 6, n: 6 } } });
});

test("says which check holds, adds it for this behavior, and judges its conversations alone", async () => {
  const asked = model.exchanges.length;
  const { code, stdout, stderr } = await run("propose", "--behavior", "Refunds", "--add");
  expect(stderr).toContain("Added calls-read-policy.");
  expect(code).toBe(0);
  expect(stdout).toMatch(/“refunds”: 40 failed, 40 passed; \d+ checks tried/);
  expect(stdout).toMatch(/calls-read-policy: would flag 38 of 80/);
  expect(stdout).toMatch(/fails \d+ of \d+ that fail and \d+ of \d+ that pass \(p = /);
  expect(stdout).toContain("With --model a model writes a criterion for it.");
  const written = readFileSync(folder.file("homeostat.yaml"), "utf8");
  expect(written).toMatch(
    /- name: calls-read-policy\n.*description: Fails .*\n.*\n {4}behaviors: \[ refunds \]\n/,
  );
  expect(model.exchanges).toHaveLength(asked);
  const store = await Store.open(folder.file(".homeostat"));
  const rows = await store.tables.evaluations.read({ columns: ["id", "evaluator"] });
  expect(rows.filter(({ evaluator }) => evaluator === "calls-read-policy")).toHaveLength(80);
  store.close();
});

test("a file and a behavior are two questions, and a behavior must be there", async () => {
  expect((await run("propose")).stderr).toContain("name a file, or a behavior");
  expect((await run("propose", "a.md", "--behavior", "refunds")).code).not.toBe(0);
  expect((await run("propose", "--behavior", "complaints")).stderr).toContain("There is no behavior called");
});
