import * as vscode from "vscode";

/** The folder at hand: that of the active editor, else the first. */
export function currentFolder(): vscode.WorkspaceFolder | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  return (active && vscode.workspace.getWorkspaceFolder(active)) ?? vscode.workspace.workspaceFolders?.[0];
}

/** For requests that name their folder. */
export const inCurrentFolder = (): { folder?: string } => {
  const folder = currentFolder();
  return folder ? { folder: folder.uri.toString() } : {};
};
