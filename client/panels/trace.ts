import * as vscode from "vscode";
import {
  commands,
  methods,
  type TraceFocus,
  type TraceIntent,
  type TraceSpan,
  type TraceState,
  type TraceUpdate,
  type TraceView,
  tracePanel,
} from "../../server/protocol/index.ts";
import { giveLabel } from "../commands/labels.ts";
import type { Connection } from "../connection.ts";
import type { ConversationDocuments } from "../conversation-document.ts";
import { messageOf } from "../message-of.ts";
import { inFolder } from "../workspace-folder.ts";
import { fillPanel } from "./fill-panel.ts";
import { openPromptBeside } from "./open-prompt.ts";
import { parseConversationTarget, parseFocus, parseTraceIntent, parseTraceState } from "./trace-intent.ts";

/**
 * The trace viewer: a panel for one conversation. Like a file that is looked at and not edited, the next conversation takes its place
 * unless it is kept; one that is open already is brought to the front.
 */
export class TracePanels {
  private readonly panels = new Set<TracePanel>();

  private constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly connection: Connection,
    private readonly documents: ConversationDocuments,
  ) {}

  static register(
    context: vscode.ExtensionContext,
    connection: Connection,
    documents: ConversationDocuments,
  ): TracePanels {
    const all = new TracePanels(context, connection, documents);
    context.subscriptions.push(
      vscode.commands.registerCommand(
        commands.openConversation,
        (id: unknown, focus?: unknown, folder?: unknown) => {
          const of = parseConversationTarget(id, folder);
          if (of) all.open(of, parseFocus(focus));
        },
      ),
      vscode.commands.registerCommand(commands.openAsText, (target: unknown) => all.openAsText(target)),
      vscode.window.registerWebviewPanelSerializer(tracePanel, {
        deserializeWebviewPanel: async (panel, state: unknown) => {
          const of = parseTraceState(state);
          if (of) all.add(panel, of, true);
          else panel.dispose();
        },
      }),
      connection.onChanged(() => {
        for (const panel of all.panels) void panel.update();
      }),
      { dispose: () => all.dispose() },
    );
    return all;
  }

  /** The conversation of the viewer in front. */
  get front(): TraceState | undefined {
    return [...this.panels].find(({ isActive }) => isActive)?.of;
  }

  private dispose(): void {
    for (const panel of this.panels) panel.dispose();
  }

  private open({ id, ...target }: TraceState, focus: TraceFocus | undefined): void {
    const { folder } = inFolder(target.folder);
    const of = { id, ...(folder !== undefined && { folder }) };
    const known = [...this.panels].find(({ of }) => of.id === id && of.folder === folder);
    const panel = known ?? [...this.panels].find(({ isKept }) => !isKept) ?? this.create(of);
    panel.show(of, focus);
  }

  private create(of: TraceState): TracePanel {
    const panel = vscode.window.createWebviewPanel(
      tracePanel,
      "Conversation",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false },
      { enableScripts: true },
    );
    return this.add(panel, of, false);
  }

  private add(webview: vscode.WebviewPanel, of: TraceState, isKept: boolean): TracePanel {
    const panel = new TracePanel(
      webview,
      this.context.extensionUri,
      this.connection,
      this.documents,
      of,
      isKept,
    );
    this.panels.add(panel);
    webview.onDidDispose(() => this.panels.delete(panel));
    return panel;
  }

  /** From a list: the conversation it names. From the title of a viewer or the palette: the one in front. */
  private async openAsText(target: unknown): Promise<void> {
    const of = parseConversationTarget(target) ?? this.front;
    if (!of) return void vscode.window.showInformationMessage("Open a conversation first.");
    await this.documents.open(of);
  }
}

