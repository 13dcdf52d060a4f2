import * as vscode from "vscode";
import { commands, type InFolder, methods, type TestEvaluatorsResult } from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { modelTroubleOf, tellModelTrouble } from "../model-trouble.ts";
import { inFolderGiven } from "../workspace-folder.ts";

export function registerTestEvaluators(context: vscode.ExtensionContext, connection: Connection): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.testEvaluators, (_: unknown, folder?: unknown) =>
      testEvaluators(connection, inFolderGiven(folder)),
    ),
  );
}

const testing = "Testing evaluators";

/**
 * Says how many may be trusted; the report with its examples opens as a new text for whoever wants it. Where a chat model is named, it can be
 * had to write answers as well: it is asked only once a person chose that and saw what it takes.
 */
async function testEvaluators(connection: Connection, place: InFolder): Promise<void> {
  const result = await connection.longRequest<TestEvaluatorsResult>(testing, methods.testEvaluators, place);
  if (result) await tell(connection, place, result);
}

async function tell(connection: Connection, place: InFolder, result: TestEvaluatorsResult): Promise<void> {
  const open = "Open the Report";
  const ask = "Have a Model Write Answers…";
  const counts = `Mutation tests: ${result.trusted} trusted, ${result.untrusted} untrusted, ${result.untested} could not be tested`;
  const message = `${[counts, ...result.asked].join(". ")}.`;
  const show = result.untrusted > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const chosen = await show(message, open, ...(result.plan ? [ask] : []));
  if (chosen === open) await openReport(result.text);
  if (chosen === ask) await testByModel(connection, place, result.plan!);
}

/** Broken and reworded answers by a model, told apart from the others. */
async function testByModel(
  connection: Connection,
  place: InFolder,
  { model, calls }: NonNullable<TestEvaluatorsResult["plan"]>,
): Promise<void> {
  const yes = "Ask";
  const detail = `It is shown recorded answers that evaluators pass, one at a time, and what is tested, and writes broken and reworded ones: at most ${calls} calls, judges included. Trust does not rest on them.`;
  const question = `Ask ${model} to write answers?`;
  if ((await vscode.window.showInformationMessage(question, { modal: true, detail }, yes)) !== yes) return;
  const result = await connection
    .longRequest<TestEvaluatorsResult>(testing, methods.testEvaluators, { ...place, calls })
    .catch((error: unknown) => {
      const trouble = modelTroubleOf(error);
      if (!trouble) throw error;
      void tellModelTrouble(trouble, place);
    });
  if (result) await tell(connection, place, result);
}

async function openReport(text: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: "plaintext", content: `${text}\n` });
  await vscode.window.showTextDocument(document);
}
