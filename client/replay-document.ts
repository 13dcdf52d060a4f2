import * as vscode from "vscode";
import { commands, conversationLanguage, type ReplayResult, replayScheme } from "../server/protocol/index.ts";

/** Replays that are kept for their documents; an older one that is still open shows that it is gone when it is read again. */
const maxKept = 600;

/** A conversation that was run again. */
export interface KeptReplay extends Pick<ReplayResult, "recorded" | "fresh" | "title"> {
  readonly id: string;
  /** What stands over both. Default: that the conversation was replayed with `title`. */
  readonly heading?: string;
}

/** A conversation as it was recorded and as it went again, as two read-only documents side by side. */
export class ReplayDocuments implements vscode.TextDocumentContentProvider {
  private readonly kept = new Map<string, KeptReplay>();
  private last = 0;

  static register(context: vscode.ExtensionContext): ReplayDocuments {
    const documents = new ReplayDocuments();
    context.subscriptions.push(
      vscode.workspace.registerTextDocumentContentProvider(replayScheme, documents),
      vscode.commands.registerCommand(commands.openFreshAnswers, async (run: unknown) => {
        if (typeof run === "string" && !(await documents.open(run)))
          void vscode.window.showInformationMessage("These answers were not kept: run the test again.");
      }),
    );
    return documents;
  }

  provideTextDocumentContent({ query }: vscode.Uri): string {
    const { run, side } = JSON.parse(query) as { run: string; side: "recorded" | "fresh" };
    return this.kept.get(run)?.[side] ?? "This replay was not kept: run it again.";
  }

  /** Under a name by which it can be opened. */
  keep(replay: KeptReplay): string {
    const run = String(++this.last);
    this.kept.set(run, replay);
    for (const old of [...this.kept.keys()].slice(0, -maxKept)) this.kept.delete(old);
    return run;
  }

  /** Whether it is still there. */
  async open(run: string): Promise<boolean> {
    const replay = this.kept.get(run);
    if (!replay) return false;
    const uris = sidesOf(run, replay);
    for (const uri of uris)
      await vscode.languages.setTextDocumentLanguage(
        await vscode.workspace.openTextDocument(uri),
        conversationLanguage,
      );
    const heading = replay.heading ?? `Replay: ${nameOf(replay)} with ${replay.title}`;
    await vscode.commands.executeCommand("vscode.diff", ...uris, heading, { preview: true });
    return true;
  }

  /** All of them below each other in one editor. */
  async openAll(runs: readonly string[], title: string): Promise<void> {
    const sides = runs.flatMap((run) => {
      const replay = this.kept.get(run);
      return replay ? [sidesOf(run, replay)] : [];
    });
    await vscode.commands.executeCommand(
      "vscode.changes",
      title,
      sides.map(([recorded, fresh]) => [fresh, recorded, fresh]),
    );
  }
}

const nameOf = ({ id }: KeptReplay): string => id.replace(/[\\/]/g, "_").slice(0, 60);

const sidesOf = (run: string, replay: KeptReplay): readonly [vscode.Uri, vscode.Uri] => {
  const side = (of: "recorded" | "fresh"): vscode.Uri =>
    vscode.Uri.from({
      scheme: replayScheme,
      path: `/${nameOf(replay)}.conversation`,
      query: JSON.stringify({ run, side: of }),
    });
  return [side("recorded"), side("fresh")];
};
