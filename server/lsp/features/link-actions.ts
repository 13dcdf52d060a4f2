import * as lsp from "vscode-languageserver";
import {
  addCoverEdit,
  LineIndex,
  type PromptView,
  tame,
  type UnlinkedEvaluator,
  unlinkedEvaluators,
  whyLinked,
} from "../../core/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { toTextEdits } from "../to-lsp.ts";

/**
 * Light bulbs that link an evaluator without a line to one whose words are like its own: on the line of a prompt, and on the evaluator in
 * homeostat.yaml. The edit is of that file as it is open, and can be undone there; while it is not open there is no light bulb, as nothing is
 * read from disk for one.
 */
export function linkActions(server: Server, uri: string, range: lsp.Range): lsp.CodeAction[] {
  const folder = server.folderOf(uri);
  const config = folder && server.documents.get(folder.configUri);
  if (!folder || !config) return [];
  const view = server.viewOf(uri);
  if (!view && uri !== folder.configUri) return [];
  const isAsked = (line: number): boolean => range.start.line <= line && line <= range.end.line;
  const lineOf = (evaluator: string): number => folder.config.places.get(evaluator)?.line ?? -1;
  return unlinked(server, folder, view).flatMap(({ evaluator, file, links }) =>
    links
      .filter(({ line }) => isAsked(view ? line : lineOf(evaluator)))
      .flatMap((link) => {
        const { cover, line, text } = link;
        const edit = addCoverEdit(config.getText(), evaluator, cover);
        if (!edit) return [];
        const edits = toTextEdits({ lines: new LineIndex(config.getText()) }, [edit]);
        const change = { textDocument: { uri: folder.configUri, version: config.version }, edits };
        const title = view
          ? `Link the evaluator “${tame(evaluator, 60)}” to this line (${whyLinked(link)})`
          : `Link to ${tame(file, 80)}:${line + 1} “${tame(text, 60)}” (${whyLinked(link)})`;
        return [{ title, kind: lsp.CodeActionKind.Refactor, edit: { documentChanges: [change] } }];
      }),
  );
}

/** Against one prompt, else against all that are open. */
function unlinked(server: Server, folder: Folder, only: PromptView | undefined): UnlinkedEvaluator[] {
  const open = server.documents.all().flatMap(({ uri }) => server.viewOf(uri) ?? []);
  const names = new Map(folder.snapshot.prompts.map(({ file, name }) => [file, name]));
  return unlinkedEvaluators(
    folder.config.evaluators,
    (only ? [only] : open).map(({ file, document, lines }) => ({
      ...{ file, document, lines },
      name: names.get(file) ?? file,
    })),
  );
}
