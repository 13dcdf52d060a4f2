import * as vscode from "vscode";
import {
  commands,
  type InFolder,
  methods,
  type QueueEntry,
  type QueueProposalItem,
  type QueueProposalsResult,
  type QueueView,
  views,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { inCurrentFolder } from "../workspace-folder.ts";
import { type QueueNode, queueNodeItem } from "./queue-items.ts";
import { queueInWords } from "./queue-wording.ts";

/** What a diagnosis proposed, in the folder that it was made of. */
interface Proposed {
  readonly folder: string | undefined;
  readonly items: readonly QueueProposalItem[];
}

/**
 * What no line of a prompt can mend, for a person: what is in the committed file, and what a diagnosis would put there. The diagnosis is
 * made when a person asks for it: a look at the view costs reading one file.
 */
export class QueueTree implements vscode.TreeDataProvider<QueueNode> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private view: vscode.TreeView<QueueNode> | undefined;
  private proposed: Proposed | undefined;

  private constructor(private readonly connection: Connection) {}

  static register(context: vscode.ExtensionContext, connection: Connection): QueueTree {
    const tree = new QueueTree(connection);
    tree.view = vscode.window.createTreeView(views.queue, { treeDataProvider: tree, showCollapseAll: true });
    // Changed by git, by hand and on the command line as well as here.
    const watcher = vscode.workspace.createFileSystemWatcher("**/homeostat/capability.yaml");
    const refresh = (): void => tree.changed.fire();
    context.subscriptions.push(
      tree.view,
      watcher,
      ...[watcher.onDidChange(refresh), watcher.onDidCreate(refresh), watcher.onDidDelete(refresh)],
      connection.onChanged(refresh),
    );
    return tree;
  }

  refresh(): void {
    this.changed.fire();
  }

  /** Diagnoses all prompts of the folder at hand. Says so where nothing is found. */
  async look(): Promise<void> {
    const place = inCurrentFolder();
    const found = await this.connection.longRequest<QueueProposalsResult>(
      ...["Looking for failures that no line can mend", methods.queueProposals, place],
    );
    if (!found) return;
    this.proposed = { folder: place.folder, items: found.proposed };
    this.changed.fire();
    if (found.proposed.length > 0) return;
    void vscode.window.showInformationMessage(
      found.failures === 0
        ? "Nothing fails that was judged, so there is nothing that no line could mend."
        : `None of ${found.failures} failures is put down to the model, but for what is in the queue already.`,
    );
  }

  /** It is in the file now, or was put aside. */
  forget(id: string): void {
    if (!this.proposed) return;
    this.proposed = { ...this.proposed, items: this.proposed.items.filter((one) => one.id !== id) };
  }

  async getChildren(node?: QueueNode): Promise<QueueNode[]> {
    return node ? below(node) : this.roots();
  }

  getTreeItem(node: QueueNode): vscode.TreeItem {
    return queueNodeItem(node);
  }

  private async roots(): Promise<QueueNode[]> {
    const place = inCurrentFolder();
    const queue = await this.connection.request<QueueView | null>(methods.queue, place);
    const { items = [], problems = [], uri = "" } = queue ?? {};
    const known = new Set(items.map(({ id, isOpen }) => `${id} ${isOpen}`));
    const proposed = (this.proposed?.folder === place.folder ? this.proposed?.items : undefined) ?? [];
    const left = proposed.filter(({ id }) => !known.has(`${id} true`));
    if (this.view) this.view.description = queueInWords(items, left.length);
    const handled = items.filter(({ isOpen }) => !isOpen);
    return [
      ...problems.map((text): QueueNode => ({ kind: "problem", text, uri })),
      ...items.filter(({ isOpen }) => isOpen).map((entry): QueueNode => entryNode(entry, place)),
      ...left.map((proposal): QueueNode => ({ kind: "proposal", proposal, ...place })),
      ...(handled.length > 0 ? [{ kind: "handled", entries: handled, ...place } as const] : []),
    ];
  }
}

const entryNode = (entry: QueueEntry, place: InFolder): QueueNode => ({ kind: "entry", entry, ...place });

function below(node: QueueNode): QueueNode[] {
  const place: InFolder = "folder" in node && node.folder !== undefined ? { folder: node.folder } : {};
  switch (node.kind) {
    case "handled":
      return node.entries.map((entry) => entryNode(entry, place));
    case "entry": {
      const { why, note, history, conversations } = node.entry;
      return [
        ...(why === undefined ? [] : [{ kind: "fact", icon: "question", text: why } as const]),
        ...(note === undefined ? [] : [{ kind: "fact", icon: "note", text: note } as const]),
        ...history.map((text): QueueNode => ({ kind: "fact", icon: "history", text })),
        ...conversations.map((id): QueueNode => ({ kind: "conversation", conversation: { id }, ...place })),
      ];
    }
    case "proposal": {
      const { why, exemplars, conversations } = node.proposal;
      const told = new Set(exemplars.map(({ id }) => id));
      return [
        { kind: "fact", icon: "question", text: why },
        ...exemplars.map((one): QueueNode => ({ kind: "conversation", conversation: one, ...place })),
        ...conversations
          .filter((id) => !told.has(id))
          .map((id): QueueNode => ({ kind: "conversation", conversation: { id }, ...place })),
      ];
    }
    default:
      return [];
  }
}
