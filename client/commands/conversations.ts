import * as vscode from "vscode";
import { commands, type InstructionResult, methods } from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import type { ListedBehavior } from "../views/behaviors-tree.ts";
import type { ConversationsTree, Filter, Grouping } from "../views/conversations-tree.ts";
import { inCurrentFolder, inFolder } from "../workspace-folder.ts";

/** Commands that list conversations; `panels/trace.ts` opens them. */
export function registerConversationCommands(
  context: vscode.ExtensionContext,
  connection: Connection,
  tree: ConversationsTree,
): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.showFailing, (target?: Filter | ListedBehavior) =>
      showFailing(connection, tree, target),
    ),
    vscode.commands.registerCommand(commands.showMore, () => tree.showMore()),
    vscode.commands.registerCommand(commands.groupConversations, async () => {
      const choices: (vscode.QuickPickItem & { grouping: Grouping })[] = [
        { label: "By evaluator", grouping: "evaluator" },
        { label: "By behavior", grouping: "behavior" },
        { label: "By prompt", grouping: "prompt" },
        { label: "As one list", grouping: "none" },
      ];
      const choice = await vscode.window.showQuickPick(choices, { title: "Group failing conversations" });
      if (choice) tree.setGrouping(choice.grouping);
    }),
  );
}

/** From a lens, a hover or a tree: what it names. From the palette or the editor's menu: the line under the cursor. */
async function showFailing(
  connection: Connection,
  tree: ConversationsTree,
  target: Filter | ListedBehavior | undefined,
): Promise<void> {
  if (target && "size" in target)
    return tree.show({ behavior: target.id, title: target.name, ...inFolder(target.folder) });
  if (target && ["instructions", "behavior", "ids", "evaluator"].some((key) => key in target))
    return tree.show(target);
  const editor = vscode.window.activeTextEditor;
  if (!editor)
    return void vscode.window.showInformationMessage("Put the cursor on a line of a prompt first.");
  const { line, character } = editor.selection.active;
  const found = await connection.request<InstructionResult | null>(methods.instruction, {
    uri: editor.document.uri.toString(),
    line,
    character,
  });
  if (!found) return void vscode.window.showInformationMessage("There is no instruction on this line.");
  if (found.failing === 0)
    return void vscode.window.showInformationMessage("No conversation is known to fail this instruction.");
  return tree.show({ instructions: [found.key], title: `line ${line + 1}`, ...inCurrentFolder() });
}
