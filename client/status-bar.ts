import * as vscode from "vscode";
import { commands, methods, type Status, views } from "../server/protocol/index.ts";
import type { Connection } from "./connection.ts";
import { inCurrentFolder } from "./workspace-folder.ts";

/** One item: how many instructions fail, or what to do first. */
export function registerStatusBar(context: vscode.ExtensionContext, connection: Connection): void {
  const item = vscode.window.createStatusBarItem("homeostat.status", vscode.StatusBarAlignment.Left, 50);
  item.name = "Homeostat";
  const update = async (): Promise<void> => {
    const status = await connection.request<Status>(methods.status, inCurrentFolder());
    show(item, status);
    void vscode.commands.executeCommand("setContext", "homeostat.hasConversations", status.conversations > 0);
  };
  context.subscriptions.push(
    item,
    connection.onChanged(() => void update()),
    vscode.window.onDidChangeActiveTextEditor(() => void update()),
  );
  void update();
}

function show(item: vscode.StatusBarItem, { conversations, failing, unmatched, evaluations }: Status): void {
  item.text = conversations === 0 ? "$(pulse) Homeostat" : `$(pulse) Homeostat: ${failing} failing`;
  item.tooltip =
    conversations === 0
      ? "No conversations yet: import some"
      : `${conversations} conversations (${unmatched} match no prompt), ${evaluations} evaluations, ${failing} lines fail beyond chance`;
  item.command = conversations === 0 ? commands.importConversations : `${views.conversations}.focus`;
  item.accessibilityInformation = { label: `Homeostat, ${item.tooltip}` };
  item.show();
}
