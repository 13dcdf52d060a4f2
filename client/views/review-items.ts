import * as vscode from "vscode";
import {
  type CycleItem,
  commands,
  type InFolder,
  type SuggestedEditItem,
  type SuggestionItem,
} from "../../server/protocol/index.ts";
import { plainTooltip, type QueueNode, queueNodeItem } from "./queue-items.ts";
import {
  cycleDetails,
  cycleTitle,
  groupNames,
  groupOf,
  isDoneWith,
  type ReviewGroupId,
  suggestionLabel,
} from "./review-wording.ts";

export interface GroupNode {
  readonly kind: "group";
  readonly group: ReviewGroupId;
  readonly nodes: readonly ReviewNode[];
}

export type ReviewNode =
  | GroupNode
  | (InFolder & { readonly kind: "suggestion"; readonly suggestion: SuggestionItem })
  | { readonly kind: "edit"; readonly edit: SuggestedEditItem }
  /** `id`, `target` and `name`: what commands find in it. */
  | (InFolder & {
      readonly kind: "cycle";
      readonly id: string;
      readonly target: string;
      readonly name: string;
      readonly cycle: CycleItem;
    })
  | QueueNode;

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

export function reviewItem(node: ReviewNode): vscode.TreeItem {
  switch (node.kind) {
    case "group":
      return groupItem(node);
    case "suggestion":
      return suggestionItem(node.suggestion, node.folder);
    case "edit":
      return editItem(node.edit);
    case "cycle":
      return cycleItem(node.cycle, node.folder);
    default:
      return queueNodeItem(node);
  }
}

function groupItem({ group, nodes }: GroupNode): vscode.TreeItem {
  const item = new vscode.TreeItem(groupNames[group], isDoneWith(group) ? Collapsed : Expanded);
  item.id = `group ${group}`;
  item.description = String(nodes.length);
  item.contextValue = `review-group-${group}`;
  item.accessibilityInformation = { label: `${groupNames[group]}: ${nodes.length}` };
  return item;
}

const icons: Readonly<Record<ReviewGroupId, readonly [icon: string, color?: string]>> = {
  waiting: ["lightbulb-sparkle", "charts.blue"],
  stale: ["history", "list.warningForeground"],
  accepted: ["pass", "charts.green"],
  approved: ["git-commit", "charts.green"],
  rejected: ["circle-slash"],
  unmended: ["error", "list.warningForeground"],
  unmendable: ["person"],
  handled: ["check"],
};

const iconOf = (group: ReviewGroupId): vscode.ThemeIcon => {
  const [icon, color] = icons[group];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
};

function suggestionItem(one: SuggestionItem, folder: string | undefined): vscode.TreeItem {
  const group = groupOf(one);
  const item = new vscode.TreeItem(one.title, isDoneWith(group) ? None : Collapsed);
  item.id = `suggestion ${one.id}`;
  item.description = one.flags.length > 0 ? `${one.summary} · needs a second yes` : one.summary;
  item.iconPath = iconOf(group);
  item.tooltip = plainTooltip([one.title, one.summary, ...one.flags.map(({ message }) => message)]);
  item.contextValue = `suggestion-${group}`;
  item.command = {
    command: commands.showSuggestion,
    title: "Show Suggestion",
    arguments: [one.id, folder],
  };
  item.accessibilityInformation = { label: suggestionLabel(one) };
  return item;
}

const standings: Readonly<Record<SuggestedEditItem["standing"], string>> = {
  open: "",
  done: "in the text",
  stale: "stale",
};

function editItem({
  label,
  worth,
  reason,
  standing,
  uri,
  line,
  removed,
  added,
}: SuggestedEditItem): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.description = [standings[standing], worth ?? ""].filter((one) => one !== "").join(" · ");
  const icon = removed.trim() === "" ? "diff-added" : added.trim() === "" ? "diff-removed" : "diff-modified";
  item.iconPath = new vscode.ThemeIcon(icon);
  item.tooltip = plainTooltip([label, reason]);
  item.contextValue = "suggestion-edit";
  const at = new vscode.Position(line, 0);
  item.command = {
    command: "vscode.open",
    title: "Open the Line",
    arguments: [vscode.Uri.parse(uri), { selection: new vscode.Range(at, at) }],
  };
  return item;
}

function cycleItem(cycle: CycleItem, folder: string | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(cycleTitle(cycle));
  item.id = `cycle ${cycle.id}`;
  item.description = cycleDetails(cycle);
  item.iconPath = iconOf("unmended");
  item.tooltip = plainTooltip([cycleTitle(cycle), cycle.says, cycle.prompt]);
  item.contextValue = "review-cycle";
  item.command = { command: commands.showCycle, title: "Show What It Tried", arguments: [cycle.id, folder] };
  item.accessibilityInformation = {
    label: [cycleTitle(cycle), cycleDetails(cycle).replaceAll(" · ", ", "), cycle.says].join(", "),
  };
  return item;
}
