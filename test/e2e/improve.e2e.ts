// From a squiggle's light bulb to an edit that mends what fails: what it takes, how far it is, how it ended, and the cycle as a trace.
import { expect, onTestFinished, test } from "vitest";
import { greetingShop, rightGreeting } from "../support/greeting-shop.ts";
import { runCli } from "../support/run-cli.ts";
import { startScriptedModel } from "../support/scripted-model.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openWorkbench } from "./harness.ts";

test("an edit is looked for from the light bulb, and its cycle is opened as a trace", async (context) => {
  let slow = 0;
  const model = await startScriptedModel({
    before: () => new Promise((done) => setTimeout(done, slow)),
    reflects: ({ lines }, n) => [
      [{ action: "add", line: lines.at(-1)!.number, text: n % 3 === 2 ? rightGreeting : "Be kind." }],
    ],
  });
  onTestFinished(model.close);
  const folder = tempFolder("improve", greetingShop(model.url));
  onTestFinished(() => folder.remove());
  for (const args of [["import", "chats.jsonl"], ["evaluate"], ["test-evaluators"]])
    await runCli(folder.path, ...args);

  const vscode = await openWorkbench(context, { copyOf: folder.path });
  await vscode.openSideBar("Homeostat");
  await vscode.treeRows("Failing Conversations").first().waitFor({ timeout: 120_000 });
  await vscode.openFile("shop.prompt.md");
  await vscode.page.getByText("200 conversations").first().waitFor({ timeout: 120_000 });
  await vscode.page.keyboard.press("Control+Home");
  await vscode.quickFix("Look for an edit that mends “polite”");

  // What it takes, and less of it.
  const box = vscode.page.locator(".monaco-dialog-box");
  await expect
    .poll(() => box.innerText(), { timeout: 60_000 })
    .toMatch(/mends .polite.*cases to learn from.*at most 3000 calls and \$5.*No file is changed/s);
  await vscode.screenshotOnly("improve-plan");
  expect(model.exchanges).toEqual([]);
  await box.getByRole("button", { name: "Spend Less…" }).click();
  await vscode.answer("900");
  await vscode.answer("1.5");
  await expect.poll(() => box.innerText()).toMatch(/Here at most 900 calls and \$1\.5/);
  slow = 700;
  await box.getByRole("button", { name: "Look for an Edit" }).click();

  // How far it is; one goes on editing, and a second one is refused.
  const progress = vscode.toast(/Improving .polite./);
  await expect
    .poll(() => progress.innerText(), { timeout: 120_000 })
    .toMatch(/reflection \d; \d+ of 900 calls/);
  await vscode.screenshotOnly("improve-progress");
  await vscode.command("Homeostat: Improve…");
  await vscode.page.locator(".quick-input-widget").getByText("20 % pass (40 of 200 samples)").waitFor();
  await vscode.screenshotOnly("improve-targets");
  await vscode.choose("polite");
  expect(await vscode.notified(/being looked for already/)).toContain("Wait until that is done");

  slow = 0;
  const ended = await vscode.notified(/Meet .polite./, 240_000);
  expect(ended).toMatch(/0\/(\d+) to \1\/\1, 0 of \1 broken\. No file was changed/);
  await vscode.screenshot("improve-ended");

  await vscode.command("Homeostat: Open Cycle as Trace…");
  await vscode.choose("polite");
  const page = vscode.webview();
  await page.getByRole("treegrid", { name: "Spans" }).waitFor();
  await page
    .getByRole("row", { name: /Reflection 3: 1 proposal/ })
    .first()
    .click();
  await page.locator("#span").getByText("Output", { exact: true }).waitFor();
  await vscode.command("View: Toggle Primary Side Bar Visibility");
  await page.locator("h1").scrollIntoViewIfNeeded();
  await vscode.screenshot("improve-trace");
  await page
    .getByRole("row", { name: /Dear guest.*pass/ })
    .first()
    .click();
  await page
    .locator("#span")
    .getByText("run cases")
    .or(page.locator("#span").getByText("Result"))
    .first()
    .waitFor();
  await vscode.screenshotOnly("improve-trace-cases");
  expect(await page.locator("#labels, .label-bar").count()).toBe(0);
}, 900_000);
