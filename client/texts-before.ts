import * as vscode from "vscode";
import {
  methods,
  type SuggestionEditsResult,
  type SuggestionTarget,
  textBeforeScheme,
} from "../server/protocol/index.ts";
import type { Connection } from "./connection.ts";

/** Texts that are kept for their documents; an older one says that it is gone. */
const mostKept = 100;

/** Texts as they were before somebody accepted a suggestion to go on from there: the left side of what is edited. */
export class TextsBefore implements vscode.TextDocumentContentProvider {
  private readonly kept = new Map<string, string>();
  private last = 0;

  private constructor(private readonly connection: Connection) {}

  static register(context: vscode.ExtensionContext, connection: Connection): TextsBefore {
    const texts = new TextsBefore(connection);
    context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider(textBeforeScheme, texts));
    return texts;
  }

  provideTextDocumentContent({ query }: vscode.Uri): string {
    return this.kept.get(query) ?? "This text was kept for the window that it was made in.";
  }

  /** Remembers the texts, makes the edits, and lays what is there then beside what was: the right side is the file, to be edited. */
  async during(target: SuggestionTarget, accept: () => Thenable<unknown>): Promise<void> {
    const { files } = await this.connection.request<SuggestionEditsResult>(methods.suggestionEdits, target);
    await accept();
    for (const { uri, before } of files) {
      const file = vscode.Uri.parse(uri);
      const now = vscode.workspace.textDocuments.find((one) => one.uri.toString() === file.toString());
      if (!now || now.getText() === before) continue;
      const old = vscode.Uri.from({ scheme: textBeforeScheme, path: file.path, query: this.keep(before) });
      const title = `${file.path.split("/").at(-1)}: before the suggestion ↔ as you edit it`;
      await vscode.commands.executeCommand("vscode.diff", old, file, title, { preview: false });
    }
  }

  private keep(text: string): string {
    const key = String(++this.last);
    this.kept.set(key, text);
    for (const old of [...this.kept.keys()].slice(0, -mostKept)) this.kept.delete(old);
    return key;
  }
}
