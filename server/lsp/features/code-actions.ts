import * as lsp from "vscode-languageserver";
import {
  emptySnapshot,
  type Finding,
  failingTargets,
  findingsAt,
  findingsOf,
  instructionAt,
  isDirectiveKind,
  type MeasuredInstruction,
  type PromptView,
  quickFixesOf,
} from "../../core/index.ts";
import { commands, type IgnoreRequest } from "../../protocol/index.ts";
import { toOffset } from "../from-lsp.ts";
import type { Server } from "../server.ts";
import { toDiagnostic, toRange, toTextEdits } from "../to-lsp.ts";
import { ignoreEvaluatorActions } from "./evaluator-diagnostics.ts";
import { linkActions } from "./link-actions.ts";
import { suggestionFixes, suggestionRewrites } from "./suggestion-actions.ts";

/** Light bulbs: what puts a finding right, and a way to have done with it. */
export function registerCodeActions(server: Server): void {
  server.connection.onCodeAction(({ textDocument: { uri }, range, context }) => {
    const view = server.viewOf(uri);
    const links = linkActions(server, uri, range);
    if (!view)
      return [...(server.options.commands ? ignoreEvaluatorActions(server, uri, range) : []), ...links];
    const asked = { start: toOffset(view, range.start), end: toOffset(view, range.end) };
    const all = [
      ...findingsAt(view, asked).flatMap((finding) => actionsFor(server, uri, view, finding)),
      ...(server.options.commands ? lineActions(server, uri, view, range.start) : []),
      ...suggestionRewrites(server, uri, view, asked.start),
      ...links,
    ];
    return withoutTwins(
      all.filter(({ kind }) => context.only?.some((only) => kind?.startsWith(only)) ?? true),
    );
  });
}

/** What several findings of a line ask for stands there once. */
function withoutTwins(actions: readonly lsp.CodeAction[]): lsp.CodeAction[] {
  const twinOf = ({ title, command, edit }: lsp.CodeAction): string => JSON.stringify([title, command, edit]);
  return actions.filter((one, at) => actions.findIndex((other) => twinOf(other) === twinOf(one)) === at);
}

function actionsFor(server: Server, uri: string, view: PromptView, finding: Finding): lsp.CodeAction[] {
  const diagnostics = [
    toDiagnostic(view, finding, { uri, configUri: server.folderOf(uri)?.configUri ?? "" }),
  ];
  const version = server.documents.get(uri)?.version ?? null;
  const fixes = quickFixesOf(finding).map(
    ({ title, edits, isPreferred }): lsp.CodeAction => ({
      title,
      kind: lsp.CodeActionKind.QuickFix,
      isPreferred,
      diagnostics,
      edit: { documentChanges: [{ textDocument: { uri, version }, edits: toTextEdits(view, edits) }] },
    }),
  );
  const suggested = suggestionFixes(server, uri, view, finding, diagnostics);
  if (!server.options.commands) return [...fixes, ...suggested];
  return [
    ...fixes,
    ...suggested,
    ...whyActions(uri, view, finding, diagnostics),
    ...improveActions(server, uri, view, finding, diagnostics),
    ...behaviorActions(uri, finding, diagnostics),
    ignoreAction(uri, view, finding, diagnostics),
  ];
}

/** Codes of findings that say that something fails. */
const improvable = new Set(["pass-rate", "suspect-line", "evaluator", "behavior-unaddressed"]);

/** A search for an edit of this prompt that mends what fails here. It asks models, so an untrusted workspace has none. */
function improveActions(
  server: Server,
  uri: string,
  view: PromptView,
  { code, evaluator, behavior }: Finding,
  diagnostics: lsp.Diagnostic[],
): lsp.CodeAction[] {
  if (!server.options.trusted) return [];
  const wanted = failingTargets(server.folderOf(uri)?.snapshot ?? emptySnapshot).find(
    ({ kind, id }) => (kind === "evaluator" && id === evaluator) || (kind === "behavior" && id === behavior),
  );
  if (!wanted || !improvable.has(code)) return [];
  const title = `Look for an edit that mends “${wanted.name}”…`;
  const target = { target: wanted.id, name: wanted.name, prompt: uri };
  return [
    {
      ...{ title, kind: lsp.CodeActionKind.QuickFix, diagnostics },
      command: { title, command: commands.improve, arguments: [target, uri] },
    },
  ];
}

