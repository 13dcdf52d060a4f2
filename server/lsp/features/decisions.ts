import { readFile } from "node:fs/promises";
import type { CancellationToken, Diagnostic } from "vscode-languageserver";
import { decisionsFileName, LineIndex, readDecisions, tame, today, UserError } from "../../core/index.ts";
import { type DecideRequest, type DecideResult, methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import { toPath } from "../from-lsp.ts";
import type { Server } from "../server.ts";
import { longWork, requestFolder } from "./requests.ts";

/** What a person decides about a behavior goes into the committed file, and from there over the figures. */
export function registerDecisions(server: Server): void {
  server.connection.onRequest(
    methods.decide,
    (request: DecideRequest, token: CancellationToken): Promise<DecideResult> =>
      longWork(server, requestFolder(server, request), request, token, async (folder, work) => {
        await refuseUnsaved(server, folder);
        const { file, parts } = await folder.work.decide(request.decision, work);
        return { file, ...(parts && { parts }) };
      }),
  );
}

/** The file is changed on disk: what somebody types in it meanwhile must not be lost, nor what was decided. */
async function refuseUnsaved(server: Server, folder: Folder): Promise<void> {
  const open = server.documents.get(folder.decisionsUri)?.getText();
  if (open === undefined) return;
  const saved = await readFile(toPath(folder.decisionsUri) ?? "", "utf8").catch(() => "");
  // Of a byte order mark the editor says nothing.
  if (withoutMark(open) !== withoutMark(saved))
    throw new UserError(
      "decisions-unsaved",
      `${decisionsFileName} is open with changes that are not saved.`,
      "Save or revert it, then decide again. Nothing was changed.",
    );
}

const withoutMark = (text: string): string => text.replace(/^\uFEFF/, "");

/** What is wrong in the file, whether it is open or not: of its text as it is being edited, and of what it is about as it was saved. */
export function publishDecisions(server: Server, folder: Folder): void {
  const uri = folder.decisionsUri;
  const open = server.documents.get(uri);
  const problems = folder.snapshot.decisionProblems ?? [];
  const diagnostics = open
    ? openDiagnostics(open.getText(), problems)
    : problems.map(({ line, message }) => diagnosticAt(line, message));
  const said = JSON.stringify(diagnostics);
  // A closed file that nothing is wrong with is not talked about again and again.
  if (!open && said === (folder.saidOfDecisions ?? "[]")) return;
  folder.saidOfDecisions = said;
  void server.connection.sendDiagnostics({ uri, ...(open && { version: open.version }), diagnostics });
}

function openDiagnostics(
  text: string,
  problems: NonNullable<Folder["snapshot"]["decisionProblems"]>,
): Diagnostic[] {
  const lines = new LineIndex(text);
  const { issues, entries } = readDecisions(text, today());
  const lost = problems.flatMap(({ id, isIssue, message }) => {
    if (isIssue) return [];
    if (id === undefined) return [diagnosticAt(0, message)];
    const entry = entries.find((one) => one.id === id);
    return entry ? [{ ...diagnosticAt(0, message), range: lines.rangeOf(entry.range) }] : [];
  });
  return [
    ...issues.map(({ range, message }) => ({ ...diagnosticAt(0, message), range: lines.rangeOf(range) })),
    ...lost,
  ];
}

const diagnosticAt = (line: number, message: string): Diagnostic => ({
  range: { start: { line, character: 0 }, end: { line, character: 1_000 } },
  severity: 2,
  source: "homeostat",
  code: "decisions",
  message: tame(message, 400),
});
