// From the list of behaviors to the page of one: what fails in it, when it was asked, which line of which prompt is for it.
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
  demo = tempFolder("behavior", {});
  cpSync(join(repository, "media", "demo"), demo.path, { recursive: true });
  for (const args of [["import", "conversations"], ["evaluate"], ["behaviors"]])
    expect((await runCli(demo.path, ...args)).code).toBe(0);
}, 600_000);
afterAll(() => demo?.remove());

test("a behavior opens as a page, which leads to its conversations, to others like it, and to its line of the prompt", async (context) => {
  const vscode = await openWorkbench(context, { copyOf: demo.path });
  await vscode.openSideBar("Homeostat");
  await vscode.treeRows("Behaviors").filter({ hasText: /\d/ }).first().waitFor({ timeout: 120_000 });

  // From the palette, the largest of those that need a person first.
  await vscode.commandWith("Homeostat: Open Behavior…", "");
  const page = vscode.webview();
  const title = page.locator("h1");
  await title.waitFor();
  expect(await page.locator(".head").innerText()).toMatch(/people hit/);
  expect(await page.locator(".bar-place").count()).toBeGreaterThan(5);
  expect(await page.locator("#instructions li").count()).toBeGreaterThan(0);
  await vscode.command("View: Toggle Primary Side Bar Visibility");
  await vscode.screenshot("behavior");
  await vscode.command("View: Toggle Primary Side Bar Visibility");

  // A word lists the conversations that hold it.
  await page.locator(".chip").first().click();
  await vscode.treeRows("Failing Conversations").filter({ hasText: /\w/ }).first().waitFor();

  // To a neighbour, in its place.
  const before = await title.innerText();
  const neighbour = page.locator("#neighbours button").first();
  const name = await neighbour.innerText();
  await neighbour.click();
  await expect.poll(() => title.innerText()).toBe(name);
  expect(name).not.toBe(before);

  // From the tree, by a click.
  const row = vscode.treeRows("Behaviors").and(vscode.page.locator('[aria-level="2"]')).first();
  const label = (await row.getAttribute("aria-label")) ?? "";
  await row.click();
  await expect.poll(async () => label.startsWith(await title.innerText())).toBe(true);

  // To the line of the prompt, from the behavior in which somebody said that.
  await vscode.commandWith("Homeostat: Open Behavior…", "degrees by ten");
  await expect.poll(() => page.locator(".chip").allInnerTexts()).toContain("degrees by ten");
  await page
    .locator("#instructions")
    .getByRole("button", { name: /move or shorten/ })
    .first()
    .click();
  await vscode.activeTab("coach.prompt.md");
  await vscode.screenshotOnly("behavior-beside-prompt");

  // Of the demo's words none goes with failures in all behaviors.
  await vscode.command("Homeostat: Propose Tags");
  await vscode.toast(/No tags to propose/).waitFor();
});
