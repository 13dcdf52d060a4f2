// Prompts inside programs: what is said of them stands at its place in the source, escapes, tabs, emoji and Windows line ends or not.
import { expect, onTestFinished, test } from "vitest";
import { programConversations, programFiles } from "../support/program-shop.ts";
import { runCli } from "../support/run-cli.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { openWorkbench } from "./harness.ts";

async function measuredWorkspace(): Promise<string> {
  const folder = tempFolder("programs", { ...programFiles, "chats.jsonl": programConversations(30) });
  onTestFinished(() => folder.remove());
  for (const args of [["import", "chats.jsonl"], ["evaluate"]])
    expect((await runCli(folder.path, ...args)).code).toBe(0);
  return folder.path;
}

test.for([
  { file: "answer.ts", place: "Ln 6, Col 4", fence: "\\`\\`\\`" },
  { file: "maps.py", place: "Ln 4, Col 62", fence: "~~~" },
])("a prompt in $file has its squiggle, hover and quick fix", async ({ file, place, fence }, context) => {
  const vscode = await openWorkbench(context, { copyOf: await measuredWorkspace() });
  await vscode.openFile(file);
  await vscode.squiggles("warning").first().waitFor();
  const problem = (await vscode.problems()).filter({ hasText: /15 of 30/ }).first();
  await problem.waitFor();
  expect(await problem.textContent()).toContain(place);
  await vscode.goToProblem(problem);
  await vscode.cursorTo("Never promise");
  expect(await vscode.hover(/15\/30/)).toContain("promise");
  await vscode.screenshot(`program-${file.split(".").at(-1)}`);
  await vscode.page.keyboard.press("Escape");
  await vscode.closePanel();

  await vscode.cursorTo(fence);
  await vscode.quickFix(/Close the code block/);
  await expect.poll(async () => (await vscode.visibleText()).split(fence).length - 1).toBe(2);
});
