// Suggestions as a prompt engineer meets them: from the squiggle to the commit and the figures of the new version; rejected for a reason;
// stale after an edit. The suggestion is made by a cycle of the product, with the scripted model as agent and as who proposes.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../support/built.ts";
import { rightGreeting } from "../support/greeting-shop.ts";
import { runCli } from "../support/run-cli.ts";
import { type ScriptedModel, scriptedModelName, startScriptedModel } from "../support/scripted-model.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { reflectsOnTone, toneShop, wrongGreeting } from "../support/tone-shop.ts";
import { openWorkbench } from "./harness.ts";
import type { Workbench } from "./workbench.ts";

let model: ScriptedModel;
let shop: TempFolder;

const git = (folder: string, ...args: string[]): string =>
  execFileSync("git", args, { cwd: folder, encoding: "utf8" }).trim();
const trail = (folder: string): { action: string; reason?: string; who: string; commit?: string }[] =>
  readFileSync(join(folder, "homeostat/audit.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

beforeAll(async () => {
  await ensureBuilt();
  model = await startScriptedModel({ reflects: reflectsOnTone });
  shop = tempFolder("suggestions", {
    ...toneShop(model.url),
    // In a browser the editor saves by itself, and nothing would be unsaved.
    ".vscode/settings.json": '{ "files.autoSave": "off" }',
    ".gitignore": ".homeostat/\n",
  });
  git(shop.path, "init", "-q", "-b", "main");
  for (const [key, value] of [
    ["user.name", "Ada"],
    ["user.email", "ada@example.com"],
    ["commit.gpgsign", "false"],
  ])
    git(shop.path, "config", key!, value!);
  git(shop.path, "add", ".");
  git(shop.path, "commit", "-qm", "first");
  for (const args of [["import", "chats.jsonl"], ["evaluate"], ["test-evaluators"]])
    expect((await runCli(shop.path, ...args)).code).toBe(0);
  const found = await runCli(shop.path, "improve", "--target", "polite");
  expect(found.stdout, found.stderr).toContain("An edit passed the gate");
}, 600_000);
afterAll(async () => {
  shop?.remove();
  await model?.close();
});

/** The prompt in the editor, with the figures of the failing line and what is suggested above it. */
async function openShop(context: Parameters<typeof openWorkbench>[0]): Promise<Workbench> {
  const vscode = await openWorkbench(context, { copyOf: shop.path });
  await vscode.openSideBar("Homeostat");
  await vscode.treeRows("Failing Conversations").first().waitFor({ timeout: 120_000 });
  await vscode.openFile("shop.prompt.md");
  await vscode.squiggles("error").first().waitFor({ timeout: 120_000 });
  await vscode.page
    .getByText(/^1 suggestion: Meet “polite”/)
    .first()
    .waitFor({ timeout: 120_000 });
  return vscode;
}

/** Conversations that the agent has with the prompt as it is committed: the scripted model answers what people asked before. */
async function chatsWith(folder: string, count: number): Promise<string> {
  const system = git(folder, "show", "HEAD:shop.prompt.md");
  const asked = readFileSync(join(folder, "chats.jsonl"), "utf8").split("\n").slice(0, count);
  const lines: string[] = [];
  for (const [index, line] of asked.entries()) {
    const user = (JSON.parse(line) as { messages: { content: string }[] }).messages[1]!;
    const messages = [{ role: "system", content: system }, user];
    const answered = await fetch(`${model.url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: scriptedModelName, messages }),
    });
    const { choices } = (await answered.json()) as { choices: { message: object }[] };
    lines.push(JSON.stringify({ id: `new-${index}`, messages: [...messages, choices[0]!.message] }));
  }
  return lines.join("\n");
}

test("from the squiggle to the fix, its preview, the commit with its evidence, and the figures of the new version", async (context) => {
  const vscode = await openShop(context);
  const folder = vscode.folder!;
  const file = join(folder, "shop.prompt.md");
  const before = readFileSync(file, "utf8");
  await vscode.screenshotOnly("suggestion-squiggle");

  await vscode.cursorTo("Begin every answer");
  const fix = vscode.page.locator(".action-widget .monaco-list-row", { hasText: /^Meet “polite”/ }).first();
  await vscode.page.keyboard.press("Control+.");
  await fix.waitFor();
  await vscode.screenshot("suggestion-fix");
  await fix.click();

  // It touches two places, so VS Code shows them, and takes what is ticked.
  const preview = vscode.page.locator(".bulk-edit-panel");
  await preview.waitFor();
  await vscode.screenshotOnly("suggestion-preview-first");
  for (const box of await preview.locator(".edit-checkbox").all())
    if (!(await box.isChecked())) await box.check();
  await vscode.screenshot("suggestion-preview");
  expect(readFileSync(file, "utf8")).toBe(before);
  await preview.locator(".monaco-button", { hasText: "Apply" }).click();
  await vscode.line(rightGreeting).waitFor();
  expect(await vscode.visibleText()).not.toContain(wrongGreeting);
  // Nothing is saved or committed by accepting.
  expect(readFileSync(file, "utf8")).toBe(before);
  await vscode.page
    .getByText(/^Accepted, not committed: Meet “polite”/)
    .first()
    .waitFor();
  expect(trail(folder)).toMatchObject([{ action: "accepted", who: "Ada" }]);
  await vscode.screenshotOnly("suggestion-accepted");

  await vscode.pressInNotification("Accepted:", "Approve and Commit…");
  await vscode.page.locator(".quick-input-list .monaco-list-row").first().waitFor();
  await vscode.screenshotOnly("suggestion-approve");
  await vscode.choose("Commit on the branch at hand");
  const said = await vscode.notified(/Approved: commit/);
  const message = git(folder, "log", "-1", "--format=%B");
  expect(said).toContain(git(folder, "rev-parse", "HEAD").slice(0, 10));
  for (const trailer of ["Suggestion", "Cycle", "Target: polite", "Evidence: 0/", "Base"])
    expect(message).toContain(`\nHomeostat-${trailer}`);
  expect(git(folder, "log", "-1", "--format=%(trailers:key=Approved-by,valueonly)")).toBe("Ada");
  expect(git(folder, "show", "HEAD:shop.prompt.md")).toContain(rightGreeting);
  expect(git(folder, "status", "--porcelain", "shop.prompt.md")).toBe("");
  expect(trail(folder).map(({ action }) => action)).toEqual(["accepted", "approved"]);

  // The agent goes on with the new version; what it says is imported, and the line has figures of its own.
  writeFileSync(join(folder, "new.jsonl"), await chatsWith(folder, 40));
  for (const args of [["import", "new.jsonl"], ["evaluate"]])
    expect((await runCli(folder, ...args)).code).toBe(0);
  // Editors draw blanks that do not break.
  await vscode.line(/Dear\sguest.*100\s%\s·\s40\/40/).waitFor({ timeout: 120_000 });
  expect(await vscode.squiggles("error").count()).toBe(0);
  await vscode.screenshotOnly("suggestion-new-figures");

  // Undone is what was accepted by hand, and what was committed by a commit.
  await vscode.command("Homeostat: Revert an Approved Suggestion");
  await vscode.choose("Meet “polite”");
  await vscode.page.locator(".monaco-dialog-box").getByRole("button", { name: "Revert" }).click();
  await vscode.notified(/Reverted: commit/);
  expect(git(folder, "show", "HEAD:shop.prompt.md")).toBe(before.trim());
  expect(git(folder, "status", "--porcelain", "shop.prompt.md")).toBe("");
}, 600_000);

test("a suggestion that is rejected is gone, and its reason is kept and remembered", async (context) => {
  const vscode = await openShop(context);
  await vscode.cursorTo("Begin every answer");
  await vscode.quickFix("Reject This Suggestion…");
  await vscode.page.locator(".quick-input-widget input[type=text]").first().waitFor();
  await vscode.screenshotOnly("suggestion-reject");
  await vscode.answer("too stiff for us");
  await vscode.notified(/Rejected/);
  expect(trail(vscode.folder!)).toMatchObject([
    { action: "rejected", reason: "too stiff for us", who: "Ada" },
  ]);
  await vscode.page
    .getByText(/^1 suggestion: Meet/)
    .first()
    .waitFor({ state: "detached" });
  expect((await runCli(vscode.folder!, "memory", "--json")).stdout).toContain("too stiff for us");
}, 600_000);

test("a suggestion whose lines were changed says that it is stale, and changes nothing", async (context) => {
  const vscode = await openShop(context);
  await vscode.cursorTo("Hello,");
  await vscode.page.keyboard.type("Good day,");
  await vscode.page
    .getByText(/^Stale suggestion, its lines were changed: Meet “polite”/)
    .first()
    .waitFor();
  await vscode.screenshotOnly("suggestion-stale");
  await vscode.command("Homeostat: Accept Suggestion");
  await vscode.choose("Meet “polite”");
  const said = await vscode.notified(/This suggestion is stale/);
  expect(said).toContain("remove: Begin every answer");
  expect(said).toContain("Look for a New One…");
  expect(await vscode.visibleText()).not.toContain(rightGreeting);
  // Taken back, it is what it was.
  await vscode.page.keyboard.press("Control+1");
  for (let i = 0; i < 3; i++) await vscode.page.keyboard.press("Control+Z");
  await vscode.page
    .getByText(/^1 suggestion: Meet “polite”/)
    .first()
    .waitFor();
}, 600_000);

test("a link from a commit opens what it names, and nothing else", async (context) => {
  const vscode = await openShop(context);
  const title = "Homeostat: Open a Link of a Commit or Pull Request…";
  const { stdout } = await runCli(vscode.folder!, "suggestions", "--json");
  const { suggestions } = JSON.parse(stdout) as { suggestions: { suggestion: { id: string } }[] };
  await vscode.commandWith(title, `vscode://homeostat.homeostat/suggestion/${suggestions[0]!.suggestion.id}`);
  await vscode
    .webview()
    .getByText(/Meet “polite”/)
    .first()
    .waitFor();
  await vscode.screenshotOnly("suggestion-linked");
  await vscode.command("View: Close All Editors");
  await vscode.commandWith(title, "vscode://homeostat.homeostat/conversation/c1");
  await vscode.webview().getByRole("treegrid", { name: "Spans" }).waitFor();
  await vscode.commandWith(title, "vscode://homeostat.homeostat/suggestion/nothing");
  await vscode.notified(/There is no suggestion nothing in the open folders/);
}, 600_000);
