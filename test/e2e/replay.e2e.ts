// A conversation run again with the text in the editor, not yet saved: both sides beside each other, with what the evaluators say of them.
import { expect, onTestFinished, test } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { scriptedModelName, startScriptedModel } from "../support/scripted-model.ts";
import { shopConfig, shopConversations, shopFiles } from "../support/shop.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openWorkbench } from "./harness.ts";

test("a prompt that is edited and not saved is replayed, and both answers stand side by side", async (context) => {
  const model = await startScriptedModel();
  onTestFinished(model.close);
  const chat = `models: { chat: { baseUrl: "${model.url}", model: ${scriptedModelName} } }\n`;
  const folder = tempFolder("replay", {
    ...shopFiles,
    "chats.jsonl": shopConversations(4),
    // In a browser the editor saves by itself, and nothing would be unsaved.
    ".vscode/settings.json": '{ "files.autoSave": "off" }',
    "homeostat.yaml": `${shopConfig}${chat}`,
  });
  onTestFinished(() => folder.remove());
  for (const args of [["import", "chats.jsonl"], ["evaluate"]])
    expect((await runCli(folder.path, ...args)).code).toBe(0);

  const vscode = await openWorkbench(context, { copyOf: folder.path });
  await vscode.openSideBar("Homeostat");
  await vscode.treeRows("Failing Conversations").first().waitFor({ timeout: 120_000 });
  await vscode.openFile("shop.prompt.md");
  await vscode.page.getByText("4 conversations").first().waitFor({ timeout: 120_000 });

  // Without an agent it says what to write, and writes it.
  await vscode.command("Homeostat: Replay with This Text");
  await vscode.page
    .locator(".quick-input-list .monaco-list-row")
    .filter({ hasText: "damaged atlas" })
    .click();
  await vscode.page.getByRole("button", { name: "Add an Agent" }).click();
  await vscode.activeTab("homeostat.yaml");
  await expect.poll(() => vscode.visibleText()).toMatch(/run: model/);
  await vscode.page.keyboard.press("Control+s");

  await vscode.openFile("shop.prompt.md");
  await vscode.page.locator(".monaco-editor").first().click();
  await vscode.page.keyboard.press("Control+End");
  await vscode.page.keyboard.type('\n- Begin every answer with "Dear reader,".\n');
  await vscode.page.getByText("Replay with this text").first().click();
  await vscode.page
    .locator(".quick-input-list .monaco-list-row")
    .filter({ hasText: "damaged atlas" })
    .click();
  // What it takes is told before.
  const dialog = vscode.page.locator(".monaco-dialog-box");
  await expect.poll(() => dialog.innerText()).toMatch(/in the editor \(unsaved\).*About 1 call/s);
  await vscode.screenshotOnly("replay-plan");
  await dialog.getByRole("button", { name: "Replay" }).click();

  await expect
    .poll(() => vscode.page.locator(".monaco-diff-editor").innerText(), { timeout: 120_000 })
    .toMatch(/Dear\sreader,\sYou\sasked/);
  const text = await vscode.page.locator(".monaco-diff-editor").innerText();
  expect(text).toMatch(/as\sit\swas\srecorded/);
  expect(text).toMatch(/no-promise:\sfail\s→\spass/);
  expect(text).toMatch(/I\spromise\syou\sa\srefund/);
  await vscode.screenshot("replay");
  const system = model.exchanges.at(-1)!.request.messages[0]!;
  expect(system.content).toContain('Begin every answer with "Dear reader,"');
}, 600_000);
