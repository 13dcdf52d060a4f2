import { relative, sep } from "node:path";
import * as vscode from "vscode";
import {
  commands,
  type DiagnosedLine,
  type DiagnoseResult,
  type DiagnosisIntent,
  type DiagnosisState,
  type DiagnosisTarget,
  type DiagnosisUpdate,
  diagnosisPanel,
  type LinePlace,
  methods,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { messageOf } from "../message-of.ts";
import { inFolder } from "../workspace-folder.ts";
import { parseDiagnosisIntent, parseDiagnosisState, parseDiagnosisTarget } from "./diagnosis-intent.ts";
import { fillPanel } from "./fill-panel.ts";
import { openPromptBeside } from "./open-prompt.ts";

/** Pages of diagnoses: one for each prompt; of evaluators, behaviors and conversations the next takes the place of the one before. */
export class DiagnosisPanels {
  private readonly panels = new Map<string, DiagnosisPanel>();

  private constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly connection: Connection,
  ) {}

  /** `front`: the conversation of the viewer in front. */
  static register(
    context: vscode.ExtensionContext,
    connection: Connection,
    front: () => { readonly id: string; readonly folder?: string } | undefined,
  ): void {
    const all = new DiagnosisPanels(context, connection);
    const { registerCommand } = vscode.commands;
    context.subscriptions.push(
      registerCommand(commands.diagnose, (target?: unknown, folder?: unknown) =>
        all.diagnose(target, folder),
      ),
      registerCommand(commands.showSuspects, (target?: unknown, folder?: unknown) => {
        const viewed = front();
        const of = parseDiagnosisTarget(target) ?? (viewed && { kind: "conversation", id: viewed.id });
        if (of) return all.open(of, folderNamed(target, folder) ?? viewed?.folder);
        void vscode.window.showInformationMessage("Open a conversation first.");
      }),
      vscode.window.registerWebviewPanelSerializer(diagnosisPanel, {
        deserializeWebviewPanel: async (panel, state: unknown) => {
          const of = parseDiagnosisState(state);
          if (of) all.add(panel, of);
          else panel.dispose();
        },
      }),
      connection.onChanged(() => {
        for (const panel of all.panels.values()) void panel.look();
      }),
      { dispose: () => all.dispose() },
    );
  }

  private dispose(): void {
    for (const panel of this.panels.values()) panel.dispose();
  }

  /** What is named, else the prompt in the editor, else all prompts of the folder at hand. */
  private diagnose(target: unknown, folder: unknown): void {
    const named = parseDiagnosisTarget(target);
    // A page names its folder and nothing else: the file in the editor is no matter of it.
    const isOfPage = target === undefined && typeof folder === "string";
    const prompt = named || isOfPage ? undefined : promptAt(target);
    if (prompt) this.open({ kind: "prompt", file: prompt.file }, prompt.folder);
    else this.open(named ?? { kind: "workspace" }, folderNamed(target, folder));
  }

  private open(of: DiagnosisTarget, place: string | undefined): void {
    const { folder } = inFolder(place);
    const state = { of, ...(folder !== undefined && { folder }) };
    const known = this.panels.get(slotOf(state));
    const panel =
      known ??
      this.add(
        vscode.window.createWebviewPanel(diagnosisPanel, "Diagnosis", columnBesideText(), {
          enableScripts: true,
        }),
        state,
      );
    panel.show(state);
  }

  private add(webview: vscode.WebviewPanel, state: DiagnosisState): DiagnosisPanel {
    const panel = new DiagnosisPanel(webview, this.context.extensionUri, this.connection, state);
    const slot = slotOf(state);
    this.panels.set(slot, panel);
    webview.onDidDispose(() => {
      panel.cancel();
      if (this.panels.get(slot) === panel) this.panels.delete(slot);
    });
    return panel;
  }
}

/** Whoever asks from a prompt wants to see both. */
const columnBesideText = (): vscode.ViewColumn =>
  vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;

const slotOf = ({ of, folder = "" }: DiagnosisState): string =>
  of.kind === "prompt" || of.kind === "workspace" ? JSON.stringify([folder, of]) : of.kind;

/** Commands are run by trees with a node that names its folder, by pages and lenses with the folder behind what is diagnosed. */
function folderNamed(target: unknown, folder: unknown): string | undefined {
  if (typeof folder === "string") return folder;
  const own = (target as { readonly folder?: unknown } | undefined)?.folder;
  return typeof own === "string" ? own : undefined;
}

/** The file that a menu of an editor names, else the one in the editor. Whether it is a prompt the server knows, which takes all where it is none. */
function promptAt(target: unknown): { readonly file: string; readonly folder: string } | undefined {
  const uri = target instanceof vscode.Uri ? target : vscode.window.activeTextEditor?.document.uri;
  const folder = uri?.scheme === "file" ? vscode.workspace.getWorkspaceFolder(uri) : undefined;
  if (!uri || !folder) return undefined;
  const file = relative(folder.uri.fsPath, uri.fsPath).split(sep).join("/");
  return { file, folder: folder.uri.toString() };
}

