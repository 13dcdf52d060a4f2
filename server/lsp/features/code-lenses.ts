import type { CodeLens } from "vscode-languageserver";
import { codeLensesOf, type PromptView } from "../../core/index.ts";
import { commands } from "../../protocol/index.ts";
import type { Server } from "../server.ts";
import { toRange } from "../to-lsp.ts";

export function registerCodeLenses(server: Server): void {
  server.connection.onCodeLens(({ textDocument }) => {
    const view = server.options.codeLens ? server.viewOf(textDocument.uri) : undefined;
    if (!view) return [];
    return [
      ...replayLens(server, textDocument.uri, view),
      ...codeLensesOf(view).map(({ range, title, instructions }) => ({
        range: toRange(view, range),
        // A lens without a command shows as plain text; one with a command lists what stands behind its figures.
        command: instructions
          ? {
              title,
              command: commands.showFailing,
              arguments: [{ instructions, title, folder: textDocument.uri }],
            }
          : { title, command: "" },
      })),
    ];
  });
}

/** Where the prompt has an agent, and conversations that it can be run on. */
function replayLens(server: Server, uri: string, view: PromptView): CodeLens[] {
  const name = view.figures?.name;
  const agents = server.folderOf(uri)?.config.agents ?? [];
  const hasAgent = agents.some(({ prompt }) => prompt === undefined || prompt === name);
  if (!server.options.commands || !hasAgent || !view.figures?.conversations.matched) return [];
  return [
    {
      range: toRange(view, view.lines.lineRange(0)),
      command: { title: "Replay with this text", command: commands.replay, arguments: [{ prompt: uri }] },
    },
  ];
}
