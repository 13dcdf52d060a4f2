import type { CreateFile, TextDocumentEdit } from "vscode-languageserver";
import { LineIndex, type TextEdit, textIfThere, UserError } from "../../core/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { toTextEdits } from "../to-lsp.ts";

export interface ConfigEdit {
  readonly configUri: string;
  readonly applied: boolean;
  /** Up to the end of what was put in: where the new entry is looked for. */
  readonly written: string;
}

/**
 * Puts an entry into homeostat.yaml through the editor, so that it can be looked over and undone there. `editOf` gets the file as people
 * see it, undefined where there is none, and gives undefined where it cannot be added to: then `config-unreadable` is thrown.
 * What is there and cannot be read throws `file-unreadable`, and is not taken for absent.
 */
export async function editConfig(
  server: Server,
  folder: Folder,
  label: string,
  editOf: (text: string | undefined) => TextEdit | undefined,
): Promise<ConfigEdit> {
  const { configUri, configFile } = folder;
  const open = server.documents.get(configUri);
  const text = open?.getText() ?? (await textIfThere(configFile));
  const edit = editOf(text);
  if (!edit)
    throw new UserError(
      "config-unreadable",
      "homeostat.yaml is not in a form that an entry can be added to.",
      "Mend what Problems says about it, then try again.",
    );
  const create: CreateFile = { kind: "create", uri: configUri, options: { ignoreIfExists: true } };
  const change: TextDocumentEdit = {
    textDocument: { uri: configUri, version: open?.version ?? null },
    edits: toTextEdits({ lines: new LineIndex(text ?? "") }, [edit]),
  };
  const { applied } = await server.connection.workspace.applyEdit({
    label,
    edit: { documentChanges: text === undefined ? [create, change] : [change] },
  });
  return { configUri, applied, written: (text ?? "").slice(0, edit.range.start) + edit.newText };
}
