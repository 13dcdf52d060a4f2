import { isAbsolute } from "node:path";
import * as vscode from "vscode";

/** A place in a prompt: a file as figures name it, relative to the folder (a URI) unless it lies outside, and a zero-based line. */
export interface PromptPlace {
  readonly folder: string;
  readonly file: string;
  readonly line: number;
}

/** Beside the page, or where the file is open already, so that both stay in sight. */
export async function openPromptBeside(
  page: vscode.WebviewPanel,
  { folder, file, line }: PromptPlace,
): Promise<void> {
  const uri = isAbsolute(file) ? vscode.Uri.file(file) : vscode.Uri.joinPath(vscode.Uri.parse(folder), file);
  const open = vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString()),
  );
  const at = new vscode.Position(line, 0);
  await vscode.window.showTextDocument(uri, {
    viewColumn: open?.viewColumn ?? columnBeside(page),
    selection: new vscode.Range(at, at),
  });
}

/** To the left where the page is not the leftmost. */
function columnBeside({ viewColumn }: vscode.WebviewPanel): vscode.ViewColumn {
  const own = viewColumn ?? vscode.ViewColumn.One;
  return own > vscode.ViewColumn.One ? own - 1 : vscode.ViewColumn.Beside;
}
