import { findingsOf, ignoreEdit, ignoreFor, UserError } from "../../core/index.ts";
import { type IgnoreRequest, type IgnoreResult, methods } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { editConfig } from "./config-edit.ts";

/** Writes an entry under `ignore:` in homeostat.yaml, through the editor, so that it can be undone there. */
export function registerIgnore(server: Server): void {
  server.connection.onRequest(methods.ignore, async (request: IgnoreRequest): Promise<IgnoreResult> => {
    const folder = server.folderOf(request.uri);
    if (folder && request.uri === folder.configUri) return ignoreEvaluator(server, folder, request);
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
    const { configUri, applied } = await editConfig(server, folder, "Ignore a finding", (text) =>
      ignoreEdit(text, ignoreFor(finding, view.file, view.document, request.reason)),
    );
    return { configUri, applied };
  });
}

/** What is said of an evaluator, whatever prompt it judges. */
async function ignoreEvaluator(
  server: Server,
  folder: Folder,
  { code, evaluator, reason }: IgnoreRequest,
): Promise<IgnoreResult> {
  const { configUri, applied } = await editConfig(server, folder, "Ignore a finding", (text) =>
    ignoreEdit(text, {
      rule: code,
      ...(evaluator !== undefined && { evaluator }),
      reason: reason.replace(/\s+/g, " ").trim(),
    }),
  );
  return { configUri, applied };
}
