import * as vscode from "vscode";
import {
  commands,
  type EvaluateResult,
  type FindBehaviorsResult,
  type ImportResult,
  type InFolder,
  methods,
  type ProposeTagsResult,
} from "../../server/protocol/index.ts";
import type { Connection, LongRequest } from "../connection.ts";
import { modelTroubleOf, tellModelTrouble } from "../model-trouble.ts";
import { tellEvaluated } from "../tell-evaluated.ts";
import { inFolderGiven } from "../workspace-folder.ts";

/** Import, evaluate, find behaviors: the steps of the loop, each on its own, and the next ones right after an import. */
export function registerLoopCommands(
  context: vscode.ExtensionContext,
  connection: Connection,
  log: vscode.LogOutputChannel,
): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.importConversations, (uri?: vscode.Uri, second?: unknown) => {
      // Explorer says (the one, all chosen), a page (nothing, its folder).
      const uris: readonly vscode.Uri[] | undefined = Array.isArray(second) ? second : uri && [uri];
      return importConversations(connection, log, uris, inFolderGiven(second));
    }),
    vscode.commands.registerCommand(commands.evaluate, (_: unknown, folder?: unknown) =>
      evaluate(connection, inFolderGiven(folder)),
    ),
    vscode.commands.registerCommand(commands.findBehaviors, (_: unknown, folder?: unknown) =>
      findBehaviors(connection, inFolderGiven(folder)),
    ),
    vscode.commands.registerCommand(commands.proposeTags, (_: unknown, folder?: unknown) =>
      proposeTags(connection, inFolderGiven(folder)),
    ),
  );
}

/** Imports what the person picks (or `uris`), judges it and finds behaviors: all of it costs nothing but seconds. */
export async function importConversations(
  connection: Connection,
  log: vscode.LogOutputChannel,
  uris: readonly vscode.Uri[] | undefined,
  place: InFolder,
): Promise<void> {
  const chosen =
    uris ??
    (await vscode.window.showOpenDialog({
      canSelectFiles: true,
      canSelectFolders: true,
      canSelectMany: true,
      openLabel: "Import",
      title: "Conversations to import: chat JSONL, tau-bench, tau2-bench; .gz too",
    }));
  if (!chosen || chosen.length === 0) return;
  const imported = await connection.longRequests((request) => importAndLook(request, log, chosen, place));
  if (imported) await tellImport(imported, log);
}

/** Undefined where it was cancelled before it came to looking for behaviors. */
async function importAndLook(
  request: LongRequest,
  log: vscode.LogOutputChannel,
  chosen: readonly vscode.Uri[],
  place: InFolder,
): Promise<ImportResult | undefined> {
  const imported = await request<ImportResult>("Importing conversations", methods.import, {
    ...place,
    paths: chosen.map(({ fsPath }) => fsPath),
  });
  if (!imported) return undefined;
  for (const problem of imported.problems) log.warn(problem);
  const isNew = imported.added + imported.updated > 0;
  if (!isNew) return imported;
  const evaluated = await request<EvaluateResult>("Evaluating conversations", methods.evaluate, place);
  if (!evaluated) return undefined;
  if (evaluated.trouble) tellEvaluated(evaluated, place);
  await lookForBehaviors(request, place);
  return imported;
}

async function tellImport(
  { added, updated, unchanged, problems, redacted }: ImportResult,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const message = `${added} conversations added, ${updated} updated, ${unchanged} known already.${redacted && ` ${redacted}`}`;
  if (problems.length === 0) void vscode.window.showInformationMessage(message);
  else if (
    await vscode.window.showWarningMessage(
      `${message} ${problems.length === 1 ? "One part" : `${problems.length} parts`} could not be read: ${problems[0]}`,
      "Show Log",
    )
  )
    log.show();
}

async function evaluate(connection: Connection, place: InFolder): Promise<void> {
  const result = await connection.longRequest<EvaluateResult>(
    "Evaluating conversations",
    methods.evaluate,
    place,
  );
  if (result) tellEvaluated(result, place);
}

async function findBehaviors(connection: Connection, place: InFolder): Promise<void> {
  const result = await connection.longRequests((request) => lookForBehaviors(request, place));
  if (!result) return;
  const asked = result.asked === "" ? "" : ` Homeostat ${result.asked}.`;
  void vscode.window.showInformationMessage(`${result.behaviors} behaviors found.${asked}`);
}

/** Opens what is proposed as a new file, to be copied from: which words mean something is for a person to say. */
async function proposeTags(connection: Connection, place: InFolder): Promise<void> {
  const result = await connection.longRequest<ProposeTagsResult>(
    "Reading what users write",
    methods.proposeTags,
    place,
  );
  if (!result) return;
  if (result.text === "") {
    void vscode.window.showInformationMessage(
      "No tags to propose: no words of your users go with trouble more than the behaviors do that they stand in.",
    );
    return;
  }
  const content = `# Conversations that hold these words go wrong more often, whatever people ask for.\n# Copy what means something under tags: in homeostat.yaml.\n${result.text}\n`;
  const document = await vscode.workspace.openTextDocument({ language: "yaml", content });
  await vscode.window.showTextDocument(document);
}

/** Undefined where it was cancelled, or where the configured model cannot be had: that is said with the way to what names it. */
async function lookForBehaviors(
  request: LongRequest,
  place: InFolder,
): Promise<FindBehaviorsResult | undefined> {
  try {
    return await request<FindBehaviorsResult>("Finding behaviors", methods.findBehaviors, place);
  } catch (error) {
    const trouble = modelTroubleOf(error);
    if (!trouble) throw error;
    void tellModelTrouble(trouble, place);
    return undefined;
  }
}
