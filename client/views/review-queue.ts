import * as vscode from "vscode";
import {
  type CycleItem,
  type CyclesResult,
  type InFolder,
  methods,
  type SuggestionItem,
  type SuggestionsResult,
  views,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { inCurrentFolder } from "../workspace-folder.ts";
import type { QueueNode } from "./queue-items.ts";
import { type ReviewNode, reviewItem } from "./review-items.ts";
import { groupOf, groupOrder, type ReviewGroupId, unmendedCycles, waitingInWords } from "./review-wording.ts";
import { belowQueued, Unmendable } from "./unmendable.ts";

/** After the last keystroke in a file that a suggestion edits: milliseconds. */
const settleMs = 500;

/**
 * What waits for a person: suggestions by how they stand, cycles that found nothing, and what no line can mend. A look costs what the server
 * has at hand and reading one file.
 */
export class ReviewQueue implements vscode.TreeDataProvider<ReviewNode> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly unmendable: Unmendable;
  private view: vscode.TreeView<ReviewNode> | undefined;
  private roots: Promise<ReviewNode[]> | undefined;
  /** Documents that suggestions edit: where their lines stand follows what is typed. */
  private edited: ReadonlySet<string> = new Set();
  private soon: NodeJS.Timeout | undefined;

  private constructor(private readonly connection: Connection) {
    this.unmendable = new Unmendable(connection);
  }

  static register(context: vscode.ExtensionContext, connection: Connection): ReviewQueue {
    const queue = new ReviewQueue(connection);
    queue.view = vscode.window.createTreeView(views.queue, {
      treeDataProvider: queue,
      showCollapseAll: true,
    });
    // Changed by git, by hand and on the command line as well as here.
    const watcher = vscode.workspace.createFileSystemWatcher("**/homeostat/{capability.yaml,audit.jsonl}");
    const refresh = (): void => queue.refresh();
    context.subscriptions.push(
      queue.view,
      watcher,
      ...[watcher.onDidChange(refresh), watcher.onDidCreate(refresh), watcher.onDidDelete(refresh)],
      connection.onChanged(refresh),
      connection.onSuggestionsChanged(refresh),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (queue.edited.has(document.uri.toString())) queue.refreshSoon();
      }),
      { dispose: () => clearTimeout(queue.soon) },
    );
    // The badge counts before anybody looks.
    queue.refresh();
    return queue;
  }

  refresh(): void {
    this.roots = undefined;
    this.changed.fire();
    // A view that is not seen asks for nothing, and its badge is to count all the same.
    void this.rootNodes().catch(() => undefined);
  }

  /** Diagnoses all prompts of the folder at hand. Says so where nothing is found. */
  async look(): Promise<void> {
    const nothing = await this.unmendable.look(inCurrentFolder());
    this.refresh();
    if (nothing !== undefined) void vscode.window.showInformationMessage(nothing);
  }

  /** It is in the file now, or was put aside. */
  forget(id: string): void {
    this.unmendable.forget(id);
  }

  async getChildren(node?: ReviewNode): Promise<ReviewNode[]> {
    if (!node) return this.rootNodes();
    switch (node.kind) {
      case "group":
        return [...node.nodes];
      case "suggestion":
        return node.suggestion.edits.map((edit): ReviewNode => ({ kind: "edit", edit }));
      case "edit":
      case "cycle":
        return [];
      default:
        return belowQueued(node);
    }
  }

  getTreeItem(node: ReviewNode): vscode.TreeItem {
    return reviewItem(node);
  }

  private refreshSoon(): void {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.refresh(), settleMs);
  }

  private rootNodes(): Promise<ReviewNode[]> {
    this.roots ??= this.read();
    return this.roots;
  }

  private async read(): Promise<ReviewNode[]> {
    const place = inCurrentFolder();
    const [{ suggestions }, { cycles }, queued] = await Promise.all([
      this.connection.request<SuggestionsResult>(methods.suggestions, place),
      this.connection.request<CyclesResult>(methods.cycles, place),
      this.unmendable.read(place),
    ]);
    this.edited = new Set(suggestions.flatMap(({ files }) => files.map(({ uri }) => uri)));
    const nodes = new Map<ReviewGroupId, readonly ReviewNode[]>([
      ...suggestionNodes(suggestions, place),
      ["unmended", unmendedCycles(cycles).map((cycle) => cycleNode(cycle, place))],
      ["unmendable", queued.open],
      ["handled", queued.handled],
    ]);
    const isOpen = ({ kind }: QueueNode): boolean => kind === "entry";
    this.badge(nodes.get("waiting")?.length ?? 0, queued.open.filter(isOpen).length);
    return [
      ...queued.problems,
      ...groupOrder.flatMap((group): ReviewNode[] => {
        const own = nodes.get(group) ?? [];
        return own.length === 0 ? [] : [{ kind: "group", group, nodes: own }];
      }),
    ];
  }

  private badge(suggestions: number, queued: number): void {
    if (!this.view) return;
    const tooltip = waitingInWords({ suggestions, queued });
    const value = suggestions + queued;
    this.view.badge = value === 0 ? undefined : { value, tooltip };
  }
}

function suggestionNodes(
  suggestions: readonly SuggestionItem[],
  place: InFolder,
): (readonly [ReviewGroupId, readonly ReviewNode[]])[] {
  return groupOrder.map((group) => [
    group,
    suggestions
      .filter((one) => groupOf(one) === group)
      .map((suggestion): ReviewNode => ({ kind: "suggestion", suggestion, ...place })),
  ]);
}

const cycleNode = (cycle: CycleItem, place: InFolder): ReviewNode => ({
  ...{ kind: "cycle", id: cycle.id, cycle, target: cycle.target.id, name: cycle.target.name },
  ...place,
});
