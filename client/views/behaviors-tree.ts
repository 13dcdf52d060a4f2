import * as vscode from "vscode";
import {
  type BehaviorItem,
  type BehaviorsResult,
  byRank,
  commands,
  type GroupItem,
  type InFolder,
  methods,
  percent,
  timesAsOften,
  type UnknownIntentsItem,
  views,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { inCurrentFolder } from "../workspace-folder.ts";
import { behaviorLabel, behaviorNote, unknownNote } from "./behavior-wording.ts";

/** A behavior of a folder. */
export type ListedBehavior = BehaviorItem & InFolder;

/** A group with the behaviors in it. */
interface GroupNode {
  readonly group: GroupItem;
  readonly members: readonly ListedBehavior[];
}

interface OutliersNode extends InFolder {
  readonly outliers: number;
  readonly unknown?: UnknownIntentsItem | undefined;
}

interface QuoteNode {
  readonly behavior: ListedBehavior;
  readonly quote: string;
  readonly conversationId: string;
}

type Node =
  | GroupNode
  | ListedBehavior
  | OutliersNode
  | { readonly muted: readonly ListedBehavior[] }
  | QuoteNode;

/** Of URIs that only say how a label looks. */
const mutedScheme = "homeostat-muted";

/** What users ask for, in groups where there are many, those that need a person first; below each its exemplars. */
export class BehaviorsTree implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly connection: Connection) {}

  static register(context: vscode.ExtensionContext, connection: Connection): void {
    const provider = new BehaviorsTree(connection);
    const view = vscode.window.createTreeView(views.behaviors, {
      treeDataProvider: provider,
      showCollapseAll: true,
    });
    context.subscriptions.push(
      view,
      vscode.window.registerFileDecorationProvider({
        provideFileDecoration: ({ scheme }) =>
          scheme === mutedScheme ? { color: new vscode.ThemeColor("disabledForeground") } : undefined,
      }),
      connection.onChanged(() => provider.changed.fire()),
    );
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node && "members" in node) return byNeed(node.members);
    if (node && "muted" in node) return [...node.muted];
    if (node && "size" in node)
      return node.exemplars.map(({ conversationId, text }) => ({
        behavior: node,
        quote: text,
        conversationId,
      }));
    if (node) return [];
    const place = inCurrentFolder();
    const {
      behaviors: found,
      groups,
      outliers,
      unknown,
    } = await this.connection.request<BehaviorsResult>(methods.behaviors, place);
    const all = found.map((behavior): ListedBehavior => ({ ...behavior, ...place }));
    const muted = all.filter(({ decision }) => decision?.muted);
    const pinned = all.filter(({ decision }) => decision?.pinned && !decision.muted);
    const behaviors = all.filter(({ decision }) => !decision?.pinned && !decision?.muted);
    const grouped = groups
      .map((group) => ({ group, members: behaviors.filter(({ groupId }) => groupId === group.id) }))
      .filter(({ members }) => members.length > 0);
    const alone = behaviors.filter((behavior) => !grouped.some(({ group }) => group.id === behavior.groupId));
    return [
      ...pinned,
      ...grouped.sort(byNeedOfGroups),
      ...byNeed(alone),
      ...(outliers > 0 && all.length > 0 ? [{ outliers, unknown, ...place }] : []),
      ...(muted.length > 0 ? [{ muted }] : []),
    ];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if ("outliers" in node) return outliersItem(node);
    if ("members" in node) return groupItem(node);
    if ("muted" in node) return mutedItem(node.muted);
    if ("quote" in node) return quoteItem(node);
    return behaviorItem(node);
  }
}

const byNeed = (behaviors: readonly ListedBehavior[]): ListedBehavior[] => [...behaviors].sort(byRank);

/** Groups with an issue first, in the order of the first of them. */
const byNeedOfGroups = (a: GroupNode, b: GroupNode): number =>
  Number(hasIssue(b)) - Number(hasIssue(a)) ||
  (hasIssue(a) ? byRank(byNeed(a.members)[0]!, byNeed(b.members)[0]!) : sizeOf(b) - sizeOf(a));
const hasIssue = ({ members }: GroupNode): boolean => members.some(({ issue }) => issue);
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const sizeOf = ({ members }: GroupNode): number => sum(members.map(({ size }) => size));

/** One that holds an issue is open from the start. */
function groupItem(node: GroupNode): vscode.TreeItem {
  const { group, members } = node;
  const issues = members.filter(({ issue }) => issue).length;
  const [judged, failed] = [sum(members.map((one) => one.judged)), sum(members.map((one) => one.failed))];
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(group.name, issues > 0 ? Expanded : Collapsed);
  item.id = group.id;
  item.description = judged > 0 ? `${percent(failed / judged)} fail · ${sizeOf(node)}` : `${sizeOf(node)}`;
  item.iconPath =
    issues > 0
      ? new vscode.ThemeIcon("folder", new vscode.ThemeColor("list.warningForeground"))
      : new vscode.ThemeIcon("folder");
  item.tooltip = group.description;
  item.contextValue = "behavior-group";
  item.accessibilityInformation = {
    label: `Group ${group.name}, ${members.length} behaviors, ${sizeOf(node)} conversations${issues > 0 ? `, ${issues} need attention` : ""}`,
  };
  return item;
}

