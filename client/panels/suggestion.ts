import * as vscode from "vscode";
import {
  type CaseAnswersRequest,
  type CaseAnswersResult,
  commands,
  methods,
  type ShownAct,
  type SuggestionPageIntent,
  type SuggestionPageResult,
  type SuggestionPageTarget,
  type SuggestionPageUpdate,
  type SuggestionTarget,
  suggestionPanel,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { messageOf } from "../message-of.ts";
import type { ReplayDocuments } from "../replay-document.ts";
import { parseSuggestionTarget } from "../suggestion-target.ts";
import type { TextsBefore } from "../texts-before.ts";
import { inFolder } from "../workspace-folder.ts";
import { fillPanel } from "./fill-panel.ts";
import { openPromptBeside } from "./open-prompt.ts";
import { parseSuggestionIntent, parseSuggestionState } from "./suggestion-intent.ts";

/** What the pages of suggestions are given beside the connection. */
export interface SuggestionPanelParts {
  readonly replays: ReplayDocuments;
  readonly before: TextsBefore;
}

/** Evidence pages: one for each suggestion, and for each cycle that found none. */
export class SuggestionPanels {
  private readonly panels = new Map<string, SuggestionPanel>();

  private constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly connection: Connection,
    private readonly parts: SuggestionPanelParts,
  ) {}

  static register(
    context: vscode.ExtensionContext,
    connection: Connection,
    parts: SuggestionPanelParts,
  ): SuggestionPanels {
    const all = new SuggestionPanels(context, connection, parts);
    const refresh = (): void => {
      for (const panel of all.panels.values()) panel.refreshSoon();
    };
    context.subscriptions.push(
      vscode.commands.registerCommand(commands.showCycle, (given?: unknown, folder?: unknown) => {
        const target = parseSuggestionTarget(given, folder);
        if (target) all.open(target);
      }),
      vscode.window.registerWebviewPanelSerializer(suggestionPanel, {
        deserializeWebviewPanel: async (panel, kept: unknown) => {
          const target = parseSuggestionState(kept);
          if (target) all.add(panel, target);
          else panel.dispose();
        },
      }),
      connection.onSuggestionsChanged(refresh),
      // Where its hunks stand follows what is typed.
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === "file") refresh();
      }),
      { dispose: () => all.dispose() },
    );
    return all;
  }

  open(target: SuggestionPageTarget): void {
    const { folder } = inFolder(target.folder);
    const state = { id: target.id, ...(folder !== undefined && { folder }) };
    const known = this.panels.get(slotOf(state));
    if (known) known.reveal();
    else
      this.add(
        vscode.window.createWebviewPanel(suggestionPanel, "Suggestion", vscode.ViewColumn.Active, {
          enableScripts: true,
        }),
        state,
      );
  }

  private add(webview: vscode.WebviewPanel, state: SuggestionPageTarget): void {
    const panel = new SuggestionPanel(webview, this.context.extensionUri, this.connection, {
      ...this.parts,
      state,
    });
    const slot = slotOf(state);
    this.panels.set(slot, panel);
    webview.onDidDispose(() => {
      panel.close();
      if (this.panels.get(slot) === panel) this.panels.delete(slot);
    });
  }

  private dispose(): void {
    for (const panel of [...this.panels.values()]) panel.dispose();
  }
}

const slotOf = ({ id, folder = "" }: SuggestionPageTarget): string => JSON.stringify([folder, id]);

/** After the last keystroke, milliseconds. */
const settleMs = 400;

