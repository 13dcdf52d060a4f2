import * as vscode from "vscode";
import {
  commands,
  type GiveLabelRequest,
  type GiveLabelResult,
  type GivenWord,
  type LabelOutcome,
  methods,
  settings,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { messageOf } from "../message-of.ts";
import { parseConversationTarget } from "../panels/trace-intent.ts";

/** "Label as Pass", "Label as Fail" on conversations in lists. */
export function registerLabelCommands(context: vscode.ExtensionContext, connection: Connection): void {
  const register = (command: string, label: GivenWord): vscode.Disposable =>
    vscode.commands.registerCommand(command, async (target: unknown) => {
      const of = parseConversationTarget(target);
      if (!of)
        return void vscode.window.showInformationMessage("Label a conversation in a list, or on its page.");
      const { id, ...place } = of;
      await giveLabel(connection, { conversation: id, label, ...place });
    });
  context.subscriptions.push(register(commands.labelPass, "pass"), register(commands.labelFail, "fail"));
}

/** Says what could not be done; where all is well the views show it. */
export async function giveLabel(connection: Connection, request: GiveLabelRequest): Promise<LabelOutcome> {
  const who = request.who ?? nameOfPerson();
  try {
    const { isChanged } = await connection.request<GiveLabelResult>(methods.label, {
      ...request,
      ...(who !== undefined && { who }),
    });
    return isChanged ? "given" : "same";
  } catch (error) {
    void vscode.window.showErrorMessage(messageOf(error));
    return "failed";
  }
}

/** What a person calls themselves in what is kept for the team; undefined = what git calls them. */
export function nameOfPerson(): string | undefined {
  const [section, name] = splitSetting(settings.labelName);
  const own = vscode.workspace.getConfiguration(section).get<string>(name, "").trim();
  return own === "" ? undefined : own;
}

function splitSetting(id: string): [string, string] {
  const at = id.lastIndexOf(".");
  return [id.slice(0, at), id.slice(at + 1)];
}
