import type { CancellationToken, Diagnostic } from "vscode-languageserver";
import { decisionsFileName, LineIndex, readDecisions, tame, today } from "../../core/index.ts";
import { type DecideRequest, type DecideResult, methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { refuseUnsaved } from "./refuse-unsaved.ts";
import { longWork, requestFolder } from "./requests.ts";

const unsaved = { name: decisionsFileName, code: "decisions-unsaved", again: "decide again" };

/** What a person decides about a behavior goes into the committed file, and from there over the figures. */
export function registerDecisions(server: Server): void {
  server.connection.onRequest(
    methods.decide,
    (request: DecideRequest, token: CancellationToken): Promise<DecideResult> =>
      longWork(server, requestFolder(server, request), request, token, async (folder, work) => {
        await refuseUnsaved(server, folder, unsaved);
        const { file, parts } = await folder.work.decide(request.decision, work);
        return { file, ...(parts && { parts }) };
      }),
  );
}

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
