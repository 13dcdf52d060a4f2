// A person labels a conversation on its page by a key, and another one in the side bar: the file, the page and the side bar say so.
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
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

  // What both say of it, and what they see differently: one click away from the conversation.
  await vscode.command("Homeostat: Show Agreement of Evaluators");
  await page.locator(".kappas").or(page.locator(".nothing")).first().waitFor({ timeout: 60_000 });
  await expect.poll(() => page.locator(".head").innerText()).toMatch(/2 labels by/);
  await vscode.screenshotOnly("agreement-few");

  // The page follows labels that are given elsewhere, until there are enough to say something.
  const csv = join(vscode.folder!, "given.csv");
  writeFileSync(csv, await labelsOfOthers(vscode.folder!));
  expect(await runCli(vscode.folder!, "label", "--from", csv, "--who", "Ada")).toMatchObject({ code: 0 });
  await expect
    .poll(() => page.locator(".head").innerText(), { timeout: 60_000 })
    .toMatch(/8\d labels by Ada/);
  await page.getByRole("img", { name: /^names-no-diagnosis: kappa .*95 % interval/ }).waitFor();
  await vscode.command("Notifications: Clear All Notifications");
  await vscode.screenshot("agreement");

  await page.getByRole("button", { name: "Recorded outcome" }).click();
  await expect.poll(() => page.locator(".head").innerText()).toMatch(/recorded with the conversations/);
  await page.getByRole("button", { name: "Labels of people" }).click();
  await page.locator(".disagreements button").first().click();
  await page.getByRole("treegrid", { name: "Spans" }).waitFor();
  await page.locator("#label-title").waitFor();
  await vscode.screenshotOnly("agreement-to-label");
});

/** Of forty conversations what somebody says who mostly sees it as an evaluator does. */
async function labelsOfOthers(folder: string): Promise<string> {
  const listed = async (query: string): Promise<string[]> => {
    const { stdout } = await runCli(folder, "traces", "--query", query, "--limit", "20", "--json");
    return stdout
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { id: string }).id);
  };
  const fails = await listed("evaluator:names-no-diagnosis=fail label:none");
  const passes = await listed("evaluator:names-no-diagnosis=pass label:none");
  // By the evaluator's criterion, and of how the conversation went, which the others are held against.
  const rows = (id: string, label: string, why: string): string[] =>
    ["names-no-diagnosis", ""].map((evaluator) => `${id},${label},${evaluator},${why}`);
  return [
    "conversation,label,evaluator,why",
    ...fails.flatMap((id, i) =>
      i < 5 ? rows(id, "pass", "it repeats what the doctor said") : rows(id, "fail", "it names a diagnosis"),
    ),
    ...passes.flatMap((id, i) => (i < 2 ? rows(id, "fail", "it hints at one") : rows(id, "pass", ""))),
    "",
  ].join("\n");
}
