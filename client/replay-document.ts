import * as vscode from "vscode";
import { conversationLanguage, type ReplayResult, replayScheme } from "../server/protocol/index.ts";

/** Replays that are kept for their documents; an older one that is still open shows that it is gone when it is read again. */
const maxKept = 20;

/** A conversation as it was recorded and as it went again, as two read-only documents side by side. */
export class ReplayDocuments implements vscode.TextDocumentContentProvider {
  private readonly kept = new Map<string, ReplayResult>();
  private last = 0;

  static register(context: vscode.ExtensionContext): ReplayDocuments {
    const documents = new ReplayDocuments();
    context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider(replayScheme, documents));
    return documents;
  }

  provideTextDocumentContent({ query }: vscode.Uri): string {
    const { run, side } = JSON.parse(query) as { run: string; side: "recorded" | "fresh" };
    return this.kept.get(run)?.[side] ?? "This replay was not kept: run it again.";
  }

  async show(id: string, result: ReplayResult): Promise<void> {
    const run = String(++this.last);
    this.kept.set(run, result);
    for (const old of [...this.kept.keys()].slice(0, -maxKept)) this.kept.delete(old);
    const name = id.replace(/[\\/]/g, "_").slice(0, 60);
    const uris = (["recorded", "fresh"] as const).map((side) =>
      vscode.Uri.from({
        scheme: replayScheme,
        path: `/${name}.conversation`,
        query: JSON.stringify({ run, side }),
      }),
    );
    for (const uri of uris)
      await vscode.languages.setTextDocumentLanguage(
        await vscode.workspace.openTextDocument(uri),
        conversationLanguage,
      );
    await vscode.commands.executeCommand("vscode.diff", ...uris, `Replay: ${name} with ${result.title}`, {
      preview: true,
    });
  }
}
