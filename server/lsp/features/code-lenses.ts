import { codeLensesOf } from "../../core/index.ts";
import { commands } from "../../protocol/index.ts";
import type { Server } from "../server.ts";
import { toRange } from "../to-lsp.ts";

export function registerCodeLenses(server: Server): void {
  server.connection.onCodeLens(({ textDocument }) => {
    const view = server.options.codeLens ? server.viewOf(textDocument.uri) : undefined;
    if (!view) return [];
    return codeLensesOf(view).map(({ range, title, instructions }) => ({
      range: toRange(view, range),
      // A lens without a command shows as plain text; one with a command lists what stands behind its figures.
      command: instructions
        ? {
            title,
            command: commands.showFailing,
            arguments: [{ instructions, title, folder: textDocument.uri }],
          }
        : { title, command: "" },
    }));
  });
}
