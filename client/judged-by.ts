import * as vscode from "vscode";
import type { EvaluateResult, InFolder } from "../server/protocol/index.ts";
import { tellModelTrouble } from "./model-trouble.ts";

/** Says what an evaluation by one evaluator came to, and what judges were asked for it; where a model was missing, with what mends that. */
export function tellJudgedBy(
  name: string,
  { evaluations, asked, trouble }: EvaluateResult,
  place: InFolder,
): void {
  const message =
    evaluations === 0 && asked.length === 0
      ? `${name} has judged everything already.`
      : `${[`${evaluations} new evaluations by ${name}`, ...asked].join(". ")}.`;
  if (trouble) void tellModelTrouble({ code: trouble, message }, place);
  else void vscode.window.showInformationMessage(message);
}
