import * as vscode from "vscode";
import {
  commands,
  type InFolder,
  type QueueEntry,
  type QueueProposalItem,
} from "../../server/protocol/index.ts";
import { entryDetails, entryLabel, proposalDetails, proposalLabel } from "./queue-wording.ts";

/** A conversation that shows it; what the evaluator said of it is known of those that a diagnosis names. */
interface QueuedConversation {
  readonly id: string;
  readonly evaluator?: string;
  readonly said?: string;
  readonly message?: number;
}

export type QueueEntryNode = InFolder & { readonly kind: "entry"; readonly entry: QueueEntry };
export type QueueProposalNode = InFolder & {
  readonly kind: "proposal";
  readonly proposal: QueueProposalItem;
};
export type QueueNode =
  | QueueEntryNode
  | QueueProposalNode
  | (InFolder & { readonly kind: "conversation"; readonly conversation: QueuedConversation })
  | { readonly kind: "fact"; readonly icon: string; readonly text: string }
  | { readonly kind: "problem"; readonly text: string; readonly uri: string };

const { Collapsed } = vscode.TreeItemCollapsibleState;

export function queueNodeItem(node: QueueNode): vscode.TreeItem {
  switch (node.kind) {
    case "entry":
      return entryItem(node.entry);
    case "proposal":
      return proposalItem(node.proposal);
    case "conversation":
      return conversationItem(node.conversation, node.folder);
    case "fact":
      return factItem(node.text, node.icon);
    case "problem":
      return problemItem(node.text, node.uri);
  }
}

function entryItem(entry: QueueEntry): vscode.TreeItem {
  const item = new vscode.TreeItem(entry.what, Collapsed);
  item.id = `entry ${entry.id}`;
  item.description = entryDetails(entry);
  item.iconPath = entry.isOpen
    ? new vscode.ThemeIcon("person", new vscode.ThemeColor("list.warningForeground"))
    : new vscode.ThemeIcon("check");
  item.tooltip = plainTooltip([entry.what, entry.id, entry.why, entry.note, ...entry.history]);
  item.contextValue = entry.isOpen ? "queue-open" : "queue-handled";
  item.accessibilityInformation = { label: entryLabel(entry) };
  return item;
}

function proposalItem(proposal: QueueProposalItem): vscode.TreeItem {
  const item = new vscode.TreeItem({ label: proposal.what }, Collapsed);
  item.id = `proposal ${proposal.id}`;
  item.description = `proposed · ${proposalDetails(proposal)}`;
  item.iconPath = new vscode.ThemeIcon("lightbulb");
  item.tooltip = plainTooltip([proposal.what, proposal.id, proposal.why]);
  item.contextValue = "queue-proposal";
  item.accessibilityInformation = { label: proposalLabel(proposal) };
  return item;
}

function conversationItem(
  { id, evaluator, said, message }: QueuedConversation,
  folder: string | undefined,
): vscode.TreeItem {
  const item = new vscode.TreeItem(id);
  const words = [evaluator, said].filter((text) => text !== undefined && text !== "").join(": ");
  item.description = words;
  item.iconPath = new vscode.ThemeIcon("comment");
  item.tooltip = plainTooltip([id, words]);
  item.contextValue = "conversation";
  const focus = message === undefined ? evaluator && { evaluator } : { message };
  item.command = {
    command: commands.openConversation,
    title: "Open Conversation",
    arguments: [id, focus, folder],
  };
  item.accessibilityInformation = { label: [`Conversation ${id}`, words].filter(Boolean).join(", ") };
  return item;
}

function factItem(text: string, icon: string): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.iconPath = new vscode.ThemeIcon(icon);
  item.tooltip = plainTooltip([text]);
  item.contextValue = "queue-fact";
  return item;
}

function problemItem(text: string, uri: string): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.iconPath = new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  item.tooltip = plainTooltip([text]);
  item.command = { command: "vscode.open", title: "Open the File", arguments: [vscode.Uri.parse(uri)] };
  return item;
}

/** What others wrote stands there as text, never as markdown. */
export function plainTooltip(parts: readonly (string | undefined)[]): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(parts.filter(Boolean).join("\n\n"));
  return tooltip;
}
