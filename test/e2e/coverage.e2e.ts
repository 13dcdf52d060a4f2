// Coverage of prompts in the editor's own view of it: lines that conversations put to work, and those that one behavior does.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "../../scripts/setup-vscode.mjs";
import { ensureBuilt } from "../support/built.ts";
import { runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { openWorkbench } from "./harness.ts";

let demo: TempFolder;

beforeAll(async () => {
  await ensureBuilt();
  demo = tempFolder("coverage", {});
  cpSync(join(repository, "media", "demo"), demo.path, { recursive: true });
  for (const args of [["import", "conversations"], ["behaviors"], ["evaluate"]])
    expect((await runCli(demo.path, ...args)).code).toBe(0);
}, 600_000);
afterAll(() => demo?.remove());

test("a prompt's lines are coloured, its sections counted; a behavior shows what it puts to work", async (context) => {
  const vscode = await openWorkbench(context, { copyOf: demo.path });
  const { page } = vscode;
  const gutter = (kind: "hit" | "miss") => page.locator(`.coverage-deco-gutter.coverage-deco-${kind}`);
  await vscode.openFile("coach.prompt.md");
  await vscode.line(/48\s%/).waitFor({ timeout: 60_000 });
  await vscode.command("Homeostat: Show Prompt Coverage");
  const rows = page
    .locator(".test-coverage-list .monaco-list-row, .pane .monaco-list-row")
    .filter({ hasText: "%" });
  await rows.first().waitFor({ timeout: 60_000 });
  await expect.poll(() => gutter("hit").count(), { timeout: 60_000 }).toBeGreaterThan(3);
  await rows.first().click();
  await page.keyboard.press("ArrowRight");
  await page.locator(".monaco-list-row", { hasText: "Reading and changing the plan" }).first().waitFor();
  const all = { hit: await gutter("hit").count(), miss: await gutter("miss").count() };
  // Lines that no evaluator covers, and one that nobody put to work.
  expect(all.miss).toBeGreaterThan(3);

  await vscode.command("Test: Toggle Inline Coverage");
  await page.locator(".coverage-deco-inline").first().waitFor();
  await vscode.screenshotOnly("coverage-inline");
  await vscode.command("Test: Toggle Inline Coverage");

  await vscode.command("Test: Filter Coverage by Test");
  await page.locator(".quick-input-list .monaco-list-row").nth(2).waitFor();
  await vscode.screenshotOnly("coverage-behaviors");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect.poll(() => gutter("miss").count(), { timeout: 60_000 }).toBeLessThan(all.miss);
  await vscode.screenshotOnly("coverage-of-behavior");
});
