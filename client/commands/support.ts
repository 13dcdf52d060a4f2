import { execFile } from "node:child_process";
import * as vscode from "vscode";
import { commands, reportScheme } from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { currentFolder } from "../workspace-folder.ts";

/**
 * Commands for when something is wrong. They stand before the language server does and run the command line in a process of its own,
 * so that they work where the server does not.
 */
export function registerSupportCommands(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  connection: () => Connection | undefined,
): void {
  const reports = new Reports();
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(reportScheme, reports),
    vscode.commands.registerCommand(commands.showLog, () => log.show()),
    vscode.commands.registerCommand(commands.restartServer, () => connection()?.restart()),
    vscode.commands.registerCommand(commands.doctor, () => showDoctor(context, reports)),
    vscode.commands.registerCommand(commands.repair, () => repair(context, log, reports, connection())),
  );
}

/** Read-only documents by name. */
class Reports implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.path) ?? "";
  }

  async show(name: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: reportScheme, path: `/${name}` });
    this.texts.set(uri.path, text);
    this.changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }
}

async function showDoctor(context: vscode.ExtensionContext, reports: Reports): Promise<void> {
  const editor = `${vscode.env.appName} ${vscode.version}${vscode.env.remoteName ? ` over ${vscode.env.remoteName}` : ""}`;
  const { stdout, stderr } = await runCli(context, "Looking at the set-up", ["doctor", "--editor", editor]);
  await reports.show("Homeostat Doctor", stdout || stderr);
}

async function repair(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  reports: Reports,
  connection: Connection | undefined,
): Promise<void> {
  const folder = currentFolder();
  if (!folder)
    return void vscode.window.showInformationMessage("Open the folder that holds your prompts first.");
  const detail =
    "Every table is checked. What cannot be read is recovered as far as it can be; what is taken out is kept in .homeostat/lost+found. Stop other programs that write to the store first.";
  const chosen = await vscode.window.showWarningMessage(
    "Repair the store?",
    { modal: true, detail },
    "Repair",
  );
  if (chosen !== "Repair") return;
  const { stdout, stderr } = await runCli(context, "Repairing the store", ["repair"]);
  log.info(stdout || stderr);
  await reports.show("Homeostat Repair", stdout || stderr);
  await connection?.restart();
}

/** The command line on the folder at hand; how it ended is in what it printed. */
export function runCli(
  context: vscode.ExtensionContext,
  title: string,
  args: readonly string[],
): Thenable<{ stdout: string; stderr: string }> {
  const cli = context.asAbsolutePath("dist/cli.cjs");
  const trust = vscode.workspace.isTrusted ? [] : ["--untrusted"];
  // VS Code's own executable is a Node under this name.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1", NO_COLOR: "1" };
  const cwd = currentFolder()?.uri.fsPath ?? context.extensionPath;
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title },
    () =>
      new Promise((resolve) => {
        const options = { cwd, env, maxBuffer: 16 << 20 };
        execFile(process.execPath, [cli, ...args, ...trust], options, (error, stdout, stderr) =>
          resolve({ stdout, stderr: stderr || (error?.message ?? "") }),
        );
      }),
  );
}
