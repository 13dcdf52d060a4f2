import * as vscode from "vscode";
import type { InFolder } from "../server/protocol/index.ts";

/** The folder at hand: that of the active editor, else the first. */
export function currentFolder(): vscode.WorkspaceFolder | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  return (active && vscode.workspace.getWorkspaceFolder(active)) ?? vscode.workspace.workspaceFolders?.[0];
}

/** The folder that a command names as `(undefined, folder)`, else the one at hand. */
export const folderGiven = (folder: unknown): vscode.WorkspaceFolder | undefined =>
  (typeof folder === "string" ? vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(folder)) : undefined) ??
  currentFolder();

/**
 * For requests about something of that folder, or of the folder of a document by its URI; where none is known, of the one at hand. What
 * stands in a list or on a page is of the folder that it was asked of, wherever the cursor is by now.
 */
export function inFolder(place: string | undefined): InFolder {
  if (place === undefined) return inCurrentFolder();
  return { folder: vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(place))?.uri.toString() ?? place };
}

/** For commands, which pages run as `(undefined, folder)`, and menus and keys with whatever they pass. */
export const inFolderGiven = (folder: unknown): InFolder =>
  inFolder(typeof folder === "string" ? folder : undefined);

/** For requests that name their folder. */
export const inCurrentFolder = (): InFolder => {
  const folder = currentFolder();
  return folder ? { folder: folder.uri.toString() } : {};
};
