import * as vscode from "vscode";
import { commands, methods, type Status } from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { inFolder } from "../workspace-folder.ts";
import { importConversations } from "./loop.ts";

const pendingDemo = "homeostat.pendingDemo";
const firstPrompt = "prompts/injury.prompt.md";

/** Copies the demo workspace into the extension's own storage and opens it; the window that opens runs the loop on it. */
export function registerDemoCommand(
  context: vscode.ExtensionContext,
  connection: Connection,
  log: vscode.LogOutputChannel,
): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.openDemo, async () => {
      const target = vscode.Uri.joinPath(context.globalStorageUri, "demo");
      await vscode.workspace.fs.createDirectory(context.globalStorageUri);
      await vscode.workspace.fs.copy(vscode.Uri.joinPath(context.extensionUri, "media", "demo"), target, {
        overwrite: true,
      });
      await context.globalState.update(pendingDemo, target.toString());
      const hasFolder = (vscode.workspace.workspaceFolders?.length ?? 0) > 0;
      await vscode.commands.executeCommand("vscode.openFolder", target, { forceNewWindow: hasFolder });
    }),
  );
  void finishDemo(context, connection, log);
}

/** In the demo's own window, the first time: import, evaluate, find behaviors, and open the prompt with the most to see. */
async function finishDemo(
  context: vscode.ExtensionContext,
  connection: Connection,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const pending = context.globalState.get<string>(pendingDemo);
  if (!folder || !pending || vscode.Uri.parse(pending).path !== folder.uri.path) return;
  await context.globalState.update(pendingDemo, undefined);
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, firstPrompt));
  const place = inFolder(folder.uri.toString());
  const { conversations } = await connection.request<Status>(methods.status, place);
  if (conversations === 0)
    await importConversations(connection, log, [vscode.Uri.joinPath(folder.uri, "conversations")], place);
}
