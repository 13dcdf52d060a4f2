import * as vscode from "vscode";
import { commands, type InFolder } from "../../server/protocol/index.ts";
import { inFolderGiven } from "../workspace-folder.ts";

export function registerConfigCommand(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.openConfig, (_: unknown, folder?: unknown) =>
      openConfig(inFolderGiven(folder)),
    ),
  );
}

const newConfig = `version: 1
# What good answers are. Completion lists the checks; promptfoo's assertions work as they are.
evaluators:
  - name: solved
    assert: [{ type: outcome }]
`;

/** Opens homeostat.yaml of the folder, made first where there is none. */
async function openConfig({ folder }: InFolder): Promise<void> {
  if (folder === undefined)
    return void vscode.window.showInformationMessage("Open the folder that holds your prompts first.");
  const uri = vscode.Uri.joinPath(vscode.Uri.parse(folder), "homeostat.yaml");
  const exists = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!exists) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(newConfig));
  await vscode.window.showTextDocument(uri);
}
