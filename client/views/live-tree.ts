import * as vscode from "vscode";
import {
  type CaptureStatus,
  commands,
  type InFolder,
  type LiveItem,
  type LiveResult,
  methods,
  views,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { inCurrentFolder } from "../workspace-folder.ts";
import { agoInWords, captureInWords, isGrowing, liveDetails, liveLabel } from "./live-wording.ts";

/** "12 s ago" has to be true while one looks. Milliseconds. */
const tickMs = 5_000;

type Node =
  | { readonly kind: "problem"; readonly text: string }
  | (InFolder & { readonly kind: "conversation"; readonly conversation: LiveItem });

/** What came last and whether anything can come. Asked for anew on every change, and told anew as time passes. */
export class LiveTree implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private view: vscode.TreeView<Node> | undefined;
  private live: { readonly place: InFolder; readonly result: Promise<LiveResult> } | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly connection: Connection) {}

  static register(context: vscode.ExtensionContext, connection: Connection): void {
    const tree = new LiveTree(connection);
    const view = vscode.window.createTreeView(views.live, { treeDataProvider: tree });
    tree.view = view;
    context.subscriptions.push(
      view,
      connection.onChanged(() => tree.refresh()),
      view.onDidChangeVisibility(({ visible }) => tree.keepTime(visible)),
      { dispose: () => tree.keepTime(false) },
    );
    tree.keepTime(view.visible);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node) return [];
    this.live ??= this.ask(inCurrentFolder());
    const { place, result } = this.live;
    const [status, { conversations }] = await Promise.all([
      this.connection.request<CaptureStatus>(methods.captureStatus, place),
      result,
    ]);
    if (this.view) this.view.description = captureInWords(status);
    return [
      ...status.problems.map((text): Node => ({ kind: "problem", text })),
      ...conversations.map((conversation): Node => ({ kind: "conversation", conversation, ...place })),
    ];
  }

  private ask(place: InFolder): { readonly place: InFolder; readonly result: Promise<LiveResult> } {
    return { place, result: this.connection.request<LiveResult>(methods.live, place) };
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.kind === "problem" ? problemItem(node.text) : conversationItem(node, Date.now());
  }

  private refresh(): void {
    this.live = undefined;
    this.changed.fire();
  }

  private keepTime(isVisible: boolean): void {
    clearInterval(this.timer);
    this.timer = isVisible ? setInterval(() => this.changed.fire(), tickMs) : undefined;
    if (isVisible) this.changed.fire();
  }
}

function conversationItem(
  { conversation, folder }: InFolder & { readonly conversation: LiveItem },
  nowMs: number,
): vscode.TreeItem {
  const { id, opening } = conversation;
  const item = new vscode.TreeItem(opening || id);
  item.id = id;
  const ago = agoInWords(conversation, nowMs);
  const details = liveDetails(conversation);
  item.description = [ago, ...details].join(" · ");
  item.iconPath = iconOf(conversation, nowMs);
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText([opening, id, item.description].filter(Boolean).join("\n\n"));
  item.tooltip = tooltip;
  item.contextValue = "conversation";
  item.command = {
    command: commands.openConversation,
    title: "Open Conversation",
    arguments: [id, undefined, folder],
  };
  item.accessibilityInformation = { label: liveLabel(conversation, nowMs) };
  return item;
}

function iconOf(conversation: LiveItem, nowMs: number): vscode.ThemeIcon {
  if (conversation.status === "error")
    return new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground"));
  if (isGrowing(conversation, nowMs))
    return new vscode.ThemeIcon("loading~spin", new vscode.ThemeColor("charts.blue"));
  return new vscode.ThemeIcon("comment");
}

function problemItem(text: string): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.iconPath = new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  item.tooltip = text;
  return item;
}
