// What a cycle found, from the Review Queue to its page: evidence, both answers of a case, what was tried; and a cycle that found nothing.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { greetingShop, rightGreeting } from "../support/greeting-shop.ts";
import { runCli } from "../support/run-cli.ts";
import { type ScriptedModel, startScriptedModel } from "../support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { openWorkbench } from "./harness.ts";

let shop: TempFolder;
let model: ScriptedModel;

/** Two real cycles, by the scripted model: one finds an edit, one finds none. Made before the test, so that its own time is for the window. */
beforeAll(async () => {
  await ensureBuilt();
  const pool = ["Be as friendly as you can.", rightGreeting, "Use simple words."];
  let asked = 0;
  model = await startScriptedModel({
    reflects: ({ lines, complaints }) => {
      const isGreeting = complaints.some((one) => one.includes("Greets"));
      const text = isGreeting ? pool[asked++ % pool.length]! : "Be glad to help.";
      return [[{ action: "add", line: lines.at(-1)!.number, text }]];
    },
  });
  const files = greetingShop(model.url);
  shop = tempFolder("suggestion-page", {
    ...files,
    // In a browser the editor saves by itself, and nothing would be unsaved.
    ".vscode/settings.json": '{ "files.autoSave": "off" }',
    "homeostat.yaml": files["homeostat.yaml"]!.replace(
      "models:",
      '  - { name: names-a-colleague, scope: turn, description: Names a colleague., assert: [{ type: contains, value: "colleague" }] }\nmodels:',
    ),
  });
  for (const args of [
    ["import", "chats.jsonl"],
    ["evaluate"],
    ["test-evaluators"],
    ["improve", "--target", "names-a-colleague"],
    ["improve", "--target", "polite"],
  ]) {
    const { code, stdout, stderr } = await runCli(shop.path, ...args);
    expect([0, 1], `${args.join(" ")}: ${stdout}${stderr}`).toContain(code);
  }
}, 600_000);
afterAll(async () => {
  shop?.remove();
  await model?.close();
});

test("a suggestion waits in the queue and shows its evidence on its page, and so does a cycle that found none", async (context) => {
  const vscode = await openWorkbench(context, { copyOf: shop.path });
  await vscode.openSideBar("Homeostat");
  await vscode.treeRows("Failing Conversations").first().waitFor({ timeout: 120_000 });
  for (const view of ["Behaviors", "Evaluators", "Failing Conversations"]) await vscode.closeView(view);
  await vscode.openView("Review Queue");
  const rows = vscode.treeRows("Review Queue");
  const suggestion = rows.filter({ hasText: "Meet “polite”" }).first();
  await suggestion.waitFor({ timeout: 60_000 });
  expect(await suggestion.getAttribute("aria-label")).toMatch(/^Waiting, Meet “polite”: 0\/\d+ to (\d+)\/\1/);
  const unmended = rows.filter({ hasText: "No edit for “names-a-colleague”" }).first();
  expect(await unmended.innerText()).toContain("no edit helps");

  await suggestion.click();
  const page = vscode.webview();
  await page.locator(".effects tbody tr").first().waitFor({ timeout: 60_000 });
  expect(await page.locator("h1").innerText()).toMatch(/^Meet “polite”/);
  expect(await page.locator(".diff-line.added").innerText()).toContain(rightGreeting);
  await page.locator("summary", { hasText: "Answers before and after" }).first().click();
  const answers = page.locator("blockquote");
  await answers.first().waitFor({ timeout: 60_000 });
  expect(await answers.nth(1).innerText()).toMatch(/^Dear guest,/);
  expect(await answers.first().innerText()).not.toMatch(/^Dear guest,/);
  await page.locator("h1").scrollIntoViewIfNeeded();
  await vscode.screenshot("suggestion-page");
  // By the settings of the folder: the palette and a page fight for the keyboard.
  for (const theme of ["Default Light Modern", "Default High Contrast", "Default Dark Modern"]) {
    const settings = { "files.autoSave": "off", "workbench.colorTheme": theme };
    writeFileSync(join(vscode.folder!, ".vscode/settings.json"), JSON.stringify(settings));
    await vscode.page.waitForTimeout(3_000);
    await vscode.screenshotOnly(`suggestion-page-${theme.toLowerCase().replaceAll(" ", "-")}`);
  }
  await page.locator("#cases").scrollIntoViewIfNeeded();
  await vscode.screenshotOnly("suggestion-page-cases");
  await page.locator("summary", { hasText: "tried" }).first().click();
  await page.locator("summary", { hasText: "What the gate compared" }).click();
  await page.locator("#lineage").scrollIntoViewIfNeeded();
  await vscode.screenshotOnly("suggestion-page-lineage");

  // The whole conversation of a case with either text, beside each other.
  await page.getByRole("button", { name: "Compare the Whole Conversations" }).first().click();
  await vscode.activeTab("Answers with the text as it was");
  await vscode.screenshotOnly("suggestion-answers");

  // The cycle that found nothing tells what it tried.
  await unmended.click();
  await expect.poll(() => vscode.webview().locator("h1").innerText()).toBe("No edit for “names-a-colleague”");
  await vscode.webview().locator(".tried tbody tr").first().waitFor();
  await vscode.screenshotOnly("suggestion-none");
}, 600_000);

test("accepted to be edited on, it stands unsaved beside the text as it was, and is recorded", async (context) => {
  const vscode = await openWorkbench(context, { copyOf: shop.path });
  const prompt = join(vscode.folder!, "shop.prompt.md");
  const before = readFileSync(prompt, "utf8");
  await vscode.openSideBar("Homeostat");
  await vscode.treeRows("Failing Conversations").first().waitFor({ timeout: 120_000 });
  for (const view of ["Behaviors", "Evaluators", "Failing Conversations"]) await vscode.closeView(view);
  await vscode.openView("Review Queue");
  const rows = vscode.treeRows("Review Queue");
  const suggestion = rows.filter({ hasText: "Meet “polite”" }).first();
  await suggestion.click();
  await vscode.webview().getByRole("button", { name: "Accept and Edit" }).click();
  await vscode.activeTab("shop.prompt.md: before the suggestion");
  await rows.filter({ hasText: "Accepted, Not Committed" }).first().waitFor({ timeout: 60_000 });
  await vscode.screenshotOnly("suggestion-edit");
  expect(readFileSync(prompt, "utf8")).toBe(before);
  const trail = readFileSync(join(vscode.folder!, "homeostat/audit.jsonl"), "utf8");
  expect(trail).toContain('"action":"accepted"');
  await suggestion.click();
  await expect
    .poll(() => vscode.webview().locator(".head .standing").innerText())
    .toBe("Accepted: it is in the text, and not committed.");
}, 400_000);
