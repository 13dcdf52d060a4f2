import * as vscode from "vscode";
import {
  type AgreementAgainst,
  type AgreementIntent,
  type AgreementRequest,
  type AgreementUpdate,
  type AgreementView,
  agreementPanel,
  commands,
  methods,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { messageOf } from "../message-of.ts";
import { currentFolder } from "../workspace-folder.ts";
import { parseAgreementIntent } from "./agreement-intent.ts";
import { fillPanel } from "./fill-panel.ts";

/**
 * The page of agreement. It keeps nothing while hidden: shown again, it says that it is ready and is sent the figures of then. While shown,
 * it is sent new ones whenever labels or evaluations change.
 */
export class AgreementPanel {
  private panel: vscode.WebviewPanel | undefined;
  private folder: vscode.WorkspaceFolder | undefined;
  /** What the person chose; undefined = labels where there are any. */
  private against: AgreementAgainst | undefined;
  private lastQuestion = 0;

  private constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly connection: Connection,
  ) {}

  static register(context: vscode.ExtensionContext, connection: Connection): void {
    const agreement = new AgreementPanel(context, connection);
    context.subscriptions.push(
      vscode.commands.registerCommand(commands.showAgreement, () => agreement.show()),
      connection.onChanged(() => void agreement.update()),
      { dispose: () => agreement.panel?.dispose() },
    );
  }

  /** For the folder at hand. */
  private show(): void {
    const folder = currentFolder();
    if (folder !== this.folder) this.against = undefined;
    this.folder = folder;
    if (this.panel) {
      this.panel.reveal();
      return void this.update();
    }
    const { Active } = vscode.ViewColumn;
    this.panel = vscode.window.createWebviewPanel(agreementPanel, "Agreement", Active, {
      enableScripts: true,
    });
    this.panel.onDidDispose(() => {
      this.panel = undefined;
    });
    const receive = (message: unknown): Promise<void> => this.receive(message);
    fillPanel(this.panel, this.context.extensionUri, { title: "Agreement", name: "agreement", receive });
  }

  /** Answers may overtake each other: only that to the last question counts. */
  private async update(): Promise<void> {
    if (!this.panel?.visible) return;
    const question = ++this.lastQuestion;
    const update = await this.read();
    if (question === this.lastQuestion) await this.panel?.webview.postMessage(update);
  }

  private get request(): AgreementRequest {
    return {
      ...(this.folder && { folder: this.folder.uri.toString() }),
      ...(this.against && { against: this.against }),
    };
  }

  private async read(): Promise<AgreementUpdate> {
    try {
      const agreement = await this.connection.request<AgreementView>(methods.agreement, this.request);
      return { type: "agreement", agreement };
    } catch (error) {
      return { type: "error", message: messageOf(error) };
    }
  }

  private async receive(message: unknown): Promise<void> {
    const intent = parseAgreementIntent(message);
    if (intent) await this.act(intent);
  }

  private async act(intent: AgreementIntent): Promise<void> {
    const { folder } = this.request;
    switch (intent.type) {
      case "ready":
        return this.update();
      case "against":
        this.against = intent.against;
        return this.update();
      case "openConversation": {
        const { id, evaluator } = intent;
        const focus = evaluator === undefined ? undefined : { evaluator };
        return void (await vscode.commands.executeCommand(commands.openConversation, id, focus, folder));
      }
      case "copy":
        return this.copy();
      case "run":
        return void (await vscode.commands.executeCommand(intent.command, undefined, folder));
    }
  }

  private async copy(): Promise<void> {
    try {
      const text = await this.connection.request<string>(methods.agreementText, this.request);
      await vscode.env.clipboard.writeText(text);
      await this.panel?.webview.postMessage({ type: "copied" } satisfies AgreementUpdate);
    } catch (error) {
      void vscode.window.showErrorMessage(messageOf(error));
    }
  }
}
