import { outlineOf } from "../../core/index.ts";
import type { Server } from "../server.ts";
import { toSymbol } from "../to-lsp.ts";

export function registerDocumentSymbols(server: Server): void {
  server.connection.onDocumentSymbol(({ textDocument }) => {
    const view = server.viewOf(textDocument.uri);
    return view ? outlineOf(view).map((node) => toSymbol(view, node)) : [];
  });
}
