import * as vscode from "vscode";
import { commands, type InFolder, methods, type TestEvaluatorsResult } from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { inFolderGiven } from "../workspace-folder.ts";

export function registerTestEvaluators(context: vscode.ExtensionContext, connection: Connection): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.testEvaluators, (_: unknown, folder?: unknown) =>
      testEvaluators(connection, inFolderGiven(folder)),
    ),
  );
}

/** Says how many may be trusted; the report with its examples opens as a new text for whoever wants it. */
async function testEvaluators(connection: Connection, place: InFolder): Promise<void> {
  const result = await connection.longRequest<TestEvaluatorsResult>(
    "Testing evaluators",
    methods.testEvaluators,
    place,
  );
  if (!result) return;
  const open = "Open the Report";
  const counts = `Mutation tests: ${result.trusted} trusted, ${result.untrusted} untrusted, ${result.untested} could not be tested`;
  const message = `${[counts, ...result.asked].join(". ")}.`;
  const show = result.untrusted > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  if ((await show(message, open)) !== open) return;
  const document = await vscode.workspace.openTextDocument({
    language: "plaintext",
    content: `${result.text}\n`,
  });
  await vscode.window.showTextDocument(document);
}
