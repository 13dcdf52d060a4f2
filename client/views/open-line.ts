import * as vscode from "vscode";

/** What a click on an item does that stands for a line of a file. `line`: zero-based. */
export function openLine(uri: string, line: number): vscode.Command {
  const at = new vscode.Position(line, 0);
  const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(at, at) };
  return { command: "vscode.open", title: "Open Line", arguments: [vscode.Uri.parse(uri), options] };
}
