import * as vscode from "vscode";

/** The folder at hand: that of the active editor, else the first. */
export function currentFolder(): vscode.WorkspaceFolder | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  return (active && vscode.workspace.getWorkspaceFolder(active)) ?? vscode.workspace.workspaceFolders?.[0];
}

/** Whatever stands in a list or on a page is of the folder that it was asked of, wherever the cursor is by now. */
export interface InFolder {
  /** URI of the workspace folder. */
  readonly folder?: string;
}

/** For requests about something of that folder; where none is known, about the one at hand. */
export const inFolder = (folder: string | undefined): InFolder =>
  folder === undefined ? inCurrentFolder() : { folder };

/** For requests that name their folder. */
export const inCurrentFolder = (): InFolder => {
  const folder = currentFolder();
  return folder ? { folder: folder.uri.toString() } : {};
};
