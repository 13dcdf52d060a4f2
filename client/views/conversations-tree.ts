import * as vscode from "vscode";
import {
  type BehaviorsResult,
  type ConversationItem,
  type ConversationsRequest,
  type ConversationsResult,
  commands,
  type InFolder,
  methods,
  type TraceFocus,
  views,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { messageOf } from "../message-of.ts";
import { inFolder } from "../workspace-folder.ts";

/** `folder`: of what is looked at, or a document in it; absent = the one at hand. */
export type Filter = Omit<ConversationsRequest, "offset" | "limit"> & { readonly title?: string };
export type Grouping = "evaluator" | "behavior" | "prompt" | "none";

interface ConversationNode extends InFolder {
  readonly kind: "conversation";
  readonly conversation: ConversationItem;
  readonly focus?: TraceFocus;
}

type Node =
  | (InFolder & {
      readonly kind: "group";
      readonly label: string;
      readonly members: readonly ConversationItem[];
    })
  | ConversationNode
  | { readonly kind: "more"; readonly shown: number; readonly total: number };

const pageSize = 200;
const noFailure = "no failed evaluator";
const failing: Filter = { query: "is:failing" };

/** Conversations that an evaluator failed, grouped and filtered: from a line, from a behavior, by words. */
export class ConversationsTree implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private filter: Filter = failing;
  private grouping: Grouping = "evaluator";
  private limit = pageSize;
  private view: vscode.TreeView<Node> | undefined;

  constructor(private readonly connection: Connection) {}

  static register(context: vscode.ExtensionContext, connection: Connection): ConversationsTree {
    const provider = new ConversationsTree(connection);
    provider.view = vscode.window.createTreeView(views.conversations, {
      treeDataProvider: provider,
      showCollapseAll: true,
    });
    context.subscriptions.push(
      provider.view,
      connection.onChanged(() => provider.changed.fire()),
    );
    return provider;
  }

  /** Shows what a filter finds and brings the view to the front. */
  async show(filter: Filter): Promise<void> {
    this.setFilter({ ...failing, ...filter });
    await vscode.commands.executeCommand(`${views.conversations}.focus`);
  }

  setFilter(filter: Filter): void {
    this.filter = filter;
    this.limit = pageSize;
    const query = filter.query === failing.query ? "" : filter.query || "all";
    const words = [filter.title, query].filter(Boolean).join(", ");
    if (this.view) this.view.description = words;
    void vscode.commands.executeCommand("setContext", "homeostat.isFiltered", words !== "");
    this.changed.fire();
  }

  clearFilter(): void {
    this.setFilter(failing);
  }

  /** The query of the filter that is on. */
  get query(): string {
    return this.filter.query ?? "";
  }

  /** Where it looks, if it is not the folder at hand. */
  get folder(): string | undefined {
    return this.filter.folder;
  }

  /** Another query, on the line or behavior that is looked at. */
  filterBy(query: string): void {
    this.setFilter({ ...this.filter, query });
  }

  setGrouping(grouping: Grouping): void {
    this.grouping = grouping;
    this.changed.fire();
  }

  showMore(): void {
    this.limit += pageSize;
    this.changed.fire();
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node?.kind === "group") {
      const focus = this.grouping === "evaluator" ? { evaluator: node.label } : undefined;
      return node.members.map((conversation) => conversationNode(conversation, node, focus));
    }
    if (node) return [];
    const { title: _, folder, ...query } = this.filter;
    const place = inFolder(folder);
    const { total, conversations } = await this.connection
      .request<ConversationsResult>(methods.conversations, {
        ...place,
        ...query,
        limit: this.limit,
      })
      .catch((error: unknown) => this.failed(error));
    if (conversations.length === 0 && total < 0) return [];
    const more: Node[] =
      conversations.length < total ? [{ kind: "more", shown: conversations.length, total }] : [];
    if (this.view)
      this.view.message =
        total === 0 && this.filter !== failing ? "No conversation matches this filter." : undefined;
    return [...(await this.grouped(conversations, place)), ...more];
  }

  /** A saved filter that somebody changed may not be readable any more: the view says so in place of a list. */
  private failed(error: unknown): ConversationsResult {
    if (this.view) this.view.message = messageOf(error);
    return { total: -1, conversations: [] };
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (node.kind === "group") return groupItem(node.label, node.members.length);
    if (node.kind === "more") return moreItem(node.shown, node.total);
    return conversationItem(node);
  }

  private async grouped(conversations: readonly ConversationItem[], place: InFolder): Promise<Node[]> {
    const { instructions } = this.filter;
    if (this.grouping === "none" || instructions) {
      const focus = instructions && { instructions };
      return conversations.map((conversation) => conversationNode(conversation, place, focus));
    }
    const labels = await this.labels(place);
    const groups = new Map<string, ConversationItem[]>();
    for (const conversation of conversations)
      for (const label of labels(conversation))
        groups.set(label, [...(groups.get(label) ?? []), conversation]);
    // One group of those that failed nothing says nothing: a query for other things lists what it finds.
    if (this.grouping === "evaluator" && groups.size === 1 && groups.has(noFailure))
      return conversations.map((conversation) => conversationNode(conversation, place));
    return [...groups]
      .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
      .map(([label, members]) => ({ kind: "group", label, members, ...place }));
  }

  /** The groups that a conversation stands in; it may have failed several evaluators, and ask for several things. */
  private async labels(place: InFolder): Promise<(conversation: ConversationItem) => readonly string[]> {
    if (this.grouping === "prompt")
      return ({ prompts }) => (prompts.length > 0 ? prompts : ["matches no prompt"]);
    if (this.grouping === "behavior") {
      const { behaviors } = await this.connection.request<BehaviorsResult>(methods.behaviors, place);
      const names = new Map(behaviors.map(({ id, name }) => [id, name]));
      return ({ behaviorIds }) => {
        const own = behaviorIds.flatMap((id) => names.get(id) ?? []);
        return own.length > 0 ? own : ["in no behavior"];
      };
    }
    return ({ failed }) => (failed.length > 0 ? failed.map(({ evaluator }) => evaluator) : [noFailure]);
  }
}

