// A line that nothing tests gains a check by quick fix, and with it a figure.
import { expect, test } from "vitest";
import { openWorkbench } from "./harness.ts";

test("a quick fix adds a check for an untested line of the demo, and the line has a figure", async (context) => {
  const vscode = await openWorkbench(context);
  await vscode.command("Homeostat: Open the Demo");
  await vscode.activeTab("injury.prompt.md");
  await vscode.notified(/conversations added/);
  await vscode.statusItem(/Homeostat: [1-9]\d* failing/);
  await vscode.openFile("coach.prompt.md");
  const line = "Never promise a finish time.";
  await vscode.line(line).waitFor();
  expect(await vscode.line(line).textContent()).not.toMatch(/\d+\/\d+/);

  await vscode.cursorTo(line);
  await vscode.quickFix("Add a check for this line");
  const list = vscode.page.locator(".quick-input-list .monaco-list-row");
  await list
    .filter({ hasText: /would flag \d+ of \d+/ })
    .first()
    .waitFor({ timeout: 60_000 });
  await vscode.screenshot("add-check-choice");
  await vscode.choose("Add promises-nothing");
  await vscode.line(/Never\spromise\sa\sfinish\stime\..*\d+\s?%.*\d+\/\d+/).waitFor({ timeout: 60_000 });
  await vscode.screenshot("add-check-figure");

  await vscode.openFile("homeostat.yaml");
  await vscode.cursorTo("promises-nothing");
  expect(await vscode.visibleText()).toMatch(/not-promises/);
  await vscode.screenshot("add-check-config");
});
