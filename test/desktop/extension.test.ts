/** In desktop VS Code, on the demo workspace with its conversations imported: see scripts/test-desktop.mjs. */
import assert from "node:assert/strict";
import { suite, test } from "mocha";
import * as vscode from "vscode";
import { commands } from "../../server/protocol/index.ts";

const id = "homeostat.homeostat";

suite("the extension in desktop VS Code", () => {
  test("activates with a prompt", async () => {
    await open("prompts/injury.prompt.md");
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension, `${id} is not installed`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  test("registers every command that it declares", async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = Object.values(commands).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  test("marks the failing lines of the demo's prompts, with counts", async () => {
    const { uri } = await open("prompts/injury.prompt.md");
    const found = await until("diagnostics", () => {
      const own = vscode.languages.getDiagnostics(uri).filter(({ message }) => /\d+ of \d+/.test(message));
      return own.length > 0 ? own : undefined;
    });
    assert.ok(found.every(({ range }) => !range.isEmpty));
  });

  test("writes the pass rate after each measured line", async () => {
    const { uri, lineCount } = await open("prompts/coach.prompt.md");
    const whole = new vscode.Range(0, 0, lineCount, 0);
    await until("hints", async () => {
      const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        "vscode.executeInlayHintProvider",
        uri,
        whole,
      );
      return hints.some(({ label }) =>
        /\d+\/\d+/.test(typeof label === "string" ? label : label.map(({ value }) => value).join("")),
      );
    });
  });

  test("runs the doctor, whose engine loads in this VS Code", async () => {
    await vscode.commands.executeCommand(commands.doctor);
    const text = await until("the report", () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.uri.scheme === "homeostat-report" ? document.getText() : undefined;
    });
    assert.match(text, /LanceDB's native engine loads/);
    assert.match(text, /\n0 problems, /);
  });

  test("comes back after a restart of its server", async () => {
    await vscode.commands.executeCommand(commands.restartServer);
    const { uri } = await open("prompts/injury.prompt.md");
    await until("diagnostics", () => vscode.languages.getDiagnostics(uri).length > 0);
  });
});

async function open(file: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders![0]!;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, file));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Asks again until there is an answer; what never comes fails with its name. */
async function until<T>(what: string, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Waited 30 s for ${what}`);
}
