// Models with VS Code between: a language model that another extension brings, and a key in the secret storage.
import fs from "node:fs";
import path from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { runCli } from "../support/run-cli.ts";
import { scriptedModelName, startScriptedModel } from "../support/scripted-model.ts";
import { shopConversations, shopFiles } from "../support/shop.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openWorkbench } from "./harness.ts";

const judged = (chat: string): string => `version: 1
models: { embeddings: lexical, chat: ${chat} }
evaluators:
  - name: today
    scope: conversation
    assert: [{ type: llm-rubric, value: 'The output contains "today"' }]
`;

/** A shop whose conversations are there and not judged yet. */
async function shopWith(chat: string): Promise<string> {
  await ensureBuilt();
  const folder = tempFolder("models-in-vscode", {
    ...shopFiles,
    "chats.jsonl": shopConversations(4),
    "homeostat.yaml": judged(chat),
  });
  onTestFinished(() => folder.remove());
  expect((await runCli(folder.path, "import", "chats.jsonl")).code).toBe(0);
  return folder.path;
}

test("a language model of VS Code judges once its user allows it, and the command line says who can", async (context) => {
  const model = await startScriptedModel({ port: inject("standInPort") });
  onTestFinished(model.close);
  const shop = await shopWith("{ vscode: stand-in/scripted }");
  const { stdout } = await runCli(shop, "evaluate");
  expect(stdout).toContain("stand-in/scripted is one of VS Code's own, and only VS Code can ask it");

  const vscode = await openWorkbench(context, { copyOf: shop, allProposals: true });
  await vscode.statusItem("Homeostat");
  await vscode.command("Homeostat: Evaluate Conversations");
  const dialog = vscode.page.locator(".monaco-dialog-box");
  await dialog.waitFor({ timeout: 120_000 });
  expect(await dialog.innerText()).toMatch(/Homeostat.*language models.*Stand-in Models/s);
  expect(model.exchanges).toEqual([]);
  await vscode.screenshotOnly("language-model-consent");
  await dialog.getByRole("button", { name: "Allow" }).click();
  const told = vscode.toast(/new evaluations/);
  await told.waitFor({ timeout: 120_000 });
  await vscode.screenshotOnly("language-model-judged");
  expect(await vscode.notified(/new evaluations/)).toMatch(
    /4 new evaluations in 4 conversations\. Asked stand-in\/scripted in VS Code to judge: \d+ calls\./,
  );
  expect(model.exchanges.length).toBeGreaterThanOrEqual(4);
  expect(JSON.stringify(model.exchanges[0]!.request.messages)).toContain("The output contains");

  // The verdicts are figures like any others.
  await vscode.openSideBar("Homeostat");
  await vscode
    .treeRows("Evaluators")
    .filter({ hasText: /today/ })
    .filter({ hasText: /of 4/ })
    .first()
    .waitFor();
}, 600_000);

test("a missing key is set by the button, and is used for that place without showing anywhere", async (context) => {
  const key = "sk-e2e-8c1f-never-shown";
  const model = await startScriptedModel({ key });
  onTestFinished(model.close);
  const chat = `{ baseUrl: "${model.url}", model: ${scriptedModelName}, apiKeyEnv: SHOP_KEY }`;
  const shop = await shopWith(chat);
  const vscode = await openWorkbench(context, { copyOf: shop });
  await vscode.statusItem("Homeostat");
  await vscode.command("Homeostat: Evaluate Conversations");
  await vscode.toast(/There is no key for 127\.0\.0\.1/).waitFor({ timeout: 120_000 });
  await vscode.screenshotOnly("model-key-missing");
  await vscode.pressInNotification(/There is no key/, "Set the Key");
  const input = vscode.page.locator(".quick-input-widget input[type=password]").first();
  await input.waitFor();
  await vscode.screenshotOnly("model-key-asked");
  expect(await vscode.page.locator(".quick-input-widget").innerText()).toContain(
    `sent to ${new URL(model.url).origin} and nowhere else`,
  );
  await input.fill(key);
  await vscode.page.keyboard.press("Enter");
  await vscode.notified(/The key SHOP_KEY for http:\/\/127\.0\.0\.1:\d+ is kept/);

  await vscode.command("Homeostat: Evaluate Conversations");
  expect(await vscode.notified(/new evaluations/)).toContain("4 new evaluations in 4 conversations");
  expect(model.exchanges.length).toBeGreaterThanOrEqual(4);
  // Nothing that VS Code or the extension wrote has it: no log, setting or store.
  for (const place of ["data", "home", "extensions"])
    expect(filesWith(path.join(inject("runFolder"), place), key)).toEqual([]);
  expect(filesWith(vscode.folder!, key)).toEqual([]);
}, 600_000);

function filesWith(root: string, text: string): string[] {
  return fs
    .readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(root, name))
    .filter(
      (file) =>
        fs.statSync(file, { throwIfNoEntry: false })?.isFile() && fs.readFileSync(file).includes(text),
    );
}
