import { isAbsolute } from "node:path";
import * as vscode from "vscode";
import {
  commands,
  methods,
  type Overview,
  type WebviewIntent,
  type WebviewUpdate,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { messageOf } from "../message-of.ts";
import { folderGiven } from "../workspace-folder.ts";
import { fillPanel } from "./fill-panel.ts";
import { parseIntent } from "./parse-intent.ts";

/**
 * The overview page. It keeps nothing while hidden: shown again, it says that it is ready and is sent the figures of then. While shown,
 * it is sent new ones whenever they change.
 */
export class OverviewPanel {
  private panel: vscode.WebviewPanel | undefined;
  private folder: vscode.WorkspaceFolder | undefined;
  /** Files the page may open: those it was sent. */
  private files: ReadonlySet<string> = new Set();
  private lastQuestion = 0;

  private constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly connection: Connection,
  ) {}

  static register(context: vscode.ExtensionContext, connection: Connection): void {
    const overview = new OverviewPanel(context, connection);
    context.subscriptions.push(
      vscode.commands.registerCommand(commands.showOverview, (_: unknown, folder?: unknown) =>
        overview.show(folder),
      ),
      connection.onChanged(() => void overview.update()),
      { dispose: () => overview.panel?.dispose() },
    );
  }

  private show(folder: unknown): void {
    this.folder = folderGiven(folder);
    if (this.panel) {
      this.panel.reveal();
      return void this.update();
    }
    const { Active } = vscode.ViewColumn;
    this.panel = vscode.window.createWebviewPanel("homeostat.overview", "Overview", Active, {
      enableScripts: true,
    });
    this.panel.onDidDispose(() => {
      this.panel = undefined;
    });
    const receive = (message: unknown): Promise<void> => this.receive(message);
    fillPanel(this.panel, this.context.extensionUri, { title: "Overview", name: "overview", receive });
  }

  /** Answers may overtake each other: only that to the last question counts. */
  private async update(): Promise<void> {
    if (!this.panel?.visible) return;
    const question = ++this.lastQuestion;
    const update = await this.read();
    if (question !== this.lastQuestion) return;
    if (update.type === "overview") this.files = new Set(update.overview.prompts.map(({ file }) => file));
    await this.panel?.webview.postMessage(update);
  }

  private async read(): Promise<WebviewUpdate> {
    try {
      const request = this.folder ? { folder: this.folder.uri.toString() } : {};
      const overview = await this.connection.request<Overview>(methods.overview, request);
      return { type: "overview", overview };
    } catch (error) {
      return { type: "error", message: messageOf(error) };
    }
  }

  private async receive(message: unknown): Promise<void> {
    const intent = parseIntent(message);
    if (intent) await this.act(intent);
  }

  private async act(intent: WebviewIntent): Promise<void> {
    const folder = this.folder?.uri.toString();
    switch (intent.type) {
      case "ready":
        return this.update();
      case "openPrompt":
        return this.openPrompt(intent.file, intent.line);
      case "openConversation":
        return void (await vscode.commands.executeCommand(
          commands.openConversation,
          intent.id,
          undefined,
          folder,
        ));
      case "openBehavior":
        return void (await vscode.commands.executeCommand(commands.openBehavior, intent.id, folder));
      case "showFailing": {
        const { type: _, ...filter } = intent;
        return void (await vscode.commands.executeCommand(commands.showFailing, { ...filter, folder }));
      }
      case "run":
        return void (await vscode.commands.executeCommand(intent.command, undefined, folder));
    }
  }

  /** Beside the page, so that it stays in sight while one goes through the lines. */
  private async openPrompt(file: string, line: number): Promise<void> {
    if (!this.folder || !this.files.has(file)) return;
    const uri = isAbsolute(file) ? vscode.Uri.file(file) : vscode.Uri.joinPath(this.folder.uri, file);
    const at = new vscode.Position(line, 0);
    await vscode.window.showTextDocument(uri, {
      viewColumn: vscode.ViewColumn.Beside,
      selection: new vscode.Range(at, at),
    });
  }
}
