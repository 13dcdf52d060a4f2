import { readFile } from "node:fs/promises";
import type { CreateFile, TextDocumentEdit } from "vscode-languageserver";
import { findingsOf, ignoreEdit, ignoreFor, LineIndex, UserError } from "../../core/index.ts";
import { type IgnoreRequest, type IgnoreResult, methods } from "../../protocol/index.ts";
import { toPath } from "../from-lsp.ts";
import type { Server } from "../server.ts";
import { toTextEdits } from "../to-lsp.ts";

/** Writes an entry under `ignore:` in homeostat.yaml, through the editor, so that it can be undone there. */
export function registerIgnore(server: Server): void {
  server.connection.onRequest(methods.ignore, async (request: IgnoreRequest): Promise<IgnoreResult> => {
    const folder = server.folderOf(request.uri);
    const view = server.viewOf(request.uri);
    const finding =
      view &&
      findingsOf(view).find(
        ({ code, evaluator, range }) =>
          code === request.code &&
          evaluator === request.evaluator &&
          view.lines.positionAt(range.start).line === request.at.line &&
          view.lines.positionAt(range.start).character === request.at.character,
      );
    if (!folder || !finding)
      throw new UserError("finding-gone", "This finding is not there any more.", "Look at the prompt again.");
    const path = toPath(folder.configUri) ?? "";
    const open = server.documents.get(folder.configUri);
    const text = open?.getText() ?? (await readFile(path, "utf8").catch(() => undefined));
    const edit = ignoreEdit(text, ignoreFor(finding, view.file, view.document, request.reason));
    if (!edit)
      throw new UserError(
        "config-unreadable",
        "homeostat.yaml is not in a form that an entry can be added to.",
        "Mend what Problems says about it, then try again.",
      );
    const create: CreateFile = { kind: "create", uri: folder.configUri, options: { ignoreIfExists: true } };
    const change: TextDocumentEdit = {
      textDocument: { uri: folder.configUri, version: open?.version ?? null },
      edits: toTextEdits({ lines: new LineIndex(text ?? "") }, [edit]),
    };
    const documentChanges = text === undefined ? [create, change] : [change];
    const { applied } = await server.connection.workspace.applyEdit({
      label: "Ignore a finding",
      edit: { documentChanges },
    });
    return { configUri: folder.configUri, applied };
  });
}
