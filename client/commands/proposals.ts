import * as vscode from "vscode";
import {
  type AddCheckResult,
  commands,
  type EvaluateResult,
  methods,
  type ProposalItem,
  type ProposeChecksResult,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { tellEvaluated } from "../tell-evaluated.ts";

interface Place {
  readonly uri: string;
  readonly line: number;
}

export function registerProposalCommands(context: vscode.ExtensionContext, connection: Connection): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.addCheck, (place?: Place) =>
      addCheck(connection, place ?? cursor()),
    ),
  );
}

function cursor(): Place | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor && { uri: editor.document.uri.toString(), line: editor.selection.active.line };
}

/**
 * Shows what could test the line with what each would flag, adds what is chosen, and judges by it alone, so that the line gains its figure:
 * what other evaluators have not judged may cost money.
 */
async function addCheck(connection: Connection, place: Place | undefined): Promise<void> {
  if (!place) return void vscode.window.showInformationMessage("Put the cursor on a line of a prompt first.");
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(place.uri))?.uri.toString();
  const inFolder = folder === undefined ? {} : { folder };
  const found = await connection.longRequest<ProposeChecksResult>("Trying checks", methods.proposeChecks, {
    ...inFolder,
    ...place,
  });
  if (!found) return;
  if (found.proposals.length === 0)
    return void vscode.window.showInformationMessage(found.nothing ?? "Nothing is proposed for this line.");
  const chosen = await choose(found);
  if (!chosen) return;
  const { configUri, applied } = await connection.request<AddCheckResult>(methods.addCheck, {
    uri: place.uri,
    entry: chosen.entry,
  });
  if (!applied) return;
  // Unsaved, nothing would be judged by it.
  await (await vscode.workspace.openTextDocument(vscode.Uri.parse(configUri))).save();
  const { name } = chosen;
  const judged = await connection.longRequest<EvaluateResult>(`Evaluating by ${name}`, methods.evaluateOnly, {
    ...inFolder,
    evaluators: [name],
  });
  if (judged) tellEvaluated(judged, inFolder);
}

/** Each check with its figure; below it what it would flag, which opens the conversation and leaves the list. */
async function choose({ text, proposals }: ProposeChecksResult): Promise<ProposalItem | undefined> {
  type Item = vscode.QuickPickItem & { readonly proposal?: ProposalItem; readonly conversationId?: string };
  const items = proposals.flatMap((proposal): Item[] => [
    { label: proposal.name, kind: vscode.QuickPickItemKind.Separator },
    {
      label: `$(beaker) Add ${proposal.name}`,
      description: proposal.figure,
      detail: `${proposal.checks} · ${proposal.tested}`,
      proposal,
    },
    ...proposal.failing.map(
      ({ conversationId, explanation }): Item => ({
        label: "$(error) Would flag",
        description: explanation,
        conversationId,
      }),
    ),
  ]);
  const item = await vscode.window.showQuickPick(items, {
    title: `Add a Check for “${text}”`,
    placeHolder: "What should test this line? The figures are of the conversations at hand.",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (item?.conversationId !== undefined)
    await vscode.commands.executeCommand(commands.openConversation, item.conversationId);
  return item?.proposal;
}
