import * as vscode from "vscode";
import {
  type AddAgentRequest,
  type AddAgentResult,
  type ConversationItem,
  type ConversationsResult,
  commands,
  methods,
  type ReplayPlanResult,
  type ReplayResult,
  type TraceState,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { modelTroubleOf, tellModelTrouble } from "../model-trouble.ts";
import { parseConversationTarget } from "../panels/trace-intent.ts";
import type { ReplayDocuments } from "../replay-document.ts";
import { inFolder } from "../workspace-folder.ts";

/** A conversation, and the prompt to run it with where one is in front. */
interface Replay extends TraceState {
  readonly prompt?: string;
}

/** Runs a conversation again with the text of its prompt as it is in the editor. `front`: the one that a viewer in front shows. */
export function registerReplayCommand(
  context: vscode.ExtensionContext,
  connection: Connection,
  documents: ReplayDocuments,
  front: () => TraceState | undefined,
): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.replay, async (target?: unknown, folder?: unknown) => {
      const named = parseConversationTarget(target, folder) ?? front();
      const wanted = named ?? (await chosen(connection, promptAt(target)));
      if (wanted) await replay(connection, documents, { ...wanted, ...inFolder(wanted.folder) });
    }),
  );
}

/** From a lens: the prompt it stands in; else the one in the editor. */
const promptAt = (target: unknown): string | undefined =>
  (target as { prompt?: string } | undefined)?.prompt ??
  vscode.window.activeTextEditor?.document.uri.toString();

/** One of the prompt's conversations; those that fail come first. */
async function chosen(connection: Connection, prompt: string | undefined): Promise<Replay | undefined> {
  if (prompt === undefined) {
    void vscode.window.showInformationMessage("Open a conversation, or a prompt that conversations used.");
    return undefined;
  }
  const place = inFolder(prompt);
  const file = vscode.workspace.asRelativePath(vscode.Uri.parse(prompt), false);
  const found = await connection.request<ConversationsResult>(methods.conversations, {
    ...place,
    query: `prompt:"${file.replace(/["\\*]/g, "\\$&")}"`,
    limit: 200,
  });
  if (found.conversations.length === 0) {
    void vscode.window.showInformationMessage("No conversation is known to have used this prompt.");
    return undefined;
  }
  const failing = ({ failed }: ConversationItem): number => (failed.length > 0 ? 0 : 1);
  const choice = await vscode.window.showQuickPick(
    [...found.conversations]
      .sort((a, b) => failing(a) - failing(b))
      .map(({ id, opening, failed }) => ({
        label: opening.slice(0, 100) || id,
        description: failed.length > 0 ? `fails ${failed.map(({ evaluator }) => evaluator).join(", ")}` : "",
        detail: id,
        id,
      })),
    { title: "Conversation to replay with this text", matchOnDescription: true, matchOnDetail: true },
  );
  return choice && { id: choice.id, prompt, ...place };
}

async function replay(connection: Connection, documents: ReplayDocuments, wanted: Replay): Promise<void> {
  let plan: ReplayPlanResult;
  try {
    plan = await connection.request<ReplayPlanResult>(methods.replayPlan, wanted);
  } catch (error) {
    if (codeOf(error) !== "no-agent" || !vscode.workspace.isTrusted) throw error;
    return offerAgent(connection, wanted, (error as Error).message, "replay again");
  }
  const go = "Replay";
  const title = "Run this conversation again?";
  if ((await vscode.window.showInformationMessage(title, { modal: true, detail: plan.text }, go)) !== go)
    return;
  const result = await connection
    .longRequest<ReplayResult>("Replaying", methods.replay, { ...wanted, prompt: plan.prompt })
    .catch((error: unknown) => {
      const trouble = modelTroubleOf(error);
      if (!trouble) throw error;
      void tellModelTrouble(trouble, inFolder(wanted.folder));
    });
  if (!result) return;
  await documents.open(documents.keep({ id: wanted.id, ...result }));
  void vscode.window.showInformationMessage(result.summary);
}

/** The entry is shown before it is saved: it says where conversations are sent. */
export async function offerAgent(
  connection: Connection,
  wanted: AddAgentRequest,
  message: string,
  then: string,
): Promise<void> {
  const add = "Add an Agent";
  if ((await vscode.window.showWarningMessage(message, add)) !== add) return;
  const { configUri, applied, line } = await connection.request<AddAgentResult>(methods.addAgent, {
    ...(wanted.id !== undefined && { id: wanted.id }),
    ...(wanted.prompt !== undefined && { prompt: wanted.prompt }),
    ...(wanted.folder !== undefined && { folder: wanted.folder }),
  });
  if (!applied) return;
  const position = new vscode.Position(line, 0);
  await vscode.window.showTextDocument(vscode.Uri.parse(configUri), {
    selection: new vscode.Range(position, position),
  });
  void vscode.window.showInformationMessage(`Look the agent over and save the file, then ${then}.`);
}

export const codeOf = (error: unknown): unknown =>
  error instanceof Error ? (error as Error & { data?: { code?: unknown } }).data?.code : undefined;