class SuggestionPanel {
  private last: SuggestionPageResult | undefined;
  private readonly answers = new Map<string, CaseAnswersResult>();
  private soon: NodeJS.Timeout | undefined;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    private readonly connection: Connection,
    private readonly of: SuggestionPanelParts & { readonly state: SuggestionPageTarget },
  ) {
    fillPanel(panel, extensionUri, {
      ...{ title: "Suggestion", name: "suggestion" },
      receive: async (message) => {
        const intent = parseSuggestionIntent(message);
        if (intent) await this.act(intent).catch((error: unknown) => this.tell(messageOf(error)));
      },
    });
    panel.onDidChangeViewState(() => {
      if (panel.visible) this.refreshSoon();
    });
  }

  reveal(): void {
    this.panel.reveal();
  }

  dispose(): void {
    this.panel.dispose();
  }

  close(): void {
    clearTimeout(this.soon);
  }

  refreshSoon(): void {
    clearTimeout(this.soon);
    if (this.panel.visible) this.soon = setTimeout(() => void this.show(), settleMs);
  }

  private async show(): Promise<void> {
    const { state } = this.of;
    try {
      const result = await this.connection.request<SuggestionPageResult>(methods.suggestionPage, state);
      const isSame = JSON.stringify(result.view) === JSON.stringify(this.last?.view);
      this.last = result;
      this.panel.title = `Suggestion: ${result.view.target.name.slice(0, 40)}`;
      if (!isSame) await this.send({ type: "suggestion", view: result.view, state });
    } catch (error) {
      this.last = undefined;
      await this.send({ type: "error", state, message: messageOf(error) });
    }
  }

  private async act(intent: SuggestionPageIntent): Promise<void> {
    const { folder } = this.of.state;
    const { executeCommand } = vscode.commands;
    switch (intent.type) {
      case "ready":
      case "again":
        this.last = undefined;
        return this.show();
      case "copy":
        await vscode.env.clipboard.writeText(this.last?.text ?? "");
        return this.send({ type: "said", text: "Copied" });
      case "list": {
        const { lineage, target } = this.last!.view;
        const title = `Cases of ${target.name}`;
        return void (await executeCommand(commands.showFailing, {
          ids: lineage.conversations,
          title,
          folder,
        }));
      }
      case "openTrace":
        return void (await executeCommand(commands.openCycle, this.last!.view.trace, folder));
      case "act":
        return this.decide(intent.act, intent);
      case "openHunk":
        return this.openHunk(intent.hunk);
      case "openConversation": {
        const focus = intent.evaluator === undefined ? undefined : { evaluator: intent.evaluator };
        return void (await executeCommand(commands.openConversation, intent.id, focus, folder));
      }
      case "openBehavior":
        return void (await executeCommand(commands.openBehavior, intent.id, folder));
      case "answers":
        return this.send({ type: "answers", answers: await this.answersOf(intent.case) });
      case "compareAnswers":
        return this.compareAnswers(intent.case);
      case "run":
        return void (await executeCommand(intent.command, this.commandTarget(intent.command), folder));
    }
  }

  /** A cycle for the same target, where one is asked for. */
  private commandTarget(command: string): unknown {
    const target = this.last?.view.target;
    return command === commands.showLog || !target ? undefined : { ...target, folder: this.of.state.folder };
  }

  private async decide(
    act: ShownAct,
    { hunks, confirmed }: { readonly hunks: readonly string[]; readonly confirmed: readonly string[] },
  ): Promise<void> {
    const suggestion = this.last?.view.suggestion;
    if (!suggestion?.acts.includes(act)) return;
    const { folder } = this.of.state;
    const named: SuggestionTarget = { id: suggestion.id, ...(folder !== undefined && { folder }) };
    const isAll = suggestion.hunks.every(({ id, place }) => place === "done" || hunks.includes(id));
    const chosen: SuggestionTarget = { ...named, ...(!isAll && { edits: hunks }), confirmed };
    const { executeCommand } = vscode.commands;
    switch (act) {
      case "accept":
        return void (await executeCommand(commands.acceptSuggestion, chosen));
      case "approve":
        return void (await executeCommand(commands.approveSuggestion, chosen));
      case "edit":
        return this.of.before.during(named, () => executeCommand(commands.acceptSuggestion, chosen));
      case "compare":
        return void (await executeCommand(commands.openSuggestionDiff, {
          ...named,
          ...(!isAll && { edits: hunks }),
        }));
      case "reject":
        return void (await executeCommand(commands.rejectSuggestion, named));
      case "revert":
        return void (await executeCommand(commands.revertSuggestion, named));
    }
  }

  /** Only hunks that the page was sent, where they stand by now. */
  private async openHunk(id: string): Promise<void> {
    await this.show();
    const hunk = this.last?.view.suggestion?.hunks.find((one) => one.id === id);
    const { folder } = inFolder(this.of.state.folder);
    if (!hunk || folder === undefined) return;
    await openPromptBeside(this.panel, { folder, file: hunk.file, line: hunk.line });
  }

  private async answersOf(caseId: string): Promise<CaseAnswersResult> {
    const known = this.answers.get(caseId);
    if (known) return known;
    const request: CaseAnswersRequest = { ...this.of.state, case: caseId };
    const answers = await this.connection
      .request<CaseAnswersResult>(methods.caseAnswers, request)
      .catch((error: unknown): CaseAnswersResult => ({ case: caseId, reason: messageOf(error) }));
    this.answers.set(caseId, answers);
    return answers;
  }

  private async compareAnswers(caseId: string): Promise<void> {
    const { documents } = await this.answersOf(caseId);
    const view = this.last?.view;
    if (!documents || !view) return;
    const { replays } = this.of;
    const run = replays.keep({
      ...{ id: caseId, recorded: documents.before, fresh: documents.after, title: view.title },
      heading: "Answers with the text as it was ↔ with the edit",
    });
    await replays.open(run);
  }

  private tell(message: string): void {
    void vscode.window.showErrorMessage(message);
  }

  private async send(update: SuggestionPageUpdate): Promise<void> {
    await this.panel.webview.postMessage(update);
  }
}
