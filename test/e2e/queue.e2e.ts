// What no line can mend, from the view of the side bar: looked for, put into the committed file, handled; a conversation of it is opened.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { miscountingFiles } from "../support/miscounting-shop.ts";
import { runCli } from "../support/run-cli.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { openWorkbench } from "./harness.ts";

let shop: TempFolder;

beforeAll(async () => {
  await ensureBuilt();
  shop = tempFolder("queue", miscountingFiles);
  for (const args of [["import", "chats.jsonl"], ["evaluate"]])
    expect((await runCli(shop.path, ...args)).code).toBe(0);
}, 600_000);
afterAll(() => shop?.remove());

test("failures that no line can mend are found, put into the queue and handled from their view", async (context) => {
  const vscode = await openWorkbench(context, { copyOf: shop.path });
  const file = join(vscode.folder!, "homeostat/capability.yaml");
  await vscode.openSideBar("Homeostat");
  await vscode.treeRows("Failing Conversations").first().waitFor({ timeout: 120_000 });
  for (const view of ["Behaviors", "Evaluators", "Failing Conversations"]) await vscode.closeView(view);
  await vscode.openView("Review Queue");
  const welcome = vscode.page.getByRole("button", { name: "Look for Such Failures" });
  await welcome.waitFor();
  await vscode.screenshotOnly("queue-empty");
  await welcome.click();

  const rows = vscode.treeRows("Review Queue");
  const proposal = rows.filter({ hasText: "20 failures" }).first();
  await proposal.waitFor({ timeout: 120_000 });
  expect(await proposal.getAttribute("aria-label")).toMatch(/^Proposed, .*, shop, 20 failures/);
  expect(existsSync(file)).toBe(false);
  await vscode.expand(proposal);
  await rows
    .filter({ hasText: /total: / })
    .first()
    .waitFor();
  await vscode.screenshot("queue");

  // One of its conversations, at the step.
  await rows
    .filter({ hasText: /total: / })
    .first()
    .click();
  await vscode.webview().getByRole("treegrid", { name: "Spans" }).waitFor();

  await proposal.hover();
  await proposal.getByRole("button", { name: /^Put into the Queue/ }).click();
  const entry = rows.filter({ hasText: "10 conversations" }).first();
  await entry.waitFor();
  expect(await entry.getAttribute("aria-label")).toMatch(/^Open, /);
  expect(readFileSync(file, "utf8")).toContain("state: open");

  await entry.hover();
  await entry.getByRole("button", { name: "Mark as Handled" }).click();
  await vscode.answer("has a calculator now");
  const handled = rows.filter({ hasText: "Handled" }).first();
  await handled.waitFor();
  expect(await handled.getAttribute("aria-label")).toBe("Handled: 1");
  expect(readFileSync(file, "utf8")).toContain("note: has a calculator now");
  await vscode.screenshotOnly("queue-handled");

  // Whoever changes the file elsewhere is seen too.
  expect((await runCli(vscode.folder!, "queue", "--what", "reads no handwriting")).code).toBe(0);
  await rows.filter({ hasText: "reads no handwriting" }).first().waitFor();
}, 600_000);
