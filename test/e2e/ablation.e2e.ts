// A line of a prompt that is tried from its light bulb: the plan first, then what it showed, in a message and in the hover of the line.
import { expect, onTestFinished, test } from "vitest";
import { ablatedFiles } from "../support/ablated-shop.ts";
import { runCli } from "../support/run-cli.ts";
import { startScriptedModel } from "../support/scripted-model.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openWorkbench } from "./harness.ts";

test("a line is tried from its light bulb, and its hover says what that showed", async (context) => {
  const model = await startScriptedModel();
  onTestFinished(model.close);
  const folder = tempFolder("ablation", ablatedFiles(model.url, { conversations: 12 }));
  onTestFinished(() => folder.remove());
  for (const args of [["import", "chats.jsonl"], ["evaluate"]])
    expect((await runCli(folder.path, ...args)).code).toBe(0);

  const vscode = await openWorkbench(context, { copyOf: folder.path });
  await vscode.openSideBar("Homeostat");
  await vscode.treeRows("Failing Conversations").first().waitFor({ timeout: 120_000 });
  await vscode.openFile("shop.prompt.md");
  await vscode.page.getByText("12 conversations").first().waitFor({ timeout: 120_000 });
  await vscode.goTo("Sorry,");
  await vscode.quickFix("Does this line matter?");
  const dialog = vscode.page.locator(".monaco-dialog-box");
  await expect.poll(() => dialog.innerText()).toMatch(/Sorry,.*24 runs.*asks the agent about 72 times/s);
  await vscode.screenshotOnly("ablation-plan");
  expect(model.exchanges).toEqual([]);
  await dialog.getByRole("button", { name: "Run Ablation" }).click();
  const toast = vscode.page.locator(".notification-list-item-message", { hasText: "To blame" }).first();
  await toast.waitFor({ timeout: 120_000 });
  expect(await toast.innerText()).toMatch(/no-sorry passes 12 of 12 instead of 0/);
  expect(model.exchanges).toHaveLength(72);
  await vscode.command("Notifications: Clear All Notifications");
  await vscode.goTo("Sorry,");
  expect(await vscode.hover("Ablation")).toMatch(
    /Ablation\.\s*To blame: without it no-sorry passes 12 of 12/,
  );
  await vscode.screenshot("ablation");
}, 600_000);
