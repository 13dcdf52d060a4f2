// A person labels a conversation on its page by a key, and another one in the side bar: the file, the page and the side bar say so.
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { repository } from "../../scripts/setup-vscode.mjs";
import { runCli } from "../support/run-cli.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openWorkbench } from "./harness.ts";

/** The demo with the conversations of one of its prompts, judged. */
async function measuredDemo(): Promise<string> {
  const folder = tempFolder("label", {});
  onTestFinished(() => folder.remove());
  cpSync(join(repository, "media", "demo"), folder.path, { recursive: true });
  for (const args of [["import", "conversations/injury.jsonl.gz"], ["evaluate"]])
    expect((await runCli(folder.path, ...args)).code).toBe(0);
  return folder.path;
}

test("a trace is labelled by a key, a conversation by its menu, and the agreement is told", async (context) => {
  const vscode = await openWorkbench(context, { copyOf: await measuredDemo() });
  const labels = (): string => {
    const file = join(vscode.folder!, "homeostat", "labels.yaml");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  };
  await vscode.openSideBar("Homeostat");
  const rows = vscode.treeRows("Failing Conversations");
  const group = rows.filter({ hasText: "names-no-diagnosis" }).first();
  await group.waitFor({ timeout: 120_000 });
  await vscode.expand(group);
  await rows.and(vscode.page.locator('[aria-level="2"]')).first().click();

  const page = vscode.webview();
  await page.getByRole("treegrid", { name: "Spans" }).waitFor();
  await page.locator("#label-why").fill("it names a diagnosis");
  await page.locator("#label-title").focus();
  await page.locator("#label-title").press("f");
  await page.locator(".labels li", { hasText: "it names a diagnosis" }).waitFor();
  expect(labels()).toMatch(/label: fail, why: it names a diagnosis, who: /);
  await rows.filter({ hasText: "labelled fail" }).first().waitFor();
  await page.locator("h1").scrollIntoViewIfNeeded();
  await vscode.screenshot("label");

  // From another process: the page shows it within seconds.
  const id = /conversation: ([^,]+),/.exec(labels())![1]!;
  expect(await runCli(vscode.folder!, "label", id, "pass", "--who", "Bob")).toMatchObject({
    code: 0,
    stderr: "",
  });
  await page.locator(".labels li", { hasText: "Bob" }).waitFor();

  await vscode.command("Homeostat: Show Agreement of Evaluators");
  await expect
    .poll(() => vscode.visibleText(), { timeout: 60_000 })
    .toMatch(/Evaluators against 2 labels by/);
  await vscode.screenshotOnly("agreement");
});
