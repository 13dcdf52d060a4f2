// From a failing conversation in the side bar to its trace: what ran, what was said, what failed, and the line of the prompt it failed.
import path from "node:path";
import { expect, test } from "vitest";
import { repository } from "../../scripts/setup-vscode.mjs";
import { openWorkbench } from "./harness.ts";

const demo = path.join(repository, "media", "demo");

test("a failing conversation opens with its spans and messages, and leads to the line it fails and back", async (context) => {
  const vscode = await openWorkbench(context, { copyOf: demo });
  await vscode.statusItem("Homeostat");
  await vscode.command("Homeostat: Import Conversations");
  await vscode.chooseInDialog(path.join(vscode.folder!, "conversations", "injury.jsonl.gz"));
  await vscode.notified(/conversations added/);
  await vscode.command("Homeostat: Evaluate Conversations");
  await vscode.openFile("injury.prompt.md");
  await vscode.squiggles("error").or(vscode.squiggles("warning")).first().waitFor();

  // Of the conversations that fail a line, the first.
  await vscode.cursorTo("Never name a diagnosis");
  await vscode.command("Homeostat: Show Failing Conversations of This Line");
  await vscode.openSideBar("Homeostat");
  const rows = vscode.treeRows("Failing Conversations");
  await rows.first().waitFor();
  await rows.first().click();

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
  await page.locator("h1").scrollIntoViewIfNeeded();
  await vscode.screenshotOnly("trace-beside-prompt");
  await vscode.command("View: Toggle Maximize Editor Group");
  await vscode.command("View: Toggle Primary Side Bar Visibility");
  await page.getByRole("treegrid", { name: "Spans" }).focus();
  await page.locator("h1").scrollIntoViewIfNeeded();
  await vscode.screenshot("trace-viewer");
  await vscode.command("View: Toggle Maximize Editor Group");
  await vscode.command("View: Toggle Primary Side Bar Visibility");

  // To the line of the prompt.
  await page
    .locator("#evaluations")
    .getByRole("button", { name: /Never name a diagnosis/ })
    .first()
    .click();
  await vscode.activeTab("injury.prompt.md");
  await vscode.statusItem(/Ln 24/);

  // The same as a text that can be searched.
  await page.getByRole("button", { name: "Open as Text" }).click();
  await expect.poll(() => vscode.visibleText()).toMatch(/fail +names-no-diagnosis/);
});

test("the viewer is there again after the window reloads, and Live lists what came last", async (context) => {
  const vscode = await openWorkbench(context, { copyOf: demo });
  await vscode.statusItem("Homeostat");
  await vscode.command("Homeostat: Import Conversations");
  await vscode.chooseInDialog(path.join(vscode.folder!, "conversations", "support.jsonl.gz"));
  await vscode.notified(/conversations added/);
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
