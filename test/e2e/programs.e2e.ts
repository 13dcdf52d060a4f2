// Prompts inside programs: what is said of them stands at its place in the source, escapes, tabs, emoji and Windows line ends or not.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

test("a finding is ignored for a reason, which stands in the configuration", async (context) => {
  const vscode = await openWorkbench(context, { copyOf: await measuredWorkspace() });
  await vscode.openFile("maps.py");
  await vscode.squiggles("warning").first().waitFor();
  await vscode.cursorTo("Never promise");
  await vscode.quickFix(/Ignore this finding/);
  await vscode.answer("Known: the next release mends it");
  await expect
    .poll(() => readFileSync(join(vscode.folder!, "homeostat.yaml"), "utf8"))
    .toMatch(/ignore:\n {2}- rule: pass-rate\n[\s\S]*reason: "?Known: the next release mends it/);
  await expect.poll(() => vscode.problemTexts()).not.toMatch(/15 of 30/);
  await vscode.closePanel();
  await vscode.page.keyboard.press("Control+1");
  await vscode.cursorTo("Never promise");
  expect(await vscode.hover(/Ignored/)).toContain("the next release mends it");
});

test.skipIf(!existsSync("/proc"))(
  "the doctor reports, and a server that died comes back",
  async (context) => {
    const vscode = await openWorkbench(context, { copyOf: await measuredWorkspace() });
    await vscode.openFile("maps.py");
    await vscode.squiggles("warning").first().waitFor();
    await vscode.command("Homeostat: Doctor");
    await vscode.activeTab("Homeostat Doctor");
    await expect.poll(() => vscode.visibleText()).toMatch(/LanceDB/);
    await vscode.screenshot("doctor");

    const server = "dist/server.cjs --node-ipc";
    const before = processesOf(server);
    expect(before).not.toEqual([]);
    for (const pid of before) process.kill(pid, "SIGKILL");
    await expect.poll(() => processesOf(server).some((pid) => !before.includes(pid))).toBe(true);
    await vscode.command("Homeostat: Restart the Language Server");
    await vscode.openFile("answer.ts");
    await vscode.squiggles("warning").first().waitFor();
  },
);

/** Process ids by a part of their command line; read where Linux keeps them, since a bare machine has no `ps`. */
const processesOf = (part: string): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandLine(pid).includes(part))
    .map(Number);

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return ""; // it has ended
  }
}
