// What made the difference between two versions of a prompt, from the command to the page and from there to the line.
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { after, before, chats, parcelFiles } from "../support/parcel-shop.ts";
import { runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { openWorkbench } from "./harness.ts";

let shop: TempFolder;
const run = async (...args: readonly string[]): Promise<void> =>
  expect((await runCli(shop.path, ...args)).code).toBe(0);

beforeAll(async () => {
  await ensureBuilt();
  shop = tempFolder("comparison", {
    ...{ ...parcelFiles, "before.jsonl": chats(before), "after.jsonl": chats(after) },
  });
  await run("import", "before.jsonl");
  await run("evaluate");
  shop.write("shop.prompt.md", after);
  await run("import", "after.jsonl");
  await run("evaluate");
}, 600_000);
afterAll(() => shop?.remove());

test("two versions of a prompt are compared on a page, from which a line that differs is opened", async (context) => {
  const vscode = await openWorkbench(context, { copyOf: shop.path });
  await vscode.openFile("shop.prompt.md");
  await vscode.page.getByText("120 conversations").first().waitFor({ timeout: 120_000 });
  await vscode.command("View: Toggle Primary Side Bar Visibility");
  await vscode.command("Homeostat: Compare Prompts");
  const list = vscode.page.locator(".quick-input-list .monaco-list-row");
  await list.filter({ hasText: "as it is now" }).first().waitFor();
  await vscode.screenshotOnly("comparison-choose");
  await vscode.choose("as it is now");
  await list.filter({ hasText: "as it is now" }).first().waitFor({ state: "detached" });
  await vscode.page.keyboard.press("Enter");

  const page = vscode.webview();
  await page.locator(".differences").first().waitFor({ timeout: 120_000 });
  expect(await page.locator("h1").innerText()).toMatch(
    /^From shop\.prompt\.md@\w{7,8} to shop\.prompt\.md@\w{7,8}$/,
  );
  expect(await page.locator(".verdict-text").innerText()).toBe(
    "This alone differs: the difference is put down to it.",
  );
  await vscode.screenshot("comparison");
  await page.getByRole("button", { name: /name the day of its delivery/ }).click();
  await vscode.activeTab("shop.prompt.md");
  await vscode.statusItem("Ln 4");
});
