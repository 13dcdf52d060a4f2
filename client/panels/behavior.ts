import * as vscode from "vscode";
import {
  type BehaviorDetail,
  type BehaviorIntent,
  type BehaviorList,
  type BehaviorState,
  type BehaviorsResult,
  type BehaviorUpdate,
  behaviorPanel,
  commands,
  methods,
  percent,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { messageOf } from "../message-of.ts";
import type { Filter } from "../views/conversations-tree.ts";
import { inFolder, inFolderGiven } from "../workspace-folder.ts";
import { parseBehaviorIntent, parseBehaviorState, parseBehaviorTarget } from "./behavior-intent.ts";
import { fillPanel } from "./fill-panel.ts";
import { openPromptBeside } from "./open-prompt.ts";

/**
 * The page of a behavior. As with files that are looked at and not edited, the next behavior takes its place unless it is kept; one that is
 * open already is brought to the front.
 */
export class BehaviorPanels {
  private readonly panels = new Set<BehaviorPanel>();

  private constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly connection: Connection,
  ) {}

  static register(context: vscode.ExtensionContext, connection: Connection): void {
    const all = new BehaviorPanels(context, connection);
    context.subscriptions.push(
      vscode.commands.registerCommand(commands.openBehavior, async (target?: unknown, folder?: unknown) => {
        const of = parseBehaviorTarget(target, folder) ?? (await all.ask(folder));
        if (of) all.open(of);
      }),
      vscode.window.registerWebviewPanelSerializer(behaviorPanel, {
        deserializeWebviewPanel: async (panel, state: unknown) => {
          const of = parseBehaviorState(state);
          if (of) all.add(panel, of, true);
          else panel.dispose();
        },
      }),
      connection.onChanged(() => {
        for (const panel of all.panels) void panel.update();
      }),
      { dispose: () => all.dispose() },
    );
  }

  private dispose(): void {
    for (const panel of this.panels) panel.dispose();
  }

  /** From the palette or a page that is of a folder: which. */
  private async ask(folder: unknown): Promise<BehaviorState | undefined> {
    const place = inFolderGiven(folder);
    const { behaviors, groups } = await this.connection.request<BehaviorsResult>(methods.behaviors, place);
    if (behaviors.length === 0) {
      const find = "Find Behaviors";
      const answer = await vscode.window.showInformationMessage("There are no behaviors yet.", find);
      if (answer === find)
        await vscode.commands.executeCommand(commands.findBehaviors, undefined, place.folder);
      return undefined;
    }
    const groupName = new Map(groups.map(({ id, name }) => [id, name]));
    const choices = [...behaviors]
      .sort((a, b) => Number(b.issue) - Number(a.issue) || b.size - a.size)
      .map(({ id, name, size, judged, failed, issue, groupId = "", words }) => ({
        id,
        label: `$(${issue ? "warning" : "comment-discussion"}) ${name}`,
        description: judged > 0 ? `${percent(failed / judged)} fail · ${size}` : String(size),
        detail: [groupName.get(groupId), words.slice(0, 4).join(", ")].filter(Boolean).join(" · "),
      }));
    const choice = await vscode.window.showQuickPick(choices, {
      title: "Open a behavior",
      placeHolder: "By its name, its group or its users' words",
      matchOnDetail: true,
    });
    return choice && { id: choice.id, ...place };
  }

  private open(target: BehaviorState): void {
    const of = { id: target.id, ...inFolder(target.folder) };
    const known = [...this.panels].find((one) => one.of.id === of.id && one.of.folder === of.folder);
    const panel = known ?? [...this.panels].find(({ isKept }) => !isKept) ?? this.create(of);
    panel.show(of);
  }

  private create(of: BehaviorState): BehaviorPanel {
    const panel = vscode.window.createWebviewPanel(behaviorPanel, "Behavior", vscode.ViewColumn.Active, {
      enableScripts: true,
    });
    return this.add(panel, of, false);
  }

  private add(webview: vscode.WebviewPanel, of: BehaviorState, isKept: boolean): BehaviorPanel {
    const panel = new BehaviorPanel(webview, this.context.extensionUri, this.connection, of, isKept);
    this.panels.add(panel);
    webview.onDidDispose(() => this.panels.delete(panel));
    return panel;
  }
}

