/** Labels as people and other programs give them: by the built command line, several at once, and agreement as others read it. */
import { existsSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, test } from "vitest";
import type { AgreementView } from "../../server/protocol/index.ts";
import { ensureBuilt } from "../support/built.ts";
import { LspClient } from "../support/lsp-client.ts";
import { cliJson, runCli } from "../support/run-cli.ts";
import { tempFolder } from "../support/temp-folder.ts";

beforeAll(ensureBuilt, 300_000);

const chats = Array.from({ length: 6 }, (_, i) =>
  JSON.stringify({
    id: `c-${i}`,
    outcome: i % 2 === 0 ? "pass" : "fail",
    messages: [
      { role: "user", content: `question ${i}` },
      { role: "assistant", content: i < 3 ? "I am sorry \u001b[31m" : "No." },
    ],
  }),
).join("\n");
const config =
  "version: 1\nevaluators:\n  - { name: sorry, scope: conversation, assert: [{ type: icontains, value: sorry }] }\n";

test("commands at the same moment lose no label; a file of labels, agreement, history", async () => {
  const folder = tempFolder("labels", {
    "chats.jsonl": chats,
    "homeostat.yaml": config,
    "labels.csv": "conversation,label,why\nc-1,fail,rude\nc-9,fail,\nc-2,maybe,\n",
  });
  try {
    for (const args of [["import", "chats.jsonl"], ["evaluate"]])
      expect((await runCli(folder.path, ...args)).code).toBe(0);
    const runs = await Promise.all(
      Array.from({ length: 4 }, (_, i) =>
        runCli(folder.path, "label", `c-${i}`, i % 2 === 0 ? "pass" : "fail", "--who", `p${i}`),
      ),
    );
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    const text = (): string => readFileSync(folder.file("homeostat/labels.yaml"), "utf8");
    expect(text().match(/^ {2}- /gm)).toHaveLength(4);

    const from = await runCli(folder.path, "label", "--from", "labels.csv", "--who", "Ada");
    expect(from.code).toBe(1);
    expect(from.stdout).toMatch(
      /1 label read, 1 new[\s\S]*line 3: There is no conversation c-9[\s\S]*line 4: Its label is maybe/,
    );
    const unknown = await runCli(folder.path, "label", "c-77", "fail");
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("There is no conversation c-77.");

    const { evaluators } = await cliJson<{ evaluators: Record<string, unknown>[] }>(folder.path, "agreement");
    expect(evaluators.map(({ evaluator, n, agree }) => [evaluator, n, agree])).toEqual([
      ["sorry", 4, 3],
      ["recorded outcome", 4, 4],
    ]);
    const told = await runCli(folder.path, "agreement", "--evaluator", "sorry");
    expect(told.stdout).toMatch(
      /sorry +4 +3\/4 75 %[\s\S]*c-1 {2}evaluator pass \(sure, 1\.00\), people fail/,
    );
    expect(told.stdout).not.toContain("\u001b[31m");
    const wrong = await runCli(folder.path, "agreement", "--limit", "many");
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("A number from 1 on.")]);

    const history = await runCli(folder.path, "evaluators", "history", "sorry");
    expect(history.stdout).toMatch(/1 definition[\s\S]*in force: 3 pass, 3 fail[\s\S]*value: sorry/);
  } finally {
    folder.remove();
  }
});

test("what is typed into the open file and not saved is not written over", async () => {
  const saved = "labels: []\n";
  const folder = tempFolder("labels-open", { "chats.jsonl": chats, "homeostat/labels.yaml": saved });
  const client = await LspClient.start({ folders: [folder.path] });
  try {
    await client.ask("homeostat/import", { progressToken: "t", paths: [folder.file("chats.jsonl")] });
    const uri = pathToFileURL(folder.file("homeostat/labels.yaml")).href;
    client.open(uri, `${saved}# being typed`, "yaml");
    const label = () => client.ask("homeostat/label", { conversation: "c-1", label: "fail", who: "Ada" });
    await expect(label()).rejects.toThrow(/labels\.yaml is open with changes that are not saved/);
    expect(readFileSync(folder.file("homeostat/labels.yaml"), "utf8")).toBe(saved);
    client.change(uri, saved);
    expect(await label()).toMatchObject({ isChanged: true });
    expect(readFileSync(folder.file("homeostat/labels.yaml"), "utf8")).toContain("conversation: c-1");
  } finally {
    await client.stop();
    folder.remove();
  }
}, 120_000);

test("the page of agreement is told what there is, and after each label what there is then", async () => {
  const folder = tempFolder("labels-page", { "chats.jsonl": chats, "homeostat.yaml": config });
  const client = await LspClient.start({ folders: [folder.path] });
  const agreement = (against?: string) =>
    client.ask<AgreementView>("homeostat/agreement", { ...(against && { against }) });
  try {
    // Asking makes no store.
    expect(await agreement()).toMatchObject({ conversations: 0, hasFolder: true, evaluators: [] });
    expect(existsSync(folder.file(".homeostat"))).toBe(false);
    await client.ask("homeostat/import", { progressToken: "t", paths: [folder.file("chats.jsonl")] });
    await client.ask("homeostat/evaluate", { progressToken: "t" });
    const before = await agreement("labels");
    expect(before).toMatchObject({ against: "labels", conversations: 6, labels: 0, evaluators: [] });
    expect(before.toLabel.map(({ failed }) => failed)).toEqual([
      ...[["sorry"], ["sorry"], ["sorry"]],
      ...[[], [], []],
    ]);
    // With nobody's label the outcome is what they are held against.
    expect((await agreement()).against).toBe("outcome");

    await client.ask("homeostat/label", { conversation: "c-1", label: "fail", who: "Ada", why: "rude" });
    await client.ask("homeostat/label", { conversation: "c-4", label: "fail", who: "Ada" });
    const view = await agreement();
    expect(view).toMatchObject({ against: "labels", labels: 2, people: ["Ada"] });
    expect(view.evaluators.find(({ evaluator }) => evaluator === "sorry")).toMatchObject({
      ...{ agree: { k: 1, n: 2 }, isOnWhole: true, disagreeing: 1 },
      table: { bothFail: 1, onlyEvaluatorFails: 0, onlyOthersFail: 1, bothPass: 0 },
      disagreements: [
        {
          ...{
            conversationId: "c-1",
            opening: "question 1",
            evaluator: "pass",
            others: "fail",
            isSure: true,
          },
          references: [{ who: "Ada", label: "fail", why: "rude", isOlder: false }],
        },
      ],
    });
    expect(view.toLabel.map(({ id }) => id)).not.toContain("c-1");
    expect(JSON.stringify(view)).not.toContain("\\u001b");
    expect(await client.ask<string>("homeostat/agreement/text", {})).toMatch(
      /Evaluators against 2 labels by Ada/,
    );
  } finally {
    await client.stop();
    folder.remove();
  }
}, 120_000);
