// Evaluators in the side bar, and as tests: what one fails, and why.
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
  demo = tempFolder("evaluators", {});
  cpSync(join(repository, "media", "demo"), demo.path, { recursive: true });
  for (const args of [["import", "conversations"], ["behaviors"], ["evaluate"]])
    expect((await runCli(demo.path, ...args)).code).toBe(0);
}, 600_000);
afterAll(() => demo?.remove());

test("evaluators show what they say; run as tests they pass or fail, and a failing one opens its trace", async (context) => {
  const vscode = await openWorkbench(context, { copyOf: demo.path });
  await vscode.openSideBar("Homeostat");
  const rows = vscode.treeRows("Evaluators");
  await rows
    .filter({ hasText: /\d+ % of \d+/ })
    .first()
    .waitFor({ timeout: 120_000 });
  // A row that has no room is not there: four views share the height.
  for (const view of ["Behaviors", "Failing Conversations", "Review Queue"]) await vscode.closeView(view);
  // Opened, the one that fails most tells what it covers and what it fails.
  const evaluators = await rows.allInnerTexts();
  const rate = (text: string): number => Number(/(\d+) % of/.exec(text)?.[1] ?? 100);
  const worst = evaluators
    .reduce((a, b) => (rate(a) <= rate(b) ? a : b))
    .split("\n")[0]!
    .trim();
  await rows.filter({ hasText: worst }).first().click();
  await vscode.page.keyboard.press("ArrowRight");
  const below = rows.and(vscode.page.locator('[aria-level="2"]'));
  await below.first().waitFor();
  expect(await below.first().getAttribute("aria-label")).toMatch(/^(?:Covers|Fails|Problem)/);
  await vscode.screenshotOnly("evaluators-view");
  // What none of them judges, and the way from a hole to the behavior.
  await rows.filter({ hasText: worst }).first().click();
  await vscode.page.keyboard.press("ArrowLeft");
  await vscode.page.keyboard.press("End");
  const notCovered = rows.filter({ hasText: "Not covered" });
  await notCovered.click();
  await rows
    .filter({ hasText: /\d+ of \d+ judged/ })
    .first()
    .waitFor();
  await vscode.screenshotOnly("evaluators-not-covered");
  await rows
    .filter({ hasText: /\d+ of \d+ judged/ })
    .first()
    .click();
  await vscode.webview().locator("#evaluators").waitFor({ timeout: 60_000 });
  await vscode.screenshotOnly("evaluators-hole");

  await vscode.openSideBar("Testing");
  await vscode.command("Test: Run All Tests");
  const tests = vscode.page.locator(".test-explorer .monaco-list-row");
  await tests.first().waitFor();
  await expect
    .poll(() => vscode.page.locator(".test-explorer .codicon-testing-failed-icon").count(), {
      timeout: 120_000,
    })
    .toBeGreaterThan(0);
  await vscode.screenshotOnly("evaluators-tests");

  // Why did this fail.
  await vscode.command("Test: Debug All Tests");
  await vscode.webview().locator(".message, [role=tree], main").first().waitFor({ timeout: 60_000 });
  await vscode.screenshotOnly("evaluators-why");
});
