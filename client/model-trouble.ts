import * as vscode from "vscode";
import { commands, type InFolder } from "../server/protocol/index.ts";
import { messageOf } from "./message-of.ts";

/** Why a model could not be had, where a person can mend that. */
export interface ModelTrouble {
  readonly code: string;
  readonly message: string;
}

/** The trouble with a model that an error tells of; undefined for other errors. */
export function modelTroubleOf(error: unknown): ModelTrouble | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = String((error as Error & { data?: { code?: unknown } }).data?.code ?? "");
  return /^(?:model-|agent-key$)/.test(code) ? { code, message: error.message } : undefined;
}

/** Says what is wrong with a model, with what mends it a click away. */
export async function tellModelTrouble({ code, message }: ModelTrouble, { folder }: InFolder): Promise<void> {
  const [set, open] = ["Set the Key", "Open the Configuration"] as const;
  const buttons = code.endsWith("-key") ? [set, open] : [open];
  const chosen = await vscode.window.showErrorMessage(message, ...buttons);
  if (chosen === undefined) return;
  const command = chosen === set ? commands.setKey : commands.openConfig;
  // VS Code shows what goes wrong in a command that a person ran, and not in one that a button of ours ran.
  try {
    await vscode.commands.executeCommand(command, undefined, folder);
  } catch (error) {
    void vscode.window.showErrorMessage(messageOf(error));
  }
}
