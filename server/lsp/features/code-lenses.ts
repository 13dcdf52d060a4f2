import type { CodeLens, Command } from "vscode-languageserver";
import {
  codeLensesOf,
  type PromptView,
  type CodeLens as ReviewLens,
  type SuggestionLens,
  suggestionLenses,
} from "../../core/index.ts";
import { commands } from "../../protocol/index.ts";
import type { Server } from "../server.ts";
import { toRange } from "../to-lsp.ts";

export function registerCodeLenses(server: Server): void {
  server.connection.onCodeLens(({ textDocument }) => {
    const view = server.options.codeLens ? server.viewOf(textDocument.uri) : undefined;
    if (!view) return [];
    return [
      ...replayLens(server, textDocument.uri, view),
      ...suggestionLenses(view, server.suggestionsOn(textDocument.uri, view.file)).map((lens) => ({
        range: toRange(view, lens.range),
        command: server.options.commands
          ? suggestionCommand(lens, textDocument.uri)
          : { title: lens.title, command: "" },
      })),
      ...codeLensesOf(view).map((lens) => ({
        range: toRange(view, lens.range),
        command: commandOf(lens, view.file, textDocument.uri),
      })),
    ];
  });
}

/** A lens without a command shows as plain text; one with a command lists or shows what stands behind its figures. */
function commandOf({ title, instructions, isDiagnosis }: ReviewLens, file: string, uri: string): Command {
  if (isDiagnosis) return { title, command: commands.diagnose, arguments: [{ kind: "prompt", file }, uri] };
  return instructions
    ? { title, command: commands.showFailing, arguments: [{ instructions, title, folder: uri }] }
    : { title, command: "" };
}

const suggestionCommand = ({ title, act, suggestion }: SuggestionLens, uri: string): Command => ({
  title,
  command: act === "approve" ? commands.approveSuggestion : commands.showSuggestion,
  arguments: [{ id: suggestion, folder: uri }],
});

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
