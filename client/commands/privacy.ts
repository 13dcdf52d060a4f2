import * as vscode from "vscode";
import { commands } from "../../server/protocol/index.ts";
import { runCli } from "./support.ts";

/** Commands that take people out of the store, in a process of the command line: they work while the language server does other things. */
export function registerPrivacyCommands(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.forgetUser, () => forgetUser(context, log)),
  );
}

interface Report {
  readonly places: readonly { readonly store: string; readonly conversations: readonly string[] }[];
  readonly mentions: readonly string[];
  readonly hasJournal: boolean;
}

async function forgetUser(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<void> {
  const user = await vscode.window.showInputBox({
    title: "Forget a user",
    prompt: "The user's id as traces give it (user.id). You will see what goes before anything does.",
    ignoreFocusOut: true,
  });
  if (!user?.trim()) return;
  const named = ["forget", `--user=${user.trim()}`];
  const plan = await runCli(context, "Looking for the user's conversations", [...named, "--json"]);
  const report = parsed(plan.stdout);
  if (!report) {
    log.error(plan.stderr);
    return void vscode.window.showErrorMessage(`Nothing was removed: ${firstLine(plan.stderr)}`);
  }
  const count = report.places.reduce((sum, { conversations }) => sum + conversations.length, 0);
  if (count === 0)
    return void vscode.window.showInformationMessage("No conversation of this user is in the store.");
  const detail = [
    ...report.places.map(({ store, conversations }) => `${store}: ${conversations.length}`),
    "They go with everything derived from them: spans, evaluations, requests, signals. This cannot be undone.",
    ...(report.mentions.length > 0
      ? [`Files that name them, for you to edit: ${report.mentions.join(", ")}`]
      : []),
  ].join("\n\n");
  const chosen = await vscode.window.showWarningMessage(
    `Forget ${count === 1 ? "one conversation" : `${count} conversations`} of this user?`,
    { modal: true, detail },
    "Forget",
  );
  if (chosen !== "Forget") return;
  const done = await runCli(context, "Forgetting the user", [...named, "--yes"]);
  log.info(done.stdout || done.stderr);
  void (done.stdout
    ? vscode.window.showInformationMessage(`The user is forgotten: ${firstLine(done.stdout)}.`)
    : vscode.window.showErrorMessage(firstLine(done.stderr)));
}

function parsed(text: string): Report | undefined {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return undefined;
  }
}

const firstLine = (text: string): string => text.trim().split("\n")[0] ?? "";
