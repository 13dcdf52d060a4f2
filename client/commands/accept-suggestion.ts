import * as vscode from "vscode";
import {
  commands,
  type DecideSuggestionResult,
  methods,
  type SuggestionEditsResult,
  type SuggestionFlagItem,
  type SuggestionItem,
  type SuggestionTarget,
} from "../../server/protocol/index.ts";
import type { Connection } from "../connection.ts";
import { nameOfPerson } from "./labels.ts";

/**
 * Makes the edits in the documents, where they can be looked over and undone, and records what of them is there then. Whether they were made.
 * `target.edits`: only these. `given`: rules that got their second yes already.
 */
export async function acceptSuggestion(
  connection: Connection,
  item: SuggestionItem,
  target: SuggestionTarget,
  given?: readonly string[],
): Promise<boolean> {
  const confirmed = given ?? (await secondYes(item, target, "Change It"));
  if (!confirmed) return false;
  const placed = await placedEdits(connection, item, target);
  if (!placed || !(await makeEdits(item, placed))) return false;
  const decided = await connection.request<DecideSuggestionResult>(methods.decideSuggestion, {
    ...{ ...target, edits: undefined, kind: "accept", confirmed, who: nameOfPerson(), progressToken: "" },
  });
  return decided.state === "accepted";
}

/** What is left to be said once edits were made: what comes next. */
export async function tellAccepted(item: SuggestionItem, target: SuggestionTarget): Promise<void> {
  const approve = "Approve and Commit…";
  const save = "Save";
  const answer = await vscode.window.showInformationMessage(
    `Accepted: ${item.title}. Its edits are in the text, not saved and not committed.`,
    save,
    approve,
  );
  if (answer !== undefined) await saveFiles(item);
  if (answer === approve) await vscode.commands.executeCommand(commands.approveSuggestion, target);
}

/** Takes the edits out of the documents again, as far as they are there, and saves these. What was changed since stays. */
export async function takeBack(
  connection: Connection,
  item: SuggestionItem,
  target: SuggestionTarget,
): Promise<void> {
  for (const { uri } of item.files) await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const { files } = await connection.request<SuggestionEditsResult>(methods.suggestionEdits, {
    ...{ ...target, edits: undefined, back: true },
  });
  if (files.length === 0) return;
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, edits } of files)
    for (const { range, added } of edits) edit.replace(vscode.Uri.parse(uri), rangeOf(range), added);
  if (await vscode.workspace.applyEdit(edit)) await saveFiles(item);
}

export async function saveFiles({ files }: SuggestionItem): Promise<void> {
  for (const { uri } of files)
    await vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri)?.save();
}

/** The rules that got a second explicit yes, none where none is needed; undefined where the person thought better of it. */
export async function secondYes(
  { title, flags }: SuggestionItem,
  { edits, confirmed = [] }: SuggestionTarget,
  yes: string,
): Promise<readonly string[] | undefined> {
  const own = flags.filter(({ edit }) => edit === undefined || !edits || edits.includes(edit));
  const open = own.filter(({ rule }) => !confirmed.includes(rule));
  if (open.length === 0) return rulesOf(own);
  const detail = [
    ...open.map(flagText),
    "",
    title,
    "Nothing is changed without this second yes, and it is kept with the decision.",
  ].join("\n");
  const answer = await vscode.window.showWarningMessage(
    "This changes text that protects people. Change it all the same?",
    { modal: true, detail },
    yes,
  );
  return answer === yes ? rulesOf(own) : undefined;
}

const rulesOf = (flags: readonly SuggestionFlagItem[]): string[] => [
  ...new Set(flags.map(({ rule }) => rule)),
];

const flagText = ({ rule, message }: SuggestionFlagItem): string => `• ${rule}: ${message}`;

/** Places in the documents as they are; undefined where it was said why there are none. */
async function placedEdits(
  connection: Connection,
  item: SuggestionItem,
  target: SuggestionTarget,
): Promise<SuggestionEditsResult | undefined> {
  // Only of open documents the server knows what is not saved.
  for (const { uri } of item.files) await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const placed = await connection.request<SuggestionEditsResult>(methods.suggestionEdits, target);
  if (placed.stale.length > 0) {
    const now = await connection.request<SuggestionItem | null>(methods.suggestion, target);
    await tellStale(now ?? item, target);
    return undefined;
  }
  if (placed.files.length > 0) return placed;
  void vscode.window.showInformationMessage("The text has all of these edits already.");
  return undefined;
}

/** It was measured with other lines than stand there now: nobody knows what it does with these. A new cycle finds what holds for the text as it is. */
export async function tellStale(item: SuggestionItem, target: SuggestionTarget): Promise<void> {
  const edits = item.edits.filter(({ id }) => target.edits?.includes(id) ?? true);
  const stale = edits.filter(({ standing }) => standing === "stale").map(({ label }) => `“${label}”`);
  const [some, again] = ["Choose Edits…", "Look for a New One…"];
  const canChoose = edits.some(({ standing }) => standing === "open");
  const answer = await vscode.window.showWarningMessage(
    `This suggestion is stale: the text was changed where it edits (${stale.join(", ")}), so nothing is known of what it would do there. Undo that change, or look for a new one.`,
    ...(canChoose ? [again, some] : [again]),
  );
  const { id, folder } = target;
  if (answer === some) await vscode.commands.executeCommand(commands.acceptSomeEdits, { id, folder });
  const { id: wanted, name } = item.target;
  if (answer === again)
    await vscode.commands.executeCommand(commands.improve, { target: wanted, name, folder });
}

/** One edit is made at once; what touches several places goes through VS Code's preview, where each of them is ticked. */
async function makeEdits(item: SuggestionItem, { files }: SuggestionEditsResult): Promise<boolean> {
  const asks = files.flatMap(({ edits }) => edits).length > 1;
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, before, edits } of files) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
    if (document.getText() !== before) {
      void vscode.window.showWarningMessage(
        `${vscode.workspace.asRelativePath(document.uri)} was changed meanwhile. Save it, then accept again.`,
      );
      return false;
    }
    for (const { range, added } of edits)
      edit.replace(document.uri, rangeOf(range), added, {
        needsConfirmation: asks,
        label: item.title,
        description: item.summary,
      });
  }
  const isMade = await vscode.workspace.applyEdit(edit);
  if (isMade) await reveal(files[0]!);
  return isMade;
}

/** The first of them in an editor, so that what was changed is seen. */
async function reveal({ uri, edits }: SuggestionEditsResult["files"][number]): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  const editor = await vscode.window.showTextDocument(document, { preserveFocus: false, preview: false });
  const first = edits[0];
  if (first) editor.revealRange(rangeOf(first.range), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

const rangeOf = ({
  start,
  end,
}: SuggestionEditsResult["files"][number]["edits"][number]["range"]): vscode.Range =>
  new vscode.Range(start.line, start.character, end.line, end.character);
