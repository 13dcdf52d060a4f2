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
  const input = vscode.page.locator(".quick-input-widget");
  await expect.poll(() => input.innerText()).toMatch(/Leave it out[\s\S]*Turn it into its opposite/);
  await vscode.screenshotOnly("ablation-choices");
  await input.getByText("Turn it into its opposite").click();
  await input.getByRole("button", { name: "OK" }).click();
  const dialog = vscode.page.locator(".monaco-dialog-box");
  await expect
    .poll(() => dialog.innerText())
    .toMatch(/Sorry,.*36 runs.*asks the agent about 108 times.*Not possible: Put it last in the prompt/s);
  await vscode.screenshotOnly("ablation-plan");
  expect(model.exchanges).toEqual([]);
  await dialog.getByRole("button", { name: "Run Ablation" }).click();
  const toast = vscode.page.locator(".notification-list-item-message", { hasText: "To blame" }).first();
  await toast.waitFor({ timeout: 120_000 });
  expect(await toast.innerText()).toMatch(/no-sorry passes 12 of 12 instead of 0/);
  expect(model.exchanges).toHaveLength(108);
  await vscode.pressInNotification("To blame", "Show These Conversations");
  await expect.poll(() => input.innerText()).toMatch(/fail as it is, pass without it[\s\S]*shop-0/);
  await vscode.screenshot("ablation-flipped");
  // One: both runs side by side.
  await vscode.page.keyboard.press("Enter");
  await vscode.activeTab(/Ablation: shop-0\d\d as it is ↔ without it/);
  await vscode.page.getByText("with the changed text: without the line").first().waitFor();
  await vscode.screenshotOnly("ablation-side-by-side");
  // Again, and all of them below each other.
  await vscode.command("Homeostat: Show Conversations That an Ablation Flipped");
  await input.getByRole("button", { name: "Compare All Side by Side" }).click();
  await vscode.activeTab(/Ablation of/);
  await expect
    .poll(() => vscode.page.locator(".multiDiffEntry").count(), { timeout: 60_000 })
    .toBeGreaterThan(1);
  await vscode.screenshotOnly("ablation-all");
  await vscode.openFile("shop.prompt.md");
  await vscode.command("Notifications: Clear All Notifications");
  await vscode.goTo("Sorry,");
  expect(await vscode.hover("Ablation")).toMatch(
    /Ablation\.\s*To blame: without it no-sorry passes 12 of 12/,
  );
  await vscode.screenshot("ablation");
}, 600_000);
