// Tests on fresh answers: what it takes is told before, a failing one leads to its answer, and an edit that nobody saved makes it pass.
import { expect, onTestFinished, test } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { scriptedModelName, startScriptedModel } from "../support/scripted-model.ts";
import { shopConfig, shopConversations, shopFiles } from "../support/shop.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openWorkbench } from "./harness.ts";

test("a test is run on fresh answers, fails, shows why, and passes with a text that is not saved", async (context) => {
  const model = await startScriptedModel();
  onTestFinished(model.close);
  const folder = tempFolder("fresh", {
    ...shopFiles,
    "chats.jsonl": shopConversations(8),
    ".vscode/settings.json": '{ "files.autoSave": "off", "homeostat.tests.freshConversations": 4 }',
    "homeostat.yaml": `${shopConfig}  - name: greets
    description: Answers begin with a greeting.
    assert: [{ type: starts-with, value: "Dear reader," }]
models: { chat: { baseUrl: "${model.url}", model: ${scriptedModelName} } }
agents: [{ name: shop, prompt: shop, run: model }]
`,
  });
  onTestFinished(() => folder.remove());
  for (const args of [["import", "chats.jsonl"], ["evaluate"]])
    expect((await runCli(folder.path, ...args)).code).toBe(0);

  const vscode = await openWorkbench(context, { copyOf: folder.path });
  const { page } = vscode;
  await vscode.openFile("shop.prompt.md");
  await vscode.openSideBar("Testing");
  const row = await vscode.testRow("greets");

  await vscode.runTestWith(row, "Run on Fresh Answers");
  const dialog = page.locator(".monaco-dialog-box");
  await expect
    .poll(() => dialog.innerText())
    .toMatch(
      /Run 4 conversations again, with about 4 calls\?[\s\S]*4 of 8 conversations of shop\.prompt\.md/,
    );
  expect(model.exchanges).toHaveLength(0);
  await vscode.screenshotOnly("fresh-plan");
  await dialog.getByRole("button", { name: "Run" }).click();
  await row.locator(".codicon-testing-failed-icon").waitFor({ timeout: 120_000 });
  expect(model.exchanges).toHaveLength(4);

  const message = page.locator(".test-output-peek, .test-message, .preview-text").filter({
    hasText: "Open the fresh conversation",
  });
  await vscode.command("Test: Peek Output");
  await message.first().waitFor();
  expect(await message.first().innerText()).toMatch(
    /0\s%\spass[\s\S]*Wanted:\sAnswers\sbegin\swith\sa\sgreeting\.[\s\S]*Answered:\s“/,
  );
  await vscode.screenshot("fresh-answers");
  await message.first().getByText("Open the fresh conversation").first().click();
  await expect
    .poll(() => page.locator(".monaco-diff-editor").first().innerText(), { timeout: 60_000 })
    .toMatch(/as\sit\swas\srecorded/);
  await vscode.screenshotOnly("fresh-conversation");

  // Its tab has the name of the file as well.
  await vscode.command("View: Close All Editors");
  await vscode.openFile("shop.prompt.md");
  await vscode.goTo("Keep to");
  await page.keyboard.press("Control+End");
  await page.keyboard.type('\n- Begin every answer with "Dear reader,".\n');
  await vscode.runTestWith(await vscode.testRow("greets"), "Run on Fresh Answers");
  await expect.poll(() => dialog.innerText()).toMatch(/in the editor \(unsaved\)/);
  await dialog.getByRole("button", { name: "Run" }).click();
  await row.locator(".codicon-testing-passed-icon").waitFor({ timeout: 120_000 });
  expect(model.exchanges.at(-1)!.request.messages[0]!.content).toContain("Dear reader,");
}, 600_000);
