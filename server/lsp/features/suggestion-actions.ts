import * as lsp from "vscode-languageserver";
import {
  type Finding,
  type PromptView,
  quickFixesOf,
  type SuggestionOnText,
  suggestionEvidence,
  suggestionSummary,
  suggestionsFor,
  suggestionsOfSection,
  suggestionTitle,
} from "../../core/index.ts";
import { commands } from "../../protocol/index.ts";
import type { Server } from "../server.ts";
import { toRange } from "../to-lsp.ts";

/** Suggestions that would put a finding right, as quick fixes. Preferred is one that is the only fix there is and asks nothing. */
export function suggestionFixes(
  server: Server,
  uri: string,
  view: PromptView,
  finding: Finding,
  diagnostics: lsp.Diagnostic[],
): lsp.CodeAction[] {
  const found = suggestionsFor(finding, view, server.suggestionsOn(uri, view.file));
  const isOnly = found.length === 1 && quickFixesOf(finding).length === 0;
  return found.flatMap((one) => [
    ...makeActions(server, uri, view, one).map((action) => ({
      ...action,
      ...{ kind: lsp.CodeActionKind.QuickFix, diagnostics },
      isPreferred: isOnly && one.suggestion.flags.length === 0,
    })),
  ]);
}

/** Suggestions for the section at a place, whatever is found there, as rewrites. */
export function suggestionRewrites(
  server: Server,
  uri: string,
  view: PromptView,
  offset: number,
): lsp.CodeAction[] {
  return suggestionsOfSection(offset, view, server.suggestionsOn(uri, view.file)).flatMap((one) => [
    ...makeActions(server, uri, view, one),
    ...(server.options.commands
      ? [
          commandAction("Reject This Suggestion…", commands.rejectSuggestion, one, uri),
          commandAction("Show What Speaks for This Suggestion", commands.showSuggestion, one, uri),
        ]
      : []),
  ]);
}

/**
 * Our client asks for what needs a second yes, and records what was accepted. Another editor makes the edits by itself, after its own preview
 * where they touch several places; what needs a second yes, or other files, it is not given.
 */
function makeActions(server: Server, uri: string, view: PromptView, one: SuggestionOnText): lsp.CodeAction[] {
  const { suggestion, placed } = one;
  const title = suggestionTitle(suggestion);
  if (server.options.commands) return [commandAction(title, commands.acceptSuggestion, one, uri)];
  if (suggestion.flags.length > 0 || suggestion.hunks.some(({ file }) => file !== view.file)) return [];
  const annotation: lsp.ChangeAnnotation = {
    label: title,
    description: `${suggestionSummary(suggestion)}: ${suggestionEvidence(suggestion)}`,
    needsConfirmation: placed.hunks.length > 1,
  };
  const edits = placed.hunks.map(({ range, text }) => ({
    ...{ range: toRange(view, range), newText: text, annotationId: suggestion.id },
  }));
  const version = server.documents.get(uri)?.version ?? null;
  return [
    {
      title,
      kind: lsp.CodeActionKind.RefactorRewrite,
      edit: {
        documentChanges: [{ textDocument: { uri, version }, edits }],
        changeAnnotations: { [suggestion.id]: annotation },
      },
    },
  ];
}

const commandAction = (
  title: string,
  command: string,
  { suggestion }: SuggestionOnText,
  folder: string,
): lsp.CodeAction => ({
  ...{ title, kind: lsp.CodeActionKind.RefactorRewrite },
  command: { title, command, arguments: [{ id: suggestion.id, folder }] },
});
