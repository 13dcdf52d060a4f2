import * as vscode from "vscode";
import {
  commands,
  type EvaluateResult,
  type FailuresResult,
  type InFolder,
  methods,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { tellEvaluated } from "../tell-evaluated.ts";
import type { EvaluatorNode, FailureNode } from "../views/evaluators-tree.ts";
import { inFolder } from "../workspace-folder.ts";

/** What can be done with one evaluator, and with one failure. */
export function registerEvaluatorCommands(context: vscode.ExtensionContext, connection: Connection): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.runEvaluator, (node?: EvaluatorNode) =>
      node ? runEvaluator(connection, node) : vscode.commands.executeCommand(commands.evaluate),
    ),
    vscode.commands.registerCommand(commands.openEvaluator, (node?: EvaluatorNode) =>
      node ? openDefinition(node) : vscode.commands.executeCommand(commands.openConfig),
    ),
    vscode.commands.registerCommand(commands.copyFailure, (node?: FailureNode) =>
      copyFailure(connection, node),
    ),
  );
}

async function runEvaluator(
  connection: Connection,
  { evaluator: { name }, folder }: EvaluatorNode,
): Promise<void> {
  const place = inFolder(folder);
  const result = await connection.longRequest<EvaluateResult>(`Evaluating by ${name}`, methods.evaluateOnly, {
    ...place,
    evaluators: [name],
  });
  if (result) tellEvaluated(result, place);
}

async function openDefinition({ evaluator, configUri }: EvaluatorNode): Promise<void> {
  const at = new vscode.Position(evaluator.line ?? 0, 0);
  await vscode.window.showTextDocument(vscode.Uri.parse(configUri), { selection: new vscode.Range(at, at) });
}

/** As text: input, output, reason, lines of the prompt, tool calls. Of a conversation in a list, what was failed last. */
async function copyFailure(
  connection: Connection,
  node: FailureNode | (InFolder & { readonly conversation?: { readonly id: string } }) | undefined,
): Promise<void> {
  const text = node && ("failure" in node ? node.failure.text : await latestFailure(connection, node));
  if (text === undefined)
    return void vscode.window.showInformationMessage("Choose a failure in the view of evaluators first.");
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage("Failure copied.", 3_000);
}

async function latestFailure(
  connection: Connection,
  { conversation, folder }: InFolder & { readonly conversation?: { readonly id: string } },
): Promise<string | undefined> {
  if (!conversation) return undefined;
  const { failures } = await connection.request<FailuresResult>(methods.failures, {
    ...{ conversation: conversation.id, limit: 20 },
    ...inFolder(folder),
  });
  return failures.length === 0 ? undefined : failures.map(({ text }) => text).join("\n\n");
}