class BehaviorPanel {
  /** What the page was sent last: it may ask only for what is in it. */
  private shown: BehaviorDetail | undefined;
  private lastQuestion = 0;
  private isReady = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    private readonly connection: Connection,
    public of: BehaviorState,
    public isKept: boolean,
  ) {
    fillPanel(panel, extensionUri, {
      title: "Behavior",
      name: "behavior",
      receive: (message) => this.receive(message),
    });
  }

  show(of: BehaviorState): void {
    this.of = of;
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
    this.shown = update.type === "behavior" ? update.behavior : undefined;
    if (this.shown) this.panel.title = this.shown.name.slice(0, 40) || "Behavior";
    await this.panel.webview.postMessage(update);
  }

  private async read(): Promise<BehaviorUpdate> {
    const { of, isKept } = this;
    try {
      const behavior = await this.connection.request<BehaviorDetail | null>(methods.behavior, of);
      return behavior ? { type: "behavior", behavior, state: of, isKept } : { type: "gone", id: of.id };
    } catch (error) {
      return { type: "error", message: messageOf(error) };
    }
  }

  private async receive(message: unknown): Promise<void> {
    const intent = parseBehaviorIntent(message);
    if (intent) await this.act(intent);
  }

  private async act(intent: BehaviorIntent): Promise<void> {
    const { folder } = this.of;
    switch (intent.type) {
      case "ready":
        this.isReady = true;
        return this.update();
      case "openConversation":
        return void (await vscode.commands.executeCommand(
          commands.openConversation,
          intent.id,
          undefined,
          folder,
        ));
      case "openBehavior":
        return void (await vscode.commands.executeCommand(commands.openBehavior, intent.id, folder));
      case "openPrompt":
        return this.openPrompt(intent.file, intent.line);
      case "list": {
        const filter = this.shown && filterOf(this.shown, intent.list);
        return void (
          filter && (await vscode.commands.executeCommand(commands.showFailing, { ...filter, folder }))
        );
      }
      case "keep":
        this.isKept = intent.kept;
        return this.update();
      case "diagnose":
        return void (await vscode.commands.executeCommand(
          commands.diagnose,
          { kind: "behavior", id: this.of.id },
          folder,
        ));
      case "improve":
        return void (await vscode.commands.executeCommand(
          commands.improve,
          { kind: "behavior", id: this.of.id },
          folder,
        ));
      case "propose":
        return void (await vscode.commands.executeCommand(commands.proposeForBehavior, this.of));
      case "run":
        return void (await vscode.commands.executeCommand(intent.command, undefined, folder));
    }
  }

  private async openPrompt(file: string, line: number): Promise<void> {
    const { folder } = this.of;
    const known = [...(this.shown?.addressedBy ?? []), ...(this.shown?.nearest ?? [])].map((one) => one.file);
    if (folder === undefined || ![...known, ...(this.shown?.prompts ?? [])].includes(file)) return;
    await openPromptBeside(this.panel, { folder, file, line });
  }
}

/** What the view of conversations shows; undefined for what is not on the page. */
function filterOf(
  { id, name, words, evaluators, signals, tags = [] }: BehaviorDetail,
  list: BehaviorList,
): Filter | undefined {
  const all = { behavior: id, title: name, query: "" };
  switch (list.of) {
    case "all":
      return all;
    case "failing":
      return { behavior: id, title: name };
    case "word": {
      const word = words.find(({ text }) => text === list.word);
      return word && { ...all, query: word.query };
    }
    case "evaluator":
      return evaluators.some(({ evaluator }) => evaluator === list.evaluator)
        ? { ...all, evaluator: list.evaluator, title: `${name}, fails ${list.evaluator}` }
        : undefined;
    case "signal":
      return signals.some(({ kind }) => kind === list.signal)
        ? { ...all, query: `signal:${list.signal}` }
        : undefined;
    case "tag": {
      const tag = tags.find((one) => one.tag === list.tag);
      return tag && { ...all, query: tag.query };
    }
  }
}
