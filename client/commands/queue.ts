import * as vscode from "vscode";
import {
  type ChangeQueueResult,
  commands,
  type InFolder,
  inQuotes,
  methods,
  type QueueChange,
  type QueueView,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { messageOf } from "../message-of.ts";
import { parseConversationTarget } from "../panels/trace-intent.ts";
import type { QueueEntryNode, QueueNode } from "../views/queue-items.ts";
import type { ReviewQueue } from "../views/review-queue.ts";
import { inCurrentFolder, inFolder } from "../workspace-folder.ts";

/** What a person does with failures that no line can mend: from the view, from a conversation in a list, or from the palette. */
export function registerQueueCommands(
  context: vscode.ExtensionContext,
  connection: Connection,
  tree: ReviewQueue,
): void {
  const queue = new QueueCommands(connection, tree);
  const { registerCommand } = vscode.commands;
  context.subscriptions.push(
    registerCommand(commands.findForQueue, () => tree.look()),
    registerCommand(commands.addToQueue, (node?: unknown) => queue.add(node)),
    registerCommand(commands.handleQueued, (node?: QueueNode) => queue.handle(node)),
    registerCommand(commands.reopenQueued, (node?: QueueNode) =>
      queue.named(node, false, ({ id }) => ({ kind: "reopen", id })),
    ),
    registerCommand(commands.removeQueued, (node?: QueueNode) =>
      queue.named(node, undefined, ({ id }) => ({ kind: "remove", id })),
    ),
    registerCommand(commands.openQueueFile, () => queue.openFile()),
  );
}

class QueueCommands {
  constructor(
    private readonly connection: Connection,
    private readonly tree: ReviewQueue,
  ) {}

  /** What is proposed goes in as it is; of a conversation a person says what could not be done. */
  async add(node: unknown): Promise<void> {
    if (isProposal(node)) return void (await this.addProposal(node));
    const named = parseConversationTarget(node);
    const what = await vscode.window.showInputBox({
      title: named
        ? `What no line can mend in ${named.id.slice(0, 80)}`
        : "Put something into the queue that no line can mend",
      prompt: "What could the model not do? It is kept in homeostat/capability.yaml, for the team.",
      placeHolder: "for example: reads no handwriting",
      validateInput: (text) => (text.trim() === "" ? "Say what could not be done." : undefined),
    });
    if (what === undefined) return;
    await this.change({ kind: "add", what, conversations: named ? [named.id] : [] }, inFolder(named?.folder));
  }

  /** With what was done. Of a proposal: it is put there as handled, so that it is proposed again only where it comes again. */
  async handle(node?: QueueNode): Promise<void> {
    if (isProposal(node)) {
      const note = await askNote(node.proposal.what);
      if (note === undefined || !(await this.addProposal(node))) return;
      return void (await this.change(
        { kind: "handle", id: node.proposal.id, ...noted(note) },
        placeOf(node),
      ));
    }
    await this.named(node, true, async ({ id, what }) => {
      const note = await askNote(what);
      return note === undefined ? undefined : { kind: "handle", id, ...noted(note) };
    });
  }

  /** Of the item of a node, or of one that is chosen: of those that are open, those that are not, or all. */
  async named(
    node: QueueNode | undefined,
    isOpen: boolean | undefined,
    changeOf: (entry: QueueEntryNode["entry"]) => Promise<QueueChange | undefined> | QueueChange,
  ): Promise<void> {
    const of = node?.kind === "entry" ? node : await this.choose(isOpen);
    const change = of && (await changeOf(of.entry));
    if (of && change) await this.change(change, placeOf(of));
  }

  async openFile(): Promise<void> {
    const queue = await this.connection.request<QueueView | null>(methods.queue, inCurrentFolder());
    if (queue?.isThere) return void (await vscode.window.showTextDocument(vscode.Uri.parse(queue.uri)));
    void vscode.window.showInformationMessage(
      "Nothing was put into the queue yet, so there is no homeostat/capability.yaml.",
    );
  }

  private async addProposal(node: QueueNode & { readonly kind: "proposal" }): Promise<boolean> {
    const { id, what, why, prompt, conversations } = node.proposal;
    const isDone = await this.change({ kind: "add", id, what, why, prompt, conversations }, placeOf(node));
    if (isDone) this.tree.forget(id);
    this.tree.refresh();
    return isDone;
  }

  private async choose(isOpen: boolean | undefined): Promise<QueueEntryNode | undefined> {
    const place = inCurrentFolder();
    const queue = await this.connection.request<QueueView | null>(methods.queue, place);
    const entries = (queue?.items ?? []).filter((one) => isOpen === undefined || one.isOpen === isOpen);
    if (entries.length === 0) {
      void vscode.window.showInformationMessage(
        "There is nothing in the queue that this could be done with.",
      );
      return undefined;
    }
    const choice = await vscode.window.showQuickPick(
      entries.map((entry) => ({ label: entry.what, description: entry.id, detail: entry.why ?? "", entry })),
      { title: "Which of those that no line can mend?", matchOnDescription: true, matchOnDetail: true },
    );
    return choice && { kind: "entry", entry: choice.entry, ...place };
  }

  /** Whether it was done; else it was said why not. */
  private async change(change: QueueChange, place: InFolder): Promise<boolean> {
    try {
      await this.connection.request<ChangeQueueResult>(methods.changeQueue, { change, ...place });
      this.tree.refresh();
      return true;
    } catch (error) {
      void vscode.window.showErrorMessage(messageOf(error));
      return false;
    }
  }
}

const placeOf = ({ folder }: InFolder): InFolder => (folder === undefined ? {} : { folder });
const noted = (note: string): { readonly note?: string } => (note.trim() === "" ? {} : { note });
const isProposal = (node: unknown): node is QueueNode & { readonly kind: "proposal" } =>
  (node as QueueNode | undefined)?.kind === "proposal";

const askNote = (what: string): Thenable<string | undefined> =>
  vscode.window.showInputBox({
    title: `${inQuotes(what)} is handled`,
    prompt: "What was done? It is kept in homeostat/capability.yaml. It may be left empty.",
    placeHolder: "for example: has a calculator now",
  });
