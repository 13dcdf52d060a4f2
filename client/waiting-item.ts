import * as vscode from "vscode";
import { commands, type ImproveTargetsResult, methods } from "../server/protocol/index.ts";
import type { Connection } from "./connection.ts";
import { inCurrentFolder } from "./workspace-folder.ts";

/** Says in the status bar how much waits for a search, where the configuration has a threshold. It begins none: a click lists what waits. */
export function registerWaitingItem(context: vscode.ExtensionContext, connection: Connection): void {
  const item = vscode.window.createStatusBarItem("homeostat.waiting", vscode.StatusBarAlignment.Left, 49);
  item.name = "Homeostat: What Waits for an Edit";
  item.command = commands.improve;
  const update = async (): Promise<void> => {
    if (!vscode.workspace.isTrusted) return item.hide();
    const { targets } = await connection
      .request<ImproveTargetsResult>(methods.improveTargets, inCurrentFolder())
      .catch(() => ({ targets: [] }));
    const waiting = targets.filter(({ waits }) => waits);
    if (waiting.length === 0) return item.hide();
    item.text = `$(sparkle) ${waiting.length} to improve`;
    item.tooltip = `Below the threshold of homeostat.yaml:\n${waiting.map(({ name, says }) => `${name}: ${says}`).join("\n")}\n\nNothing is looked for until you say so.`;
    item.accessibilityInformation = { label: `Homeostat, ${waiting.length} to improve` };
    item.show();
  };
  context.subscriptions.push(
    item,
    connection.onChanged(() => void update()),
    vscode.window.onDidChangeActiveTextEditor(() => void update()),
  );
  void update();
}