class TracePanel {
  private focus: TraceFocus | undefined;
  /** Places in prompts that the page may open: those it was sent. */
  private files: ReadonlySet<string> = new Set();
  private lastQuestion = 0;
  private isReady = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    private readonly connection: Connection,
    private readonly documents: ConversationDocuments,
    public of: TraceState,
    public isKept: boolean,
  ) {
    fillPanel(panel, extensionUri, {
      title: "Conversation",
      name: "trace",
      receive: (message) => this.receive(message),
    });
  }

  get isActive(): boolean {
    return this.panel.active;
  }

  show(of: TraceState, focus: TraceFocus | undefined): void {
    this.of = of;
    this.focus = focus ?? {};
    this.panel.reveal(undefined, false);
    if (this.isReady) void this.update();
  }

  dispose(): void {
    this.panel.dispose();
  }

  /** Answers may overtake each other: only that to the last question counts. A page that is hidden asks when it is shown again. */
  async update(): Promise<void> {
    if (!this.panel.visible) return;
    const question = ++this.lastQuestion;
    const update = await this.read();
    if (question !== this.lastQuestion) return;
    if (update.type === "trace") {
      const { prompts, lines } = update.trace;
      const others = prompts.flatMap(({ candidates }) => candidates);
      this.files = new Set([...prompts, ...others, ...lines].map(({ file }) => file));
      this.panel.title = update.trace.facts.opening.slice(0, 40) || "Conversation";
      this.focus = undefined;
    }
    await this.panel.webview.postMessage(update);
  }

  private async read(): Promise<TraceUpdate> {
    const { of, isKept, focus } = this;
    try {
      const trace = await this.connection.request<TraceView | null>(methods.trace, of);
      if (!trace) return { type: "gone", id: of.id };
      return { type: "trace", trace, state: of, isKept, ...(focus && { focus }) };
    } catch (error) {
      return { type: "error", message: messageOf(error) };
    }
  }

  private async receive(message: unknown): Promise<void> {
    const intent = parseTraceIntent(message);
    if (intent) await this.act(intent);
  }

  private async act(intent: TraceIntent): Promise<void> {
    switch (intent.type) {
      case "ready":
        this.isReady = true;
        return this.update();
      case "span":
        return this.sendSpan(intent.id);
      case "text":
        return this.sendText(intent.place);
      case "openPrompt":
        return this.openPrompt(intent.file, intent.line);
      case "openBehavior":
        return void (await vscode.commands.executeCommand(commands.openBehavior, intent.id, this.of.folder));
      case "showFailing":
        return void (await vscode.commands.executeCommand(commands.showFailing, {
          instructions: [intent.instruction],
          title: intent.title,
          folder: this.of.folder,
        }));
      case "openAsText":
        return this.documents.open(this.of);
      case "showSuspects":
        return void (await vscode.commands.executeCommand(
          commands.showSuspects,
          { kind: "conversation", id: this.of.id },
          this.of.folder,
        ));
      case "replay":
        return void (await vscode.commands.executeCommand(commands.replay, this.of.id, this.of.folder));
      case "label": {
        const { type: _, ...label } = intent;
        const { id, folder } = this.of;
        const outcome = await giveLabel(this.connection, {
          conversation: id,
          ...label,
          ...(folder !== undefined && { folder }),
        });
        if (label.label !== undefined) await this.send({ type: "labelled", id, outcome });
        return this.update();
      }
      case "keep":
        this.isKept = intent.kept;
        return this.update();
      case "run":
        return void (await vscode.commands.executeCommand(intent.command, undefined, this.of.folder));
    }
  }

  private async sendSpan(id: string): Promise<void> {
    const request = { ...this.of, spanId: id };
    const span = await this.connection
      .request<TraceSpan | null>(methods.traceSpan, request)
      .catch(() => null);
    await this.send({ type: "span", id, ...(span && { span }) });
  }

  private async sendText(place: string): Promise<void> {
    const request = { ...this.of, place };
    const text = await this.connection.request<string | null>(methods.traceText, request).catch(() => null);
    await this.send({ type: "text", place, ...(text !== null && { text }) });
  }

  private async send(update: TraceUpdate): Promise<void> {
    await this.panel.webview.postMessage(update);
  }

  private async openPrompt(file: string, line: number): Promise<void> {
    const { folder } = this.of;
    if (folder && this.files.has(file)) await openPromptBeside(this.panel, { folder, file, line });
  }
}
