// From a failing conversation in the side bar to its trace: what ran, what was said, what failed, and the line of the prompt it failed.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { repository } from "../../scripts/setup-vscode.mjs";
import { runCli } from "../support/run-cli.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openWorkbench } from "./harness.ts";

/** The demo with the conversations of one of its prompts, judged. */
async function measuredDemo(): Promise<string> {
  const folder = tempFolder("trace", {});
  onTestFinished(() => folder.remove());
  cpSync(join(repository, "media", "demo"), folder.path, { recursive: true });
  for (const args of [["import", "conversations/injury.jsonl.gz"], ["evaluate"]])
    expect((await runCli(folder.path, ...args)).code).toBe(0);
  return folder.path;
}

test("a failing conversation opens at its evidence, and leads to the line of the prompt that it fails", async (context) => {
  const vscode = await openWorkbench(context, { copyOf: await measuredDemo() });
  await vscode.openSideBar("Homeostat");
  const rows = vscode.treeRows("Failing Conversations");
  const group = rows.filter({ hasText: "names-no-diagnosis" }).first();
  await group.waitFor({ timeout: 120_000 });
  await vscode.expand(group);
  await rows.and(vscode.page.locator('[aria-level="2"]')).first().click();

  const page = vscode.webview();
  await page.getByRole("treegrid", { name: "Spans" }).waitFor();
  // It opens at the message that is the evidence.
  await expect.poll(() => page.locator("article:focus").count()).toBe(1);
  expect(await page.locator("article:focus").innerText()).toMatch(/fails names-no-diagnosis/);
  expect(await page.getByRole("row", { name: /^model call/ }).count()).toBeGreaterThan(0);
  expect(await page.locator("#evaluations").innerText()).toMatch(/fail\s+names-no-diagnosis/);

  // A span shows what it read and said.
  await page
    .getByRole("row", { name: /^model call/ })
    .first()
    .click();
  await page.locator("#span").getByText("Output", { exact: true }).waitFor();
  await vscode.command("View: Toggle Primary Side Bar Visibility");
  await page.locator("h1").scrollIntoViewIfNeeded();
  await vscode.screenshot("trace-viewer");
  await vscode.command("View: Toggle Primary Side Bar Visibility");

  // To the line of the prompt.
  await page
    .locator("#evaluations")
    .getByRole("button", { name: /Never name a diagnosis/ })
    .first()
    .click();
  await vscode.activeTab("injury.prompt.md");
  await vscode.statusItem(/Ln 24/);
  await vscode.screenshotOnly("trace-beside-prompt");

  // The same as a text that can be searched.
  await page.getByRole("button", { name: "Open as Text" }).click();
  await expect.poll(() => vscode.visibleText()).toMatch(/fail +names-no-diagnosis/);
});

test("the viewer is there again after the window reloads, and Live lists what came last", async (context) => {
  const vscode = await openWorkbench(context, { copyOf: await measuredDemo() });
  await vscode.openSideBar("Homeostat");
  await vscode.command("Homeostat: Focus on Live View");
  const rows = vscode.treeRows("Live");
  await rows.first().waitFor();
  expect(await rows.first().getAttribute("aria-label")).toMatch(/ago|\d{4}-\d\d-\d\d/);
  await vscode.screenshotOnly("live");
  await rows.first().click();
  const page = vscode.webview();
  const title = page.locator("h1");
  await title.waitFor();
  const opening = await title.innerText();
  await vscode.command("Developer: Reload Window");
  await vscode.ready();
  await expect
    .poll(
      () =>
        page
          .locator("h1")
          .innerText()
          .catch(() => ""),
      { timeout: 60_000 },
    )
    .toBe(opening);
});
