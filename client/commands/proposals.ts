import * as vscode from "vscode";
import {
  type AddCheckResult,
  commands,
  type EvaluateResult,
  type InFolder,
  methods,
  type ProposalItem,
  type ProposeChecksResult,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { modelTroubleOf, tellModelTrouble } from "../model-trouble.ts";
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
  if (found.proposals.length === 0 && !found.plan)
    return void vscode.window.showInformationMessage(found.nothing ?? "Nothing is proposed for this line.");
  const choice = await choose(found);
  const chosen = choice === "ask" ? await chooseRubric(connection, { ...inFolder, ...place }, found) : choice;
  if (chosen) await add(connection, place, chosen, inFolder);
}

/** Has a model write a rubric, and shows it above what patterns read. */
async function chooseRubric(
  connection: Connection,
  place: Place & InFolder,
  read: ProposeChecksResult,
): Promise<ProposalItem | undefined> {
  const { calls, writer } = read.plan!;
  const found = await connection
    .longRequest<ProposeChecksResult>(`Asking ${writer} for a rubric`, methods.proposeRubrics, {
      ...place,
      calls,
    })
    .catch((error: unknown) => {
      const trouble = modelTroubleOf(error);
      if (!trouble) throw error;
      void tellModelTrouble(trouble, place);
    });
  if (!found) return undefined;
  const { proposals, nothing = "", asked = [], trouble } = found;
  if (proposals.length === 0) {
    const message = [nothing, ...asked.map((sentence) => `${sentence}.`)].join(" ");
    if (trouble) void tellModelTrouble({ code: trouble, message }, place);
    else void vscode.window.showInformationMessage(message);
    return undefined;
  }
  const choice = await choose({ ...found, proposals: [...proposals, ...read.proposals] });
  return choice === "ask" ? undefined : choice;
}

/** Writes the entry and judges by it; where that asks a model about more answers, once the person said so. */
async function add(
  connection: Connection,
  place: Place,
  chosen: ProposalItem,
  inFolder: InFolder,
): Promise<void> {
  const { configUri, applied } = await connection.request<AddCheckResult>(methods.addCheck, {
    uri: place.uri,
    entry: chosen.entry,
  });
  if (!applied) return;
  // Unsaved, nothing would be judged by it.
  await (await vscode.workspace.openTextDocument(vscode.Uri.parse(configUri))).save();
  const { name, leftToJudge } = chosen;
  const judge = "Judge Now";
  const detail = `A model is asked about ${leftToJudge} more answers, within its limits. Otherwise the next evaluation does so.`;
  if (
    leftToJudge > 0 &&
    (await vscode.window.showInformationMessage(`Judge by ${name} now?`, { modal: true, detail }, judge)) !==
      judge
  )
    return;
  const judged = await connection.longRequest<EvaluateResult>(`Evaluating by ${name}`, methods.evaluateOnly, {
    ...inFolder,
    evaluators: [name],
  });
  if (judged) tellEvaluated(judged, inFolder);
}

/**
 * Each check with its figure; below it what it would flag, which opens the conversation and leaves the list. Where a model can be asked for a
 * rubric, that is the last one, with what it takes: nobody is asked before it is chosen.
 */
async function choose({
  text,
  proposals,
  nothing = "",
  plan,
  asked = [],
}: ProposeChecksResult): Promise<ProposalItem | "ask" | undefined> {
  type Item = vscode.QuickPickItem & {
    readonly proposal?: ProposalItem;
    readonly conversationId?: string;
    readonly asks?: true;
  };
  const items: Item[] = proposals.flatMap((proposal): Item[] => [
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
  if (plan)
    items.push(
      { label: "a rubric", kind: vscode.QuickPickItemKind.Separator },
      {
        label: "$(sparkle) Ask a model for a rubric…",
        description: `${plan.writer}, at most ${plan.calls} calls`,
        detail: plan.text,
        asks: true,
      },
    );
  const item = await vscode.window.showQuickPick(items, {
    title: `Add a Check for “${text}”`,
    placeHolder: [
      ...asked.map((sentence) => `${sentence}.`),
      proposals.length === 0
        ? nothing
        : "What should test this line? The figures are of the conversations at hand.",
    ].join(" "),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (item?.conversationId !== undefined)
    await vscode.commands.executeCommand(commands.openConversation, item.conversationId);
  return item?.asks ? "ask" : item?.proposal;
}
