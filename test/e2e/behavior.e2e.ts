// From the list of behaviors to the page of one: what fails in it, when it was asked, which line of which prompt is for it.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { repository } from "../../scripts/setup-vscode.mjs";
import { runCli } from "../support/run-cli.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openWorkbench } from "./harness.ts";

/** The demo, imported, judged and searched for behaviors. */
async function foundDemo(): Promise<string> {
  const folder = tempFolder("behavior", {});
  onTestFinished(() => folder.remove());
  cpSync(join(repository, "media", "demo"), folder.path, { recursive: true });
  for (const args of [["import", "conversations"], ["evaluate"], ["behaviors"]])
    expect((await runCli(folder.path, ...args)).code).toBe(0);
  return folder.path;
}

test("a behavior opens as a page, which leads to its conversations, to others like it, and to its line of the prompt", async (context) => {
  const vscode = await openWorkbench(context, { copyOf: await foundDemo() });
  await vscode.openSideBar("Homeostat");
  await vscode.treeRows("Behaviors").filter({ hasText: /\d/ }).first().waitFor({ timeout: 120_000 });

  // By its name, from the palette.
  await vscode.commandWith("Homeostat: Open Behavior…", "degrees by ten");
  const page = vscode.webview();
  const title = page.locator("h1");
  await title.waitFor();
  expect(await page.locator(".head").innerText()).toMatch(/fails clearly more often than the rest/);
  expect(await page.locator(".bar-place").count()).toBeGreaterThan(5);
  expect(await page.locator("#instructions").innerText()).toMatch(/move or shorten a session/);
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

  // To the line of the prompt.
  await vscode.commandWith("Homeostat: Open Behavior…", "degrees by ten");
  await expect.poll(() => title.innerText()).toBe(before);
  await page
    .locator("#instructions")
    .getByRole("button", { name: /move or shorten/ })
    .first()
    .click();
  await vscode.activeTab("coach.prompt.md");
  await vscode.screenshotOnly("behavior-beside-prompt");
});
