// From a prompt to why its conversations fail: causes, ways in which it goes wrong, the line; from a failing conversation to what it points to.
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { runCli } from "../support/run-cli.ts";
import { refundLine, shopConversations, shopFiles } from "../support/shop.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { openWorkbench } from "./harness.ts";

let shop: TempFolder;

/** The shop, of which every second conversation promises a refund: made before the test, so that its own time is for the window. */
beforeAll(async () => {
  await ensureBuilt();
  shop = tempFolder("diagnosis", { ...shopFiles, "chats.jsonl": shopConversations(60) });
  for (const args of [["import", "chats.jsonl"], ["evaluate"]])
    expect((await runCli(shop.path, ...args)).code).toBe(0);
}, 600_000);
afterAll(() => shop?.remove());

test("a prompt is diagnosed: causes, ways in which it goes wrong, the line; a conversation of it shows its suspects", async (context) => {
  const vscode = await openWorkbench(context, { copyOf: shop.path });
  await vscode.statusItem(/1 failing/, 120_000);
  await vscode.openFile("shop.prompt.md");
  await vscode.command("View: Toggle Primary Side Bar Visibility");
  await vscode.command("Homeostat: Diagnose Failures");

  const page = vscode.webview();
  await page.locator("svg.causes").waitFor({ timeout: 120_000 });
  expect(await page.locator("h1").innerText()).toBe("Diagnosis of shop.prompt.md");
  const first = page.locator(".mechanisms details[open]").first();
  const line = first.getByRole("button", { name: "Never promise a refund." }).first();
  await line.waitFor();
  await vscode.screenshot("diagnosis");

  // To the line, beside the page.
  await line.click();
  await vscode.activeTab("shop.prompt.md");
  await vscode.statusItem(`Ln ${refundLine + 1}`);
  await vscode.screenshotOnly("diagnosis-beside-prompt");

  // To a conversation, and from there to what it points to.
  await first.locator(".exemplars button").first().click();
  await page.getByRole("treegrid", { name: "Spans" }).waitFor();
  await page.getByRole("button", { name: "Show Suspects" }).click();
  await expect.poll(() => page.locator("h1").innerText()).toMatch(/^Suspects for shop-/);
  expect(await page.locator(".suspects tbody tr").first().innerText()).toMatch(/Never promise a refund/);
  await vscode.screenshotOnly("suspects-of-conversation");
});
