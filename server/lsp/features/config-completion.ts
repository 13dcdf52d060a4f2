import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import { completeConfig } from "../../core/index.ts";
import type { Server } from "../server.ts";

/** Completion in homeostat.yaml from its schema, where no YAML extension does the same. */
export function registerConfigCompletion(server: Server): void {
  server.connection.onCompletion(({ textDocument: { uri }, position }): CompletionItem[] => {
    const text = server.documents.get(uri);
    if (!text || server.options.yamlIsHandled || uri !== server.folderOf(uri)?.configUri) return [];
    return completeConfig(text.getText(), text.offsetAt(position)).map(({ label, insert, doc, isKey }) => ({
      label,
      insertText: insert,
      kind: isKey ? CompletionItemKind.Property : CompletionItemKind.Value,
      ...(doc && { documentation: doc }),
    }));
  });
}
