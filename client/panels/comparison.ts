import { relative, sep } from "node:path";
import * as vscode from "vscode";
import {
  type ComparableResult,
  type ComparableVersion,
  type ComparedChange,
  type ComparedPair,
  type CompareResult,
  type ComparisonIntent,
  type ComparisonUpdate,
  commands,
  comparisonPanel,
  type LinePlace,
  methods,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { messageOf } from "../message-of.ts";
import { inFolder } from "../workspace-folder.ts";
import { parseComparedPair, parseComparisonIntent, parseComparisonState } from "./comparison-intent.ts";
import { fillPanel } from "./fill-panel.ts";
import { openPromptBeside } from "./open-prompt.ts";

/** The page of what made the difference between two prompts: one, whose two are chosen anew by the command. */
export class ComparisonPanel {
  private panel: vscode.WebviewPanel | undefined;
  private state: ComparedPair | undefined;
  /** What the page was sent last; a page that was hidden asks for it again. */
  private last: ComparisonUpdate | undefined;
  private text = "";
  private changes: readonly ComparedChange[] = [];
  private running: vscode.CancellationTokenSource | undefined;

  private constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly connection: Connection,
  ) {}

  static register(context: vscode.ExtensionContext, connection: Connection): void {
    const comparison = new ComparisonPanel(context, connection);
    context.subscriptions.push(
      vscode.commands.registerCommand(commands.comparePrompts, async (target?: unknown) => {
        const pair = parseComparedPair(target) ?? (await choosePair(connection, fileAt(target)));
        if (pair) comparison.show(pair);
      }),
      vscode.window.registerWebviewPanelSerializer(comparisonPanel, {
        deserializeWebviewPanel: async (panel, kept: unknown) => {
          const pair = parseComparisonState(kept);
          if (!pair || comparison.panel) return panel.dispose();
          comparison.state = pair;
          comparison.fill(panel);
        },
      }),
      { dispose: () => comparison.panel?.dispose() },
    );
  }

  private show(pair: ComparedPair): void {
    this.state = pair;
    if (!this.panel)
      this.fill(
        vscode.window.createWebviewPanel(comparisonPanel, "Comparison", vscode.ViewColumn.Active, {
          enableScripts: true,
        }),
      );
    this.panel?.reveal();
    void this.run();
  }

  private fill(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    panel.onDidDispose(() => {
      this.running?.cancel();
      this.panel = undefined;
      this.last = undefined;
    });
    fillPanel(panel, this.context.extensionUri, {
      ...{ title: "Comparison", name: "comparison" },
      receive: async (message) => {
        const intent = parseComparisonIntent(message);
        if (intent) await this.act(intent);
      },
    });
  }

  private async run(): Promise<void> {
    const { state } = this;
    if (!state) return;
    this.running?.cancel();
    const running = new vscode.CancellationTokenSource();
    this.running = running;
    const isCurrent = (): boolean => this.running === running;
    await this.send({ type: "working", state, message: "Reading conversations" });
    try {
      const result = await this.connection.requestWithProgress<CompareResult>(
        ...[methods.compare, state, running.token],
        ({ message, percent }) => {
          if (!isCurrent()) return;
          void this.send({ type: "working", state, message, ...(percent !== undefined && { percent }) });
        },
      );
      if (!isCurrent()) return;
      if (!result) return await this.send({ type: "idle", state, isCancelled: true });
      this.text = result.text;
      this.changes = result.view.changes;
      await this.send({ type: "comparison", view: result.view, state });
    } catch (error) {
      if (isCurrent()) await this.send({ type: "error", state, message: messageOf(error) });
    } finally {
      running.dispose();
      if (isCurrent()) this.running = undefined;
    }
  }

  private async act(intent: ComparisonIntent): Promise<void> {
    const { state } = this;
    if (!state) return;
    switch (intent.type) {
      case "ready":
        // Of a window that was reloaded nothing is left, and nothing costly begins by itself.
        return this.send(this.last ?? { type: "idle", state, isCancelled: false });
      case "again":
        return this.run();
      case "swap":
        this.state = { ...state, own: state.other, other: state.own };
        return this.run();
      case "choose":
        return void (await vscode.commands.executeCommand(commands.comparePrompts));
      case "cancel":
        return this.running?.cancel();
      case "openLine":
        return this.openLine(intent);
      case "copy":
        await vscode.env.clipboard.writeText(this.text);
        return void (await this.panel?.webview.postMessage({ type: "copied" } satisfies ComparisonUpdate));
    }
  }

  /** Only lines that the page was sent; where one stands by now: the text may have been edited since. */
  private async openLine({ file, key }: { readonly file: string; readonly key: string }): Promise<void> {
    const known = this.changes.find(({ place }) => place?.file === file && place.key === key)?.place;
    const { folder } = inFolder(this.state?.folder);
    if (!known || folder === undefined || !this.panel) return;
    const place = await this.connection
      .request<LinePlace | null>(methods.linePlace, { file: known.file, key: known.key, folder })
      .catch(() => null);
    await openPromptBeside(this.panel, { folder, file: known.file, line: place?.line ?? known.line });
  }

  private async send(update: ComparisonUpdate): Promise<void> {
    this.last = update;
    await this.panel?.webview.postMessage(update);
  }
}

/** The prompt that a menu of an editor names, else the one in the editor. */
function fileAt(target: unknown): { readonly file: string; readonly folder: string } | undefined {
  const uri = target instanceof vscode.Uri ? target : vscode.window.activeTextEditor?.document.uri;
  const folder = uri?.scheme === "file" ? vscode.workspace.getWorkspaceFolder(uri) : undefined;
  if (!uri || !folder) return undefined;
  const file = relative(folder.uri.fsPath, uri.fsPath).split(sep).join("/");
  return { file, folder: folder.uri.toString() };
}

/** First the one that is asked about, the prompt at hand on top; then the one it is held against, its own earlier versions on top. */
async function choosePair(
  connection: Connection,
  at: { readonly file: string; readonly folder: string } | undefined,
): Promise<ComparedPair | undefined> {
  const place = inFolder(at?.folder);
  const { versions } = await connection.request<ComparableResult>(methods.comparable, place);
  if (versions.length < 2) {
    void vscode.window.showInformationMessage(
      "Two prompts, or two versions of one, are compared by the conversations that used them. There are none of two yet.",
    );
    return undefined;
  }
  const own = await chooseVersion(versions, at?.file, "Compare two prompts: first the later one");
  if (!own) return undefined;
  const others = versions.filter(({ called }) => called !== own.called);
  const other = await chooseVersion(
    others,
    own.file,
    `Compare ${nameOf(own)} with an earlier one, or another prompt`,
  );
  return other && { own: own.called, other: other.called, ...place };
}

const nameOf = ({ file, version }: ComparableVersion): string => `${file}@${version}`;

async function chooseVersion(
  versions: readonly ComparableVersion[],
  first: string | undefined,
  title: string,
): Promise<ComparableVersion | undefined> {
  const sorted = [...versions].sort((a, b) => Number(b.file === first) - Number(a.file === first));
  const items = sorted.map((version) => {
    const { atMs, commit, conversations, isNow } = version;
    const known = [
      isNow ? "as it is now" : "",
      atMs === undefined ? "" : new Date(atMs).toISOString().slice(0, 10),
      commit === undefined ? "" : `commit ${commit}`,
      `${conversations} ${conversations === 1 ? "conversation" : "conversations"}`,
    ];
    return { label: nameOf(version), description: known.filter((one) => one !== "").join(" · "), version };
  });
  const choice = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return choice?.version;
}
