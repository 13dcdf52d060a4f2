// From a prompt to why its conversations fail: causes, ways in which it goes wrong, the line; from a failing conversation to what it points to.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "../../scripts/setup-vscode.mjs";
import { ensureBuilt } from "../support/built.ts";
import { runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { openWorkbench } from "./harness.ts";

let demo: TempFolder;

/** The demo, imported, judged and searched for behaviors: made before the test, so that its own time is for the window. */
beforeAll(async () => {
  await ensureBuilt();
  demo = tempFolder("diagnosis", {});
  cpSync(join(repository, "media", "demo"), demo.path, { recursive: true });
  for (const args of [["import", "conversations"], ["evaluate"], ["behaviors"]])
    expect((await runCli(demo.path, ...args)).code).toBe(0);
}, 600_000);
afterAll(() => demo?.remove());

test("a prompt is diagnosed: causes, ways in which it goes wrong, the line; a conversation of it shows its suspects", async (context) => {
  const vscode = await openWorkbench(context, { copyOf: demo.path });
  await vscode.openSideBar("Homeostat");
  await vscode.treeRows("Behaviors").filter({ hasText: /\d/ }).first().waitFor({ timeout: 120_000 });
  await vscode.openFile("coach.prompt.md");
  await vscode.command("View: Toggle Primary Side Bar Visibility");
  await vscode.command("Homeostat: Diagnose Failures");

  const page = vscode.webview();
  await page.locator("svg.causes").waitFor({ timeout: 120_000 });
  expect(await page.locator("h1").innerText()).toBe("Diagnosis of prompts/coach.prompt.md");
  expect(await page.locator(".mechanisms summary").count()).toBeGreaterThan(1);
  const first = page.locator(".mechanisms details[open]").first();
  const line = first.getByRole("button", { name: /Keep the whole answer to at most 120 words/ }).first();
  await line.waitFor();
  await vscode.screenshot("diagnosis");

  // To the line, beside the page.
  await line.click();
  await vscode.activeTab("coach.prompt.md");
  await vscode.statusItem(/Ln 17/);
  await vscode.screenshotOnly("diagnosis-beside-prompt");

  // To a conversation, and from there to what it points to.
  await first.locator(".exemplars button").first().click();
  await page.getByRole("treegrid", { name: "Spans" }).waitFor();
  await page.getByRole("button", { name: "Show Suspects" }).click();
  await expect.poll(() => page.locator("h1").innerText()).toMatch(/^Suspects for run-/);
  expect(await page.locator(".suspects tbody tr").count()).toBeGreaterThan(0);
  await vscode.screenshotOnly("suspects-of-conversation");
});
