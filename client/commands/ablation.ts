import * as vscode from "vscode";
import {
  type AblationPlanRequest,
  type AblationPlanResult,
  type AblationResult,
  commands,
  methods,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { modelTroubleOf, tellModelTrouble } from "../model-trouble.ts";
import { inFolder } from "../workspace-folder.ts";
import { codeOf, offerAgent } from "./replay.ts";

/** Tries whether a line does anything: conversations are run again with and without it, after a person has seen what that takes. */
export function registerAblationCommand(context: vscode.ExtensionContext, connection: Connection): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.ablate, async (place?: AblationPlanRequest) => {
      const meant = place ?? cursor();
      if (meant) await ablate(connection, meant);
      else void vscode.window.showInformationMessage("Put the cursor on a line of a prompt first.");
    }),
  );
}

function cursor(): AblationPlanRequest | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), line, character };
}

async function ablate(connection: Connection, { uri, line, character }: AblationPlanRequest): Promise<void> {
  const place = inFolder(uri);
  const request: AblationPlanRequest = { ...place, uri, line, ...(character !== undefined && { character }) };
  let plan: AblationPlanResult;
  try {
    plan = await connection.request<AblationPlanResult>(methods.ablationPlan, request);
  } catch (error) {
    if (codeOf(error) !== "no-agent" || !vscode.workspace.isTrusted) throw error;
    return offerAgent(
      connection,
      { ...place, prompt: uri },
      (error as Error).message,
      "run the ablation again",
    );
  }
  if (!plan.canRun) {
    void vscode.window.showInformationMessage(plan.text);
    return;
  }
  const go = "Run Ablation";
  const title = `Does “${plan.line}” matter?`;
  const answer = await vscode.window.showInformationMessage(title, { modal: true, detail: plan.text }, go);
  if (answer !== go) return;
  const result = await connection
    .longRequest<AblationResult>("Trying the line", methods.ablate, request)
    .catch((error: unknown) => {
      const trouble = modelTroubleOf(error);
      if (!trouble) throw error;
      void tellModelTrouble(trouble, place);
    });
  if (result) void vscode.window.showInformationMessage(result.summary);
}
