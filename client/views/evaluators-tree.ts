import * as vscode from "vscode";
import {
  commands,
  type EvaluatorCoverItem,
  type EvaluatorItem,
  type EvaluatorPromptItem,
  type EvaluatorsResult,
  type EvaluatorTrust,
  type FailureItem,
  type FailuresResult,
  type InFolder,
  methods,
  views,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { focusOf } from "../failure-focus.ts";
import { inCurrentFolder } from "../workspace-folder.ts";
import { type HoleNode, holeItem, holesBelow, holesNode } from "./coverage-holes.ts";
import { evaluatorLabel, figureNote, trustText } from "./evaluator-wording.ts";
import { openLine } from "./open-line.ts";

/** Failures below an evaluator; the list of failing conversations has the rest. */
const mostFailures = 20;

export type EvaluatorNode = InFolder & {
  readonly kind: "evaluator";
  readonly evaluator: EvaluatorItem;
  readonly configUri: string;
};
export type FailureNode = InFolder & { readonly kind: "failure"; readonly failure: FailureItem };
type Node =
  | EvaluatorNode
  | FailureNode
  | { readonly kind: "problem"; readonly text: string }
  | HoleNode
  | { readonly kind: "cover"; readonly prompt: EvaluatorPromptItem; readonly cover: EvaluatorCoverItem }
  | (InFolder & { readonly kind: "more"; readonly evaluator: string; readonly total: number });

/** Evaluators with what they say and how far they can be trusted; below each its problems, what it covers, and what it fails; then what none of them judges. */
export class EvaluatorsTree implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly connection: Connection) {}

  static register(context: vscode.ExtensionContext, connection: Connection): void {
    const tree = new EvaluatorsTree(connection);
    context.subscriptions.push(
      vscode.window.createTreeView(views.evaluators, { treeDataProvider: tree, showCollapseAll: true }),
      connection.onChanged(() => tree.changed.fire()),
    );
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node?.kind === "evaluator") return this.below(node);
    if (node?.kind === "holes")
      return holesBelow(node.holes, node.folder === undefined ? {} : { folder: node.folder });
    if (node) return [];
    const place = inCurrentFolder();
    const found = await this.connection.request<EvaluatorsResult | null>(methods.evaluators, place);
    // Before there are conversations the welcome text says what to do next.
    if (!found || found.conversations === 0) return [];
    const { configUri, holes } = found;
    return [
      ...found.evaluators.map((evaluator): Node => ({ kind: "evaluator", evaluator, configUri, ...place })),
      // Without evaluators nothing is covered, and the welcome text says what to do.
      ...(found.evaluators.length > 0 ? holesNode(holes, place) : []),
    ];
  }

  private async below({ evaluator, folder }: EvaluatorNode): Promise<Node[]> {
    const { name, problems, prompts, fail } = evaluator;
    const place: InFolder = folder === undefined ? {} : { folder };
    const { total, failures } =
      fail === 0
        ? { total: 0, failures: [] }
        : await this.connection.request<FailuresResult>(methods.failures, {
            ...{ evaluator: name, limit: mostFailures },
            ...place,
          });
    return [
      ...problems.map((text): Node => ({ kind: "problem", text })),
      ...prompts.flatMap((prompt) => prompt.covers.map((cover): Node => ({ kind: "cover", prompt, cover }))),
      ...failures.map((failure): Node => ({ kind: "failure", failure, ...place })),
      ...(total > failures.length ? [{ kind: "more", evaluator: name, total, ...place } as const] : []),
    ];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case "evaluator":
        return evaluatorItem(node);
      case "problem":
        return problemItem(node.text);
      case "cover":
        return coverItem(node.prompt, node.cover);
      case "failure":
        return failureItem(node);
      case "more":
        return moreItem(node);
      default:
        return holeItem(node);
    }
  }
}

const trustIcons: Readonly<Record<EvaluatorTrust, readonly [icon: string, color?: string]>> = {
  declared: ["database"],
  trusted: ["verified-filled", "testing.iconPassed"],
  untrusted: ["unverified", "list.warningForeground"],
  untested: ["unverified"],
};

function evaluatorItem({ evaluator, configUri, folder }: EvaluatorNode): vscode.TreeItem {
  const { name, description, trust, scope, low, high, unknown } = evaluator;
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${folder} ${configUri} ${name}`;
  item.description = figureNote(evaluator);
  const [icon, color] = trustIcons[trust];
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  const tooltip = new vscode.MarkdownString();
  tooltip.appendMarkdown("**").appendText(name).appendMarkdown("**");
  if (description) tooltip.appendText(`\n\n${description}`);
  tooltip.appendText(`\n\n${figureNote(evaluator)} pass, of each ${scope}`);
  if (low !== undefined && high !== undefined)
    tooltip.appendText(` (95 % interval ${Math.round(low * 100)} to ${Math.round(high * 100)} %)`);
  if (unknown > 0) tooltip.appendText(`\n\nNo verdict on ${unknown}`);
  tooltip.appendText(`\n\n${trustText[trust]}`);
  item.tooltip = tooltip;
  item.contextValue = evaluator.line === undefined ? "evaluator" : "evaluator defined";
  item.accessibilityInformation = { label: evaluatorLabel(evaluator) };
  return item;
}

function problemItem(text: string): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.iconPath = new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  item.tooltip = text;
  item.accessibilityInformation = { label: `Problem: ${text}` };
  return item;
}

function coverItem({ uri, file }: EvaluatorPromptItem, cover: EvaluatorCoverItem): vscode.TreeItem {
  const item = new vscode.TreeItem(cover.text);
  item.description = figureNote(cover);
  item.iconPath = new vscode.ThemeIcon("symbol-string");
  item.tooltip = `${cover.text}\n\n${file}${cover.line === undefined ? ": no longer in it" : `, line ${cover.line + 1}`}`;
  item.accessibilityInformation = { label: `Covers “${cover.text}”, ${figureNote(cover)} pass` };
  if (cover.line !== undefined) item.command = openLine(uri, cover.line);
  return item;
}

function failureItem({ failure, folder }: FailureNode): vscode.TreeItem {
  const { reason, excerpt, conversationId } = failure;
  const item = new vscode.TreeItem(reason);
  item.iconPath = new vscode.ThemeIcon("error", new vscode.ThemeColor("testing.iconFailed"));
  item.tooltip = `${reason}\n\n${excerpt}`;
  item.contextValue = "failure";
  item.command = {
    command: commands.openConversation,
    title: "Open Conversation",
    arguments: [conversationId, focusOf(failure), folder],
  };
  item.accessibilityInformation = { label: `Fails: ${reason}` };
  return item;
}

function moreItem({ evaluator, total, folder }: Extract<Node, { kind: "more" }>): vscode.TreeItem {
  const item = new vscode.TreeItem(`All ${total} failures…`);
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  item.command = {
    command: commands.showFailing,
    title: "Show Conversations",
    arguments: [{ evaluator, failing: true, title: `failing ${evaluator}`, folder }],
  };
  return item;
}
