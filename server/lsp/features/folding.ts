import { foldingOf } from "../../core/index.ts";
import type { Server } from "../server.ts";

export function registerFolding(server: Server): void {
  server.connection.onFoldingRanges(({ textDocument }) => {
    const view = server.viewOf(textDocument.uri);
    return view ? foldingOf(view).map(({ start, end }) => ({ startLine: start, endLine: end })) : [];
  });
}
