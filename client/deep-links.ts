import * as vscode from "vscode";
import {
  type ConversationsResult,
  commands,
  type InFolder,
  methods,
  type SuggestionItem,
} from "../server/protocol/index.ts";
import type { Connection } from "./connection.ts";
import { type DeepLink, parseDeepLink, parseWholeLink } from "./parse-deep-link.ts";

/** A window that a link opens has no figures yet; so long it is waited for them. */
const patienceMs = 15_000;
const lookEveryMs = 500;

/**
 * Opens the suggestion or the conversation that a link of a commit or a pull request names, in whichever open folder has it. A link can do
 * nothing else: what does not exist is said not to be there.
 */
export function registerDeepLinks(context: vscode.ExtensionContext, connection: Connection): void {
  const links = new DeepLinks(connection);
  context.subscriptions.push(
    vscode.window.registerUriHandler({ handleUri: ({ path }) => links.open(parseDeepLink(path)) }),
    vscode.commands.registerCommand(commands.openLink, () => links.ask()),
  );
}

class DeepLinks {
  constructor(private readonly connection: Connection) {}

  /** For editors whose addresses begin otherwise, and hosts that make no link of one. */
  async ask(): Promise<void> {
    const link = await vscode.window.showInputBox({
      title: "Open a link of a commit or a pull request",
      prompt: "A link to a suggestion or a conversation, as its trailers have them",
      placeHolder: "vscode://homeostat.homeostat/suggestion/…",
      validateInput: (text) =>
        parseWholeLink(text) ? undefined : "It is no link to a suggestion or a conversation.",
    });
    if (link !== undefined) await this.open(parseWholeLink(link));
  }

  async open(link: DeepLink | undefined): Promise<void> {
    if (!link)
      return void vscode.window.showWarningMessage("This link leads to nothing that Homeostat can open.");
    const found = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: `Looking for the ${link.kind}` },
      () => this.find(link),
    );
    if (found) return this.show(link, found);
    void vscode.window.showWarningMessage(
      `There is no ${link.kind} ${link.id.slice(0, 60)} in the open folders. Open the workspace whose prompt the commit is about: its conversations and suggestions are in its store, not in the repository.`,
    );
  }

  private async show({ kind, id }: DeepLink, { folder }: InFolder): Promise<void> {
    if (kind === "suggestion") await vscode.commands.executeCommand(commands.showSuggestion, { id, folder });
    else await vscode.commands.executeCommand(commands.openConversation, id, undefined, folder);
  }

  private async find(link: DeepLink): Promise<InFolder | undefined> {
    const untilMs = Date.now() + patienceMs;
    do {
      for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
        const place = { folder: uri.toString() };
        if (await this.isIn(link, place)) return place;
      }
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    } while (Date.now() < untilMs);
    return undefined;
  }

  private async isIn({ kind, id }: DeepLink, place: InFolder): Promise<boolean> {
    if (kind === "suggestion") {
      const item = await this.connection.request<SuggestionItem | null>(methods.suggestion, { ...place, id });
      return item?.id === id;
    }
    const { conversations } = await this.connection.request<ConversationsResult>(methods.conversations, {
      ...{ ...place, ids: [id] },
    });
    return conversations.some((one) => one.id === id);
  }
}
