import * as vscode from "vscode";
import {
  type CoverageHoles,
  commands,
  type InFolder,
  percent,
  type UncoveredLine,
  type UnseenFailureItem,
} from "../../server/protocol/index.ts";
import { openLine } from "./open-line.ts";

type BehaviorHole = CoverageHoles["behaviors"]["first"][number];

/** What no evaluator judges, and below it the first holes of each kind. */
export type HoleNode = InFolder &
  (
    | { readonly kind: "holes"; readonly holes: CoverageHoles }
    | { readonly kind: "hole-behavior"; readonly behavior: BehaviorHole }
    | { readonly kind: "hole-line"; readonly line: UncoveredLine }
    | { readonly kind: "hole-failure"; readonly failure: UnseenFailureItem }
    | { readonly kind: "hole-more"; readonly text: string }
  );

/** The node over all of them; none where everything is covered. */
export const holesNode = (holes: CoverageHoles, place: InFolder): HoleNode[] =>
  holes.behaviors.total + holes.lines.total + holes.unseen.length > 0
    ? [{ kind: "holes", holes, ...place }]
    : [];

/** Failures that nobody sees first: they hurt somebody already. */
export function holesBelow({ behaviors, lines, unseen }: CoverageHoles, place: InFolder): HoleNode[] {
  const rest = [
    countOf(behaviors.total - behaviors.first.length, "behavior"),
    countOf(lines.total - lines.first.length, "line"),
  ].filter((text) => text !== "");
  return [
    ...unseen.map((failure): HoleNode => ({ kind: "hole-failure", failure, ...place })),
    ...behaviors.first.map((behavior): HoleNode => ({ kind: "hole-behavior", behavior, ...place })),
    ...lines.first.map((line): HoleNode => ({ kind: "hole-line", line, ...place })),
    ...(rest.length > 0
      ? [{ kind: "hole-more", text: `And ${rest.join(" and ")} more…`, ...place } as const]
      : []),
  ];
}

const countOf = (n: number, what: string): string => (n === 0 ? "" : `${n} ${what}${n === 1 ? "" : "s"}`);

export function holeItem(node: HoleNode): vscode.TreeItem {
  switch (node.kind) {
    case "holes":
      return rootItem(node.holes);
    case "hole-behavior":
      return behaviorItem(node.behavior, node.folder);
    case "hole-line":
      return lineItem(node.line);
    case "hole-failure":
      return failureItem(node.failure, node.folder);
    case "hole-more":
      return moreItem(node.text, node.folder);
  }
}

function rootItem({ behaviors, lines, unseen }: CoverageHoles): vscode.TreeItem {
  const item = new vscode.TreeItem("Not covered", vscode.TreeItemCollapsibleState.Collapsed);
  const parts = [
    countOf(unseen.length, "unseen failure"),
    countOf(behaviors.total, "behavior"),
    countOf(lines.total, "line"),
  ].filter((text) => text !== "");
  item.description = parts.join(", ");
  item.iconPath = new vscode.ThemeIcon("circle-slash");
  item.tooltip = `${parts.join(", ")} that no evaluator judges, by traffic`;
  item.accessibilityInformation = { label: `Not covered: ${parts.join(", ")}` };
  return item;
}

function behaviorItem(
  { id, name, share, conversations, judged, recorded }: BehaviorHole,
  folder: string | undefined,
): vscode.TreeItem {
  const item = new vscode.TreeItem(name);
  item.description = `${judged} of ${conversations} judged, ${percent(share)} of traffic`;
  item.iconPath = new vscode.ThemeIcon("comment-discussion");
  item.tooltip = `${name}\n\nEvaluators that read what was said judge ${judged} of its ${conversations} conversations; ${recorded} have a recorded outcome, latency or cost.`;
  item.command = { command: commands.openBehavior, title: "Open Behavior", arguments: [id, folder] };
  item.accessibilityInformation = { label: `Behavior ${name}, ${item.description}` };
  return item;
}

function lineItem({ text, file, uri, line, exercised, held }: UncoveredLine): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  const place = line === undefined ? `${file}: no longer in it` : `${file}:${line + 1}`;
  item.description = `put to work by ${exercised} of ${held}, ${place}`;
  item.iconPath = new vscode.ThemeIcon("symbol-string");
  item.tooltip = `${text}\n\n${place}`;
  item.accessibilityInformation = { label: `Line “${text}”, ${item.description}` };
  if (line !== undefined) item.command = openLine(uri, line);
  return item;
}

function failureItem({ text, behaviorId }: UnseenFailureItem, folder: string | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.iconPath = new vscode.ThemeIcon("eye-closed", new vscode.ThemeColor("list.warningForeground"));
  item.tooltip = text;
  item.accessibilityInformation = { label: `Failures that no evaluator sees: ${text}` };
  if (behaviorId !== undefined)
    item.command = {
      command: commands.openBehavior,
      title: "Open Behavior",
      arguments: [behaviorId, folder],
    };
  return item;
}

function moreItem(text: string, folder: string | undefined): vscode.TreeItem {
  const item = new vscode.TreeItem(text);
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  item.command = { command: commands.showOverview, title: "Show Overview", arguments: [undefined, folder] };
  return item;
}