function behaviorItem(behavior: ListedBehavior): vscode.TreeItem {
  const { name, decision } = behavior;
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = behavior.id;
  item.description = behaviorNote(behavior);
  item.iconPath = behaviorIcon(behavior);
  item.tooltip = tooltip(behavior);
  item.contextValue = contextOf(behavior);
  // A click or Enter opens its page; the arrow beside it, or the right arrow key, what users said.
  item.command = {
    command: commands.openBehavior,
    title: "Open Behavior",
    arguments: [behavior.id, behavior.folder],
  };
  if (decision?.muted) item.resourceUri = vscode.Uri.from({ scheme: mutedScheme, path: `/${behavior.id}` });
  item.accessibilityInformation = {
    label: [
      behaviorLabel(behavior),
      ...(decision?.pinned ? ["pinned"] : []),
      ...(decision?.muted ? [`muted: ${decision.muted.reason}`] : []),
    ].join(", "),
  };
  return item;
}

function behaviorIcon({ issue, decision }: BehaviorItem): vscode.ThemeIcon {
  if (decision?.muted) return new vscode.ThemeIcon("bell-slash", new vscode.ThemeColor("disabledForeground"));
  const color = issue ? new vscode.ThemeColor("list.warningForeground") : undefined;
  return new vscode.ThemeIcon(decision?.pinned ? "pinned" : issue ? "warning" : "comment-discussion", color);
}

/** `behavior`, and after it what of its menu makes sense. */
const contextOf = ({ decision }: BehaviorItem): string =>
  [
    "behavior",
    ...(decision?.pinned ? ["pinned"] : []),
    ...(decision?.muted ? ["muted"] : []),
    ...(decision?.merged ? ["merged"] : []),
    ...(decision?.partOf ? ["part"] : []),
  ].join(" ");

function mutedItem(muted: readonly BehaviorItem[]): vscode.TreeItem {
  const item = new vscode.TreeItem(`Muted: ${muted.length}`, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = "muted";
  item.iconPath = new vscode.ThemeIcon("bell-slash", new vscode.ThemeColor("disabledForeground"));
  item.tooltip = "Behaviors that somebody muted: they are no issues. Each says why.";
  item.accessibilityInformation = {
    label: `${muted.length} muted ${muted.length === 1 ? "behavior" : "behaviors"}`,
  };
  return item;
}

function tooltip({
  name,
  description,
  words,
  judged,
  failed,
  low,
  high,
  share,
  prompts,
  issues,
  tags = [],
  outcomes = [],
  decision,
}: BehaviorItem): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown("**").appendText(name).appendMarkdown("**\n\n").appendText(description);
  text.appendText(`\n\n${percent(share)} of conversations`);
  if (judged > 0)
    text.appendText(
      `, ${failed} of ${judged} judged ones fail (95 % interval ${Math.round(low * 100)} to ${Math.round(high * 100)} %)`,
    );
  for (const issue of issues) text.appendText(`\n\n${issue.text}`);
  if (tags.length > 0) text.appendText(`\n\nTags: ${tags.slice(0, 6).map(tagText).join(", ")}`);
  for (const { kind, n, hits, lift, isClear } of outcomes)
    if (isClear)
      text.appendText(
        `\n\nLater ${kind}: ${hits} of ${n}${lift === undefined ? "" : `, ${timesAsOften(lift)} as the others`}`,
      );
  text.appendText(`\n\nIn their words: ${words.join(", ")}`);
  if (prompts.length > 0) text.appendText(`\n\nAnswered by ${prompts.join(", ")}`);
  for (const line of decided(decision)) text.appendText(`\n\n${line}`);
  return text;
}

const tagText = ({ tag, share, lift, isClear }: NonNullable<BehaviorItem["tags"]>[number]): string =>
  `${tag} ${percent(share)}${isClear && lift !== undefined ? ` (${timesAsOften(lift)} as elsewhere)` : ""}`;

function decided(decision: BehaviorItem["decision"]): string[] {
  if (!decision) return [];
  const { muted, weight, isNamed, merged, partOf } = decision;
  return [
    ...(muted ? [`Muted${muted.until ? ` until ${muted.until}` : ""}: ${muted.reason}`] : []),
    ...(weight ? [`Weight ${weight}`] : []),
    ...(isNamed ? ["Named by a person"] : []),
    ...(merged ? [`Merged from ${merged.length + 1} behaviors`] : []),
    ...(partOf ? ["Part of a behavior that was split"] : []),
  ];
}

function quoteItem({ behavior, quote, conversationId }: QuoteNode): vscode.TreeItem {
  const item = new vscode.TreeItem(`“${quote}”`);
  item.iconPath = new vscode.ThemeIcon("quote");
  item.tooltip = quote;
  item.command = {
    command: commands.openConversation,
    title: "Open Conversation",
    arguments: [conversationId, undefined, behavior.folder],
  };
  return item;
}

function outliersItem({ outliers, unknown, folder }: OutliersNode): vscode.TreeItem {
  const item = new vscode.TreeItem(`In none: ${outliers}`);
  item.iconPath = new vscode.ThemeIcon("circle-outline");
  if (unknown?.isRising) item.description = "↑ rising";
  item.tooltip = [
    "Conversations whose request is like no other, or that hold no request.",
    ...(unknown ? [unknownNote(unknown)] : []),
  ].join(" ");
  item.accessibilityInformation = { label: `In no behavior: ${outliers}. ${item.tooltip}` };
  item.command = {
    command: commands.showFailing,
    title: "Show Conversations",
    arguments: [{ behavior: "outlier", failing: false, title: "in no behavior", folder }],
  };
  return item;
}