const conversationNode = (
  conversation: ConversationItem,
  { folder }: InFolder,
  focus?: TraceFocus,
): ConversationNode => ({
  kind: "conversation",
  conversation,
  ...(folder !== undefined && { folder }),
  ...(focus && { focus }),
});

function groupItem(label: string, size: number): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.description = String(size);
  item.iconPath = new vscode.ThemeIcon("folder");
  item.accessibilityInformation = { label: `${label}, ${size} conversations` };
  return item;
}

/** `focus`: what it is listed for, so that it opens at the message that is the evidence. */
function conversationItem({ conversation, focus, folder }: ConversationNode): vscode.TreeItem {
  const { id, opening, failed, outcome, label } = conversation;
  const item = new vscode.TreeItem(opening || id);
  const said = label && `labelled ${label}`;
  item.description = [...failed.map(({ evaluator }) => evaluator), ...(said ? [said] : [])].join(", ");
  const fails = failed.length > 0 || outcome === "fail";
  item.iconPath = fails
    ? new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground"))
    : new vscode.ThemeIcon("comment");
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(id);
  for (const { evaluator, explanation } of failed)
    tooltip.appendMarkdown("\n\n✗ ").appendText(`${evaluator}: ${explanation}`);
  item.tooltip = tooltip;
  item.contextValue = "conversation";
  item.command = {
    command: commands.openConversation,
    title: "Open Conversation",
    arguments: [id, focus, folder],
  };
  item.accessibilityInformation = {
    label: `${opening || id}, ${failed.length > 0 ? `fails ${failed.map(({ evaluator }) => evaluator).join(", ")}` : "no failed evaluator"}${said ? `, ${said}` : ""}`,
  };
  return item;
}

function moreItem(shown: number, total: number): vscode.TreeItem {
  const item = new vscode.TreeItem(`Show more (${shown} of ${total})`);
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  item.command = { command: commands.showMore, title: "Show More" };
  return item;
}