/** The page of the behavior that a finding is about. */
function behaviorActions(
  uri: string,
  { behavior }: Finding,
  diagnostics: lsp.Diagnostic[],
): lsp.CodeAction[] {
  if (behavior === undefined) return [];
  const title = "Show what people ask for here";
  const place = [behavior, uri];
  return [
    {
      ...{ title, kind: lsp.CodeActionKind.QuickFix, diagnostics },
      command: { title, command: commands.openBehavior, arguments: place },
    },
  ];
}

/** What shows that a line fails or is suspected. */
function whyActions(
  uri: string,
  view: PromptView,
  { code, instruction, evaluator }: Finding,
  diagnostics: lsp.Diagnostic[],
): lsp.CodeAction[] {
  if (instruction === undefined || (code !== "suspect-line" && code !== "pass-rate")) return [];
  const action = (title: string, command: string, ...args: readonly unknown[]): lsp.CodeAction => ({
    ...{ title, kind: lsp.CodeActionKind.QuickFix, diagnostics },
    command: { title, command, arguments: [...args] },
  });
  const why = { kind: "prompt", file: view.file };
  // No evaluator of a suspected line is known: those that fail for it are listed.
  return code === "suspect-line"
    ? [
        action("Why is this line suspected?", commands.diagnose, why, uri),
        ...(evaluator === undefined
          ? []
          : [
              action("Show failing conversations", commands.showFailing, {
                evaluator,
                title: evaluator,
                folder: uri,
              }),
            ]),
      ]
    : [
        action("Diagnose the failures of this prompt", commands.diagnose, why, uri),
        action("Show failing conversations", commands.showFailing, {
          instructions: [instruction],
          folder: uri,
        }),
      ];
}

/** What can be tried with a line, whatever is found in it. */
function lineActions(server: Server, uri: string, view: PromptView, at: lsp.Position): lsp.CodeAction[] {
  const one = instructionAt(view, toOffset(view, at));
  if (!one || !isDirectiveKind(one.instruction.kind)) return [];
  return [...checkActions(uri, one, at), ...ablationActions(server, uri, view, one, at)];
}

/** Where no agent runs prompts again there is nothing to try a line with. A line that something is found in is asked about first. */
function ablationActions(
  server: Server,
  uri: string,
  view: PromptView,
  { instruction }: MeasuredInstruction,
  { line, character }: lsp.Position,
): lsp.CodeAction[] {
  const agents = server.folderOf(uri)?.config.agents ?? [];
  const name = view.figures?.name;
  if (!agents.some(({ prompt }) => prompt === undefined || prompt === name)) return [];
  const isFound = findingsOf(view).some((one) => one.instruction === instruction.key);
  const title = "Does this line matter? Run Ablation…";
  return [
    {
      title,
      kind: isFound ? lsp.CodeActionKind.QuickFix : lsp.CodeActionKind.Refactor,
      command: { title, command: commands.ablate, arguments: [{ uri, line, character }] },
    },
  ];
}

/** A line without an evaluator is put right by one; a line that has some may have more. */
function checkActions(uri: string, one: MeasuredInstruction, { line }: lsp.Position): lsp.CodeAction[] {
  const isTested = ((one.figures ?? one.stale)?.evaluators.length ?? 0) > 0;
  const title = "Add a check for this line…";
  return [
    {
      title,
      kind: isTested ? lsp.CodeActionKind.Refactor : lsp.CodeActionKind.QuickFix,
      command: { title, command: commands.addCheck, arguments: [{ uri, line }] },
    },
  ];
}

/** Another editor does not know how to ask for the reason. */
function ignoreAction(
  uri: string,
  view: PromptView,
  { code, range, evaluator }: Finding,
  diagnostics: lsp.Diagnostic[],
): lsp.CodeAction {
  const request: Omit<IgnoreRequest, "reason"> = {
    uri,
    code,
    at: toRange(view, range).start,
    ...(evaluator !== undefined && { evaluator }),
  };
  const title = `Ignore this finding (${evaluator ?? code})…`;
  return {
    title,
    kind: lsp.CodeActionKind.QuickFix,
    diagnostics,
    command: { title, command: commands.ignoreFinding, arguments: [request] },
  };
}
