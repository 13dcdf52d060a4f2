import * as vscode from "vscode";
import {
  type ConversationResult,
  conversationLanguage,
  conversationScheme,
  methods,
  type TraceState,
} from "../server/protocol/index.ts";
import type { Connection } from "./connection.ts";
import { inFolder } from "./workspace-folder.ts";

/**
 * A conversation as a read-only text document: it can be searched, folded, copied and read aloud, and whatever was captured stays
 * text. Evaluations link to the message that holds their evidence, prompts to their file.
 */
export class ConversationDocuments
  implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.FoldingRangeProvider
{
  private readonly results = new Map<string, ConversationResult>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly connection: Connection) {}

  static register(context: vscode.ExtensionContext, connection: Connection): ConversationDocuments {
    const documents = new ConversationDocuments(connection);
    const selector = { scheme: conversationScheme };
    context.subscriptions.push(
      vscode.workspace.registerTextDocumentContentProvider(conversationScheme, documents),
      vscode.languages.registerDocumentLinkProvider(selector, documents),
      vscode.languages.registerFoldingRangeProvider(selector, documents),
      connection.onChanged(() => documents.refresh()),
    );
    return documents;
  }

  /** Opens a conversation, at the message that a failed evaluation quotes where there is one. */
  async open({ id, folder }: TraceState): Promise<void> {
    const uri = vscode.Uri.from({
      scheme: conversationScheme,
      path: `/${id.replace(/[\\/]/g, "_").slice(0, 60)}.conversation`,
      query: JSON.stringify({ id, ...inFolder(folder) }),
    });
    const document = await vscode.languages.setTextDocumentLanguage(
      await vscode.workspace.openTextDocument(uri),
      conversationLanguage,
    );
    await vscode.window.showTextDocument(document, {
      preview: true,
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: false,
    });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { id, folder } = JSON.parse(uri.query) as { id: string; folder?: string };
    const result = await this.connection.request<ConversationResult | null>(methods.conversation, {
      id,
      folder,
    });
    if (!result) return `There is no conversation ${id} in the store any more.`;
    this.results.set(uri.toString(), result);
    return result.text;
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const result = this.results.get(document.uri.toString());
    if (!result) return [];
    const evaluations = result.evaluationLines.flatMap(({ line, message }) =>
      message === undefined ? [] : [this.messageLink(document, line, result.messageLines[message]!)],
    );
    return [...evaluations, ...promptLinks(document, result)];
  }

  provideFoldingRanges(document: vscode.TextDocument): vscode.FoldingRange[] {
    const starts = this.results.get(document.uri.toString())?.messageLines ?? [];
    return starts
      .map((start, index) => new vscode.FoldingRange(start, (starts[index + 1] ?? document.lineCount) - 1))
      .filter(({ start, end }) => end > start);
  }

  private messageLink(document: vscode.TextDocument, line: number, target: number): vscode.DocumentLink {
    // Mark, label and evaluator are the link; an underlined paragraph would be hard to read.
    const [head = ""] = /^\s*\S+\s+\S+\s+\S+/.exec(document.lineAt(line).text) ?? [];
    const range = new vscode.Range(line, head.search(/\S/), line, head.length);
    const link = new vscode.DocumentLink(range, document.uri.with({ fragment: `L${target + 1}` }));
    link.tooltip = "Go to the message it is about";
    return link;
  }

  private refresh(): void {
    for (const document of vscode.workspace.textDocuments)
      if (document.uri.scheme === conversationScheme) this.changed.fire(document.uri);
  }
}

/** File names on the "Prompt" line lead to the files. */
function promptLinks(document: vscode.TextDocument, { prompts }: ConversationResult): vscode.DocumentLink[] {
  const { folder } = JSON.parse(document.uri.query) as { folder?: string };
  const line = Array.from({ length: Math.min(12, document.lineCount) }, (_, i) => i).find((i) =>
    document.lineAt(i).text.startsWith("Prompt "),
  );
  if (line === undefined || !folder) return [];
  return prompts.flatMap(({ file }) => {
    const at = document.lineAt(line).text.indexOf(file);
    return at < 0
      ? []
      : [
          new vscode.DocumentLink(
            new vscode.Range(line, at, line, at + file.length),
            vscode.Uri.joinPath(vscode.Uri.parse(folder), file),
          ),
        ];
  });
}
