import * as vscode from "vscode";
import { commands, type IgnoreRequest, type IgnoreResult, methods } from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";

/** What a person may do about a finding beside putting it right. */
export function registerFindingCommands(context: vscode.ExtensionContext, connection: Connection): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.ignoreFinding, (request: Omit<IgnoreRequest, "reason">) =>
      ignoreFinding(connection, request),
    ),
  );
}

/** Asks for the reason, which the team reads in homeostat.yaml; without one nothing is ignored. */
async function ignoreFinding(connection: Connection, request: Omit<IgnoreRequest, "reason">): Promise<void> {
  const reason = await vscode.window.showInputBox({
    title: "Ignore This Finding",
    prompt: "Why is it all right? The reason is kept in homeostat.yaml.",
    placeHolder: "for example: known, fixed with the next release",
    validateInput: (value) => (value.trim() === "" ? "A reason is needed." : undefined),
  });
  if (reason === undefined) return;
  const { configUri, applied } = await connection.request<IgnoreResult>(methods.ignore, {
    ...request,
    reason,
  });
  if (!applied) return;
  // Unsaved, the command line would still report it.
  await (await vscode.workspace.openTextDocument(vscode.Uri.parse(configUri))).save();
}