class DiagnosisPanel {
  /** What the page was sent last; a page that was hidden asks for it again. */
  private last: DiagnosisUpdate | undefined;
  private text = "";
  private basis = "";
  private lines: readonly DiagnosedLine[] = [];
  private running: vscode.CancellationTokenSource | undefined;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    private readonly connection: Connection,
    private state: DiagnosisState,
  ) {
    fillPanel(panel, extensionUri, {
      title: "Diagnosis",
      name: "diagnosis",
      receive: (message) => this.receive(message),
    });
  }

  /** A person asked for it, so that it is made anew. */
  show(state: DiagnosisState): void {
    this.state = state;
    this.panel.reveal(undefined, false);
    void this.run();
  }

  dispose(): void {
    this.panel.dispose();
  }

  cancel(): void {
    this.running?.cancel();
  }

  /** Something has changed: if it is what the diagnosis was made from, that is said, and a person decides when it is made anew. */
  async look(): Promise<void> {
    const { last } = this;
    const { folder } = this.state;
    if (last?.type !== "diagnosis") return;
    const place = folder === undefined ? {} : { folder };
    const basis = await this.connection
      .request<string>(methods.diagnosisBasis, place)
      .catch(() => this.basis);
    const isStale = basis !== this.basis;
    if (this.last === last && isStale !== last.isStale) await this.send({ ...last, isStale });
  }

  private async run(): Promise<void> {
    this.running?.cancel();
    const running = new vscode.CancellationTokenSource();
    this.running = running;
    const { state } = this;
    const isCurrent = (): boolean => this.running === running;
    await this.send({ type: "working", state, message: "Reading conversations" });
    try {
      const request = { of: state.of, ...(state.folder !== undefined && { folder: state.folder }) };
      const result = await this.connection.requestWithProgress<DiagnoseResult>(
        ...[methods.diagnose, request, running.token],
        ({ message, percent }) => {
          if (!isCurrent()) return;
          void this.send({ type: "working", state, message, ...(percent !== undefined && { percent }) });
        },
      );
      if (isCurrent()) await this.take(result);
    } catch (error) {
      if (isCurrent()) await this.send({ type: "error", message: messageOf(error) });
    } finally {
      running.dispose();
      if (isCurrent()) this.running = undefined;
    }
  }

  private async take(result: DiagnoseResult | undefined): Promise<void> {
    const { state } = this;
    if (!result) return this.send({ type: "idle", state, isCancelled: true });
    const { view, text, basis } = result;
    this.text = text;
    this.basis = basis;
    this.lines = view.prompts.flatMap(({ suspects, mechanisms, interactions }) =>
      [...suspects, ...mechanisms.flatMap((one) => one.suspects), ...interactions].flatMap(
        ({ line, other }) => [...(line ? [line] : []), ...(other ? [other] : [])],
      ),
    );
    this.panel.title = `Diagnosis: ${view.subject.name.split("/").at(-1)?.slice(0, 40) || "all prompts"}`;
    await this.send({ type: "diagnosis", view, state, isStale: false });
  }

  private async receive(message: unknown): Promise<void> {
    const intent = parseDiagnosisIntent(message);
    if (intent) await this.act(intent);
  }

  private async act(intent: DiagnosisIntent): Promise<void> {
    const { folder } = this.state;
    const execute = async (command: string, ...args: readonly unknown[]): Promise<void> =>
      void (await vscode.commands.executeCommand(command, ...args));
    switch (intent.type) {
      case "ready":
        // Of a window that was reloaded nothing is left, and nothing costly begins by itself.
        return this.send(this.last ?? { type: "idle", state: this.state, isCancelled: false });
      case "again":
        return this.run();
      case "cancel":
        return this.cancel();
      case "openLine":
        return this.openLine(intent);
      case "list": {
        const { prompts } = this.last?.type === "diagnosis" ? this.last.view : { prompts: [] };
        const prompt = prompts.find(({ file }) => file === intent.file);
        const one = prompt?.mechanisms.find(({ id }) => id === intent.mechanism);
        return one && execute(commands.showFailing, { ids: one.conversations, title: one.title, folder });
      }
      case "openConversation": {
        const { id, message, evaluator } = intent;
        const focus = message === undefined ? evaluator && { evaluator } : { message };
        return execute(commands.openConversation, id, focus, folder);
      }
      case "openBehavior":
        return execute(commands.openBehavior, intent.id, folder);
      case "improve":
        return execute(commands.improve, this.state.of, folder);
      case "copy":
        await vscode.env.clipboard.writeText(this.text);
        return this.post({ type: "copied" });
      case "run":
        return execute(intent.command, undefined, folder);
    }
  }

  /** Only lines that the page was sent. */
  private readonly lineOf = ({ file, key }: { readonly file: string; readonly key: string }) =>
    this.lines.find((line) => line.file === file && line.key === key);

  /** Where it stands by now: the text may have been edited since the diagnosis was made. */
  private async openLine(of: { readonly file: string; readonly key: string }): Promise<void> {
    const known = this.lineOf(of);
    const { folder } = this.state;
    if (!known || folder === undefined) return;
    const { file, key } = known;
    const place = await this.connection
      .request<LinePlace | null>(methods.linePlace, { file, key, folder })
      .catch(() => null);
    const line = place?.line ?? known.line ?? 0;
    await openPromptBeside(this.panel, { folder, file, line });
  }

  private async send(update: DiagnosisUpdate): Promise<void> {
    this.last = update;
    await this.post(update);
  }

  private async post(update: DiagnosisUpdate): Promise<void> {
    await this.panel.webview.postMessage(update);
  }
}
