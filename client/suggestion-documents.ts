import * as vscode from "vscode";
import {
  methods,
  type SuggestionEditsResult,
  type SuggestionTarget,
  suggestionScheme,
} from "../server/protocol/index.ts";
import type { Connection } from "./connection.ts";

/** The texts that a suggestion would make, as read-only documents that follow what is typed beside them. */
export class SuggestionDocuments implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly connection: Connection) {}

  static register(context: vscode.ExtensionContext, connection: Connection): SuggestionDocuments {
    const documents = new SuggestionDocuments(connection);
    const refresh = (): void => documents.refresh();
    context.subscriptions.push(
      vscode.workspace.registerTextDocumentContentProvider(suggestionScheme, documents),
      connection.onSuggestionsChanged(refresh),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === "file") refresh();
      }),
    );
    return documents;
  }

  async provideTextDocumentContent({ query }: vscode.Uri): Promise<string> {
    const { file, ...target } = JSON.parse(query) as SuggestionTarget & { readonly file: string };
    const { files } = await this.connection.request<SuggestionEditsResult>(methods.suggestionEdits, target);
    const found = files.find(({ uri }) => uri === file);
    return found?.after ?? (await vscode.workspace.openTextDocument(vscode.Uri.parse(file))).getText();
  }

  /** Each file beside what it would be; the left side is the document itself. Whether there is anything to show. */
  async open(target: SuggestionTarget, title: string): Promise<boolean> {
    const { files } = await this.connection.request<SuggestionEditsResult>(methods.suggestionEdits, target);
    const [first, ...others] = files;
    if (!first) return false;
    const sides = (file: string): readonly [vscode.Uri, vscode.Uri] => [
      vscode.Uri.parse(file),
      vscode.Uri.from({
        scheme: suggestionScheme,
        path: vscode.Uri.parse(file).path,
        query: JSON.stringify({ ...target, file }),
      }),
    ];
    if (others.length === 0)
      await vscode.commands.executeCommand("vscode.diff", ...sides(first.uri), title, { preview: true });
    else
      await vscode.commands.executeCommand(
        "vscode.changes",
        title,
        files.map(({ uri }) => [sides(uri)[0], ...sides(uri)]),
      );
    return true;
  }

  private refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments)
      if (uri.scheme === suggestionScheme) this.changed.fire(uri);
  }
}
