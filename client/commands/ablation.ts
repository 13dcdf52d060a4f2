import * as vscode from "vscode";
import {
  type AblationChoicesRequest,
  type AblationChoicesResult,
  type AblationPlanResult,
  type AblationRequest,
  type AblationResult,
  commands,
  methods,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { modelTroubleOf, tellModelTrouble } from "../model-trouble.ts";
import type { ReplayDocuments } from "../replay-document.ts";
import { inFolder } from "../workspace-folder.ts";
import { FlippedConversations } from "./flipped-conversations.ts";
import { codeOf, offerAgent } from "./replay.ts";

/** Tries whether a line does anything: conversations are run again with and without it, after a person has seen what that takes. */
export function registerAblationCommand(
  context: vscode.ExtensionContext,
  connection: Connection,
  documents: ReplayDocuments,
): void {
  const flipped = new FlippedConversations(documents);
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.ablate, async (place?: AblationChoicesRequest) => {
      const meant = place ?? cursor();
      if (meant) await ablate(connection, flipped, meant);
      else void vscode.window.showInformationMessage("Put the cursor on a line of a prompt first.");
    }),
    vscode.commands.registerCommand(commands.showFlipped, () => flipped.show()),
  );
}

function cursor(): AblationChoicesRequest | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), line, character };
}

async function ablate(
  connection: Connection,
  flipped: FlippedConversations,
  { uri, line, character }: AblationChoicesRequest,
): Promise<void> {
  const place = inFolder(uri);
  const at = { ...place, uri, line, ...(character !== undefined && { character }) };
  let offered: AblationChoicesResult;
  try {
    offered = await connection.request<AblationChoicesResult>(methods.ablationChoices, at);
  } catch (error) {
    if (codeOf(error) !== "no-agent" || !vscode.workspace.isTrusted) throw error;
    return offerAgent(
      connection,
      { ...place, prompt: uri },
      (error as Error).message,
      "run the ablation again",
    );
  }
  if (offered.cannot !== undefined) return void vscode.window.showInformationMessage(offered.cannot);
  const operators = await chosenOperators(offered);
  if (operators.length === 0) return;
  const request: Omit<AblationRequest, "progressToken"> = { ...at, operators };
  if (!(await isAgreed(connection, request, offered))) return;
  const result = await connection
    .longRequest<AblationResult>("Trying the line", methods.ablate, request)
    .catch((error: unknown) => {
      const trouble = modelTroubleOf(error);
      if (!trouble) throw error;
      void tellModelTrouble(trouble, place);
    });
  if (!result) return;
  flipped.keep({ line: offered.line, flipped: result.flipped, folder: place.folder });
  const show = "Show These Conversations";
  const buttons = result.flipped.length > 0 ? [show] : [];
  if ((await vscode.window.showInformationMessage(result.summary, ...buttons)) === show) await flipped.show();
}

/** What is to be done to the line; nothing where a person thought better of it. */
async function chosenOperators({ line, choices }: AblationChoicesResult): Promise<string[]> {
  const possible = choices.filter(({ cannot }) => cannot === undefined);
  const items = possible.map(({ operator, label, shows, words }, index) => ({
    ...{ label, description: `shows ${shows}`, operator, picked: index === 0 },
    ...(words !== undefined && { detail: words }),
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: `Does “${line}” matter?`,
    placeHolder: "What to do to the line: its conversations are run again with each",
    canPickMany: true,
  });
  return (chosen ?? []).map(({ operator }) => operator);
}

/** After a person has seen what it takes, and what else there is that cannot be done to this line. */
async function isAgreed(
  connection: Connection,
  request: Omit<AblationRequest, "progressToken">,
  { choices }: AblationChoicesResult,
): Promise<boolean> {
  const plan = await connection.request<AblationPlanResult>(methods.ablationPlan, request);
  if (!plan.canRun) {
    void vscode.window.showInformationMessage(plan.text);
    return false;
  }
  const go = "Run Ablation";
  const title = `Does “${plan.line}” matter?`;
  const detail = [
    plan.text,
    ...choices.flatMap(({ label, cannot }) =>
      cannot === undefined ? [] : `Not possible: ${label}. ${cannot}`,
    ),
  ].join("\n");
  const answer = await vscode.window.showInformationMessage(title, { modal: true, detail }, go);
  return answer === go;
}
