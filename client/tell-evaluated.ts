import * as vscode from "vscode";
import type { EvaluateResult, InFolder } from "../server/protocol/index.ts";
import { tellModelTrouble } from "./model-trouble.ts";

/** Says what an evaluation came to; where a model was missing, with what mends that. */
export function tellEvaluated({ said, waiting, trouble }: EvaluateResult, place: InFolder): void {
  const message = `${said.join(". ")}.`;
  if (trouble) void tellModelTrouble({ code: trouble, message }, place);
  else if (waiting.length > 0) void vscode.window.showWarningMessage(message);
  else void vscode.window.showInformationMessage(message);
}
