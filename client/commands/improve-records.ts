import * as vscode from "vscode";
import {
  commands,
  type DatasetResult,
  type InFolder,
  inQuotes,
  type MemoryResult,
  methods,
  type ResetMemoryResult,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { parseImproveTarget } from "../improve-target.ts";
import { inFolder, inFolderGiven } from "../workspace-folder.ts";
import { chooseTarget } from "./improve.ts";

/** What cycles go by, for whoever wants to see it: what is remembered of earlier ones, and their cases. */
export function registerImproveRecords(context: vscode.ExtensionContext, connection: Connection): void {
  const { registerCommand } = vscode.commands;
  context.subscriptions.push(
    registerCommand(commands.showMemory, (_: unknown, folder?: unknown) =>
      showMemory(connection, inFolderGiven(folder)),
    ),
    registerCommand(commands.resetMemory, (_: unknown, folder?: unknown) =>
      resetMemory(connection, inFolderGiven(folder)),
    ),
    registerCommand(commands.showDataset, async (given?: unknown, folder?: unknown) => {
      const target = parseImproveTarget(given, folder) ?? (await chooseTarget(connection, folder));
      if (target) await showDataset(connection, target, inFolder(target.folder));
    }),
  );
}

async function showMemory(connection: Connection, place: InFolder): Promise<void> {
  const { text, attempts } = await connection.request<MemoryResult>(methods.memory, place);
  if (attempts === 0) return void vscode.window.showInformationMessage(text);
  const document = await vscode.workspace.openTextDocument({ language: "plaintext", content: `${text}\n` });
  await vscode.window.showTextDocument(document);
}

/** It cannot be had back, so a person says twice that it may go. */
async function resetMemory(connection: Connection, place: InFolder): Promise<void> {
  const { attempts } = await connection.request<MemoryResult>(methods.memory, place);
  if (attempts === 0) return void vscode.window.showInformationMessage("Nothing was tried yet.");
  const forget = "Forget It";
  const detail =
    "The next search begins without knowing which kind of edit helped where, and what people turned down. Suggestions and their decisions stay.";
  const question = `Forget ${attempts} edits that were tried?`;
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, forget)) !== forget) return;
  const { said } = await connection.request<ResetMemoryResult>(methods.resetMemory, place);
  void vscode.window.showInformationMessage(said);
}

async function showDataset(
  connection: Connection,
  { target, name = target }: { readonly target: string; readonly name?: string },
  place: InFolder,
): Promise<void> {
  const result = await connection.longRequest<DatasetResult>(
    `Choosing cases of ${inQuotes(name)}`,
    methods.dataset,
    { ...place, target },
  );
  if (!result) return;
  await vscode.window.showTextDocument(vscode.Uri.parse(result.uri), { preview: false });
  const about = "How They Are Spread";
  if ((await vscode.window.showInformationMessage(result.said, about)) !== about) return;
  const document = await vscode.workspace.openTextDocument({
    ...{ language: "plaintext", content: `${result.text}\n` },
  });
  await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
}
