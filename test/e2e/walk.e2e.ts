// The walk a prompt engineer takes on the first day: from the demo's conversations to the figures on the lines, and down to
// one conversation that failed.
import path from "node:path";
import { expect, test } from "vitest";
import { repository } from "../../scripts/setup-vscode.mjs";
import { openWorkbench } from "./harness.ts";
import type { Workbench } from "./workbench.ts";

const demo = path.join(repository, "media", "demo");

/** A rate is never shown without its counts: `62 % · 31/50`. */
const rate = /\d+\s?%.*\d+\/\d+/;

test("a failing line of the demo leads to the conversations that failed it", async (context) => {
  const vscode = await openWorkbench(context);
  await vscode.command("Homeostat: Open the Demo");
  // The window reloads with the demo; there it imports, evaluates and finds behaviors by itself.
  await vscode.activeTab("injury.prompt.md");
  expect(await vscode.notified(/conversations added/)).toMatch(/[1-9]\d* conversations added/);
  await vscode.statusItem(/Homeostat: [1-9]\d* failing/);

  await vscode.squiggles("error").or(vscode.squiggles("warning")).first().waitFor();
  await vscode.line(rate).waitFor();
  await vscode.screenshot("pass-rates");

  const problem = (await vscode.problems()).filter({ hasText: /\d+\/\d+|\d+ of \d+/ }).first();
  await problem.waitFor();
  const evaluator = /[a-z]+(-[a-z]+)+/.exec((await problem.textContent()) ?? "")![0];
  await vscode.screenshot("problems");
  await vscode.goToProblem(problem);
  // The diagnostic's own part of the hover names the evaluator too and may come first; only ours has `45/67`.
  const hover = await vscode.hover(/\d+\/\d+/);
  expect(hover).toMatch(rate);
  expect(hover).toContain(evaluator);
  await vscode.screenshot("hover");
  await vscode.page.keyboard.press("Escape");
  await vscode.closePanel();

  await vscode.openSideBar("Homeostat");
  await vscode.treeRows("Behaviors").filter({ hasText: /\d/ }).first().waitFor();
  const everywhere = await rowsOf(vscode, "Failing Conversations");
  await vscode.command("Homeostat: Show Failing Conversations of This Line");
  await expect.poll(() => rowsOf(vscode, "Failing Conversations")).not.toEqual(everywhere);
  await vscode.screenshot("failing-conversations");

  await openFirstConversation(vscode);
  const trace = vscode.webview();
  await trace.locator("#evaluations .failing", { hasText: evaluator }).first().waitFor();
  expect(await trace.locator("#messages").innerText()).toMatch(/#1 user/);
  await vscode.screenshot("conversation");

  await vscode.command("Homeostat: Show Overview");
  const page = vscode.webview();
  await page.getByText("Lines in trouble").waitFor();
  expect(await page.locator("body").innerText()).toMatch(/\d+\/\d+/);
  await vscode.command("View: Close Editors in Other Groups");
  await vscode.screenshot("overview");
});

test("conversations imported twice are there once", async (context) => {
  const vscode = await openWorkbench(context, { copyOf: demo });
  await vscode.statusItem("Homeostat");
  const conversations = path.join(vscode.folder!, "conversations", "injury.jsonl.gz");
  for (const told of [
    /[1-9]\d* conversations added, 0 updated/,
    /\b0 conversations added, 0 updated, [1-9]/,
  ]) {
    await vscode.command("Homeostat: Import Conversations");
    await vscode.chooseInDialog(conversations);
    expect(await vscode.notified(/conversations added/)).toMatch(told);
  }
});

async function rowsOf(vscode: Workbench, view: string): Promise<string[]> {
  const rows = vscode.treeRows(view);
  await rows.first().waitFor();
  return rows.allInnerTexts();
}

/** Where they are grouped, conversations are the leaves of the tree. */
async function openFirstConversation(vscode: Workbench): Promise<void> {
  const rows = vscode.treeRows("Failing Conversations");
  for (let depth = 0; depth < 3; depth++) {
    const row = rows.nth(depth);
    await row.waitFor();
    if ((await row.getAttribute("aria-expanded")) === null) return row.click();
    await vscode.expand(row);
  }
  throw new Error("No conversation within three levels of the tree");
}
