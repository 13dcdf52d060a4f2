import * as vscode from "vscode";
import {
  type AddCheckRequest,
  type AddCheckResult,
  commands,
  type EvaluateResult,
  type InFolder,
  inQuotes,
  methods,
  type ProposalItem,
  type ProposeChecksResult,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { modelTroubleOf, tellModelTrouble } from "../model-trouble.ts";
import { tellEvaluated } from "../tell-evaluated.ts";
import type { ListedBehavior } from "../views/behaviors-tree.ts";
import { inFolder } from "../workspace-folder.ts";
import { chooseBehavior } from "./behaviors.ts";

interface Place {
  readonly uri: string;
  readonly line: number;
}

export function registerProposalCommands(context: vscode.ExtensionContext, connection: Connection): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.addCheck, async (place?: Place) => {
      const meant = place ?? cursor();
      if (meant) await propose(connection, forLine(connection, meant));
      else void vscode.window.showInformationMessage("Put the cursor on a line of a prompt first.");
    }),
    vscode.commands.registerCommand(commands.proposeForBehavior, async (given?: ListedBehavior) => {
      const behavior = given ?? (await chooseBehavior(connection, () => true));
      if (behavior) await propose(connection, forBehavior(connection, behavior));
    }),
  );
}

function cursor(): Place | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor && { uri: editor.document.uri.toString(), line: editor.selection.active.line };
}

/** What evaluators are proposed for. */
interface Subject {
  readonly title: (text: string) => string;
  readonly place: InFolder;
  /** What is known without a model, and what a model writes within so many calls. */
  readonly read: () => Promise<ProposeChecksResult | undefined>;
  readonly ask: (plan: NonNullable<ProposeChecksResult["plan"]>) => Promise<ProposeChecksResult | undefined>;
  readonly target: Pick<AddCheckRequest, "uri" | "folder">;
}

function forLine(connection: Connection, place: Place): Subject {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(place.uri))?.uri.toString();
  const ofFolder = folder === undefined ? {} : { folder };
  const request = { ...ofFolder, ...place };
  return {
    title: (text) => `Add a Check for “${text}”`,
    place: ofFolder,
    read: () => connection.longRequest("Trying checks", methods.proposeChecks, request),
    ask: ({ writer, calls }) =>
      connection.longRequest(`Asking ${writer} for a rubric`, methods.proposeRubrics, { ...request, calls }),
    target: { uri: place.uri },
  };
}

function forBehavior(connection: Connection, { id, folder }: ListedBehavior): Subject {
  const place = inFolder(folder);
  const request = { ...place, behavior: id };
  return {
    title: (text) => `Add an Evaluator for ${inQuotes(text)}`,
    place,
    read: () => connection.longRequest("Trying checks", methods.proposeForBehavior, request),
    ask: ({ writer, calls }) =>
      connection.longRequest(`Asking ${writer} for a rubric`, methods.proposeForBehavior, {
        ...{ ...request, byModel: true, calls },
      }),
    target: place,
  };
}

/**
 * Shows what could test the line, or tell what fails in the behavior, with what each would flag; adds what is chosen, and judges by it alone:
 * what other evaluators have not judged may cost money.
 */
async function propose(connection: Connection, subject: Subject): Promise<void> {
  const found = await subject.read();
  if (!found) return;
  if (found.proposals.length === 0 && !found.plan)
    return void vscode.window.showInformationMessage(found.nothing ?? "Nothing is proposed.");
  const choice = await choose(subject, found);
  const chosen = choice === "ask" ? await chooseRubric(subject, found) : choice;
  if (chosen) await add(connection, subject, chosen);
}

/** Has a model write a rubric, and shows it above what needed none. */
async function chooseRubric(subject: Subject, read: ProposeChecksResult): Promise<ProposalItem | undefined> {
  const { place } = subject;
  const found = await subject.ask(read.plan!).catch((error: unknown) => {
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
  const choice = await choose(subject, { ...found, proposals: [...proposals, ...read.proposals] });
  return choice === "ask" ? undefined : choice;
}

/** Writes the entry and judges by it; where that asks a model about more answers, once the person said so. */
async function add(connection: Connection, { target, place }: Subject, chosen: ProposalItem): Promise<void> {
  const { configUri, applied } = await connection.request<AddCheckResult>(methods.addCheck, {
    ...target,
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
    ...place,
    evaluators: [name],
  });
  if (judged) tellEvaluated(judged, place);
}

/**
 * Each check with its figure; below it what it would flag, which opens the conversation and leaves the list. Where a model can be asked for a
 * rubric, that is the last one, with what it takes: nobody is asked before it is chosen.
 */
async function choose(
  { title }: Subject,
  { text, proposals, nothing = "", plan, asked = [] }: ProposeChecksResult,
): Promise<ProposalItem | "ask" | undefined> {
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
    title: title(text),
    placeHolder: [
      ...asked.map((sentence) => `${sentence}.`),
      proposals.length === 0 ? nothing : "Which one? The figures are of the conversations at hand.",
    ].join(" "),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (item?.conversationId !== undefined)
    await vscode.commands.executeCommand(commands.openConversation, item.conversationId);
  return item?.asks ? "ask" : item?.proposal;
}
