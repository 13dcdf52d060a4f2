import {
  coverProblem,
  findingsOf,
  judgedFindings,
  LineIndex,
  type PromptView,
  ruleOf,
  unusedIgnore,
} from "../../core/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { toDiagnostic } from "../to-lsp.ts";
import { publishDecisions } from "./decisions.ts";
import { evaluatorDiagnostics } from "./evaluator-diagnostics.ts";

/** Publishes what is to be said about a document: findings of a prompt, mistakes in the configuration. */
export function publishDiagnostics(server: Server, uri: string): void {
  const text = server.documents.get(uri);
  const folder = server.folderOf(uri);
  if (!text) return;
  const view = server.viewOf(uri);
  if (view) {
    const diagnostics = findingsOf(view).map((finding) =>
      toDiagnostic(view, finding, { uri, configUri: folder?.configUri ?? "" }),
    );
    void server.connection.sendDiagnostics({ uri, version: text.version, diagnostics });
  } else if (folder && uri === folder.configUri) void publishConfig(server, uri);
  else if (folder && uri === folder.decisionsUri) publishDecisions(server, folder);
}

async function publishConfig(server: Server, uri: string): Promise<void> {
  const text = server.documents.get(uri);
  const folder = server.folderOf(uri);
  if (!text || !folder) return;
  const { version } = text;
  await folder.reloadConfig(text.getText());
  const lines = new LineIndex(text.getText());
  const diagnostic = (code: string, { range, message }: Problem) => ({
    range: lines.rangeOf(range),
    severity: 2 as const,
    source: "homeostat",
    code,
    message,
  });
  const issues = folder.config.issues.filter(
    ({ isBeyondSchema }) => isBeyondSchema || !server.options.yamlIsHandled,
  );
  const diagnostics = [
    ...issues.map((problem) => diagnostic("config", problem)),
    ...coverProblems(server, uri).map((problem) => diagnostic("covers", problem)),
    ...ignoreProblems(server, uri).map((problem) => diagnostic("ignore", problem)),
    ...evaluatorDiagnostics(folder, text.getText()).map(({ diagnostic: one }) => one),
  ];
  void server.connection.sendDiagnostics({ uri, version, diagnostics });
}

interface Problem {
  readonly range: { readonly start: number; readonly end: number };
  readonly message: string;
}

/** Entries of `ignore:` that match nothing: asked where the file they name is open, and measured if that is what they are about. */
function ignoreProblems(server: Server, configUri: string): Problem[] {
  const folder = server.folderOf(configUri)!;
  const { policy, ignorePlaces } = folder.config;
  const open = openViews(server, folder);
  return policy.ignores.flatMap((ignore) => {
    const isFromText = !ruleOf(ignore.rule).isMeasured && ignore.rule !== "stale";
    const view = open.find(({ file, figures }) => file === ignore.file && (isFromText || figures));
    return view && !judgedFindings(view).used.has(ignore)
      ? [{ range: ignorePlaces.get(ignore)!, message: unusedIgnore }]
      : [];
  });
}

const openViews = (server: Server, folder: Folder): PromptView[] =>
  server.documents
    .all()
    .flatMap(({ uri }) => (server.folderOf(uri) === folder ? (server.viewOf(uri) ?? []) : []));

/** `covers:` entries that lead nowhere: asked of the prompts that are open or measured, where the evaluator is meant for one. */
function coverProblems(server: Server, configUri: string): Problem[] {
  const folder = server.folderOf(configUri)!;
  const open = openViews(server, folder);
  return folder.config.evaluators.flatMap((evaluator) => {
    const views = open.filter(
      (view) => !evaluator.prompts || evaluator.prompts.includes(view.figures?.name ?? ""),
    );
    return evaluator.covers.flatMap((cover, index) => {
      const problems = views.map((view) => coverProblem(cover, view));
      const range = folder.config.places.get(evaluator.name)?.covers[index];
      return range && problems.length > 0 && problems.every((problem) => problem !== undefined)
        ? [{ range, message: problems[0]! }]
        : [];
    });
  });
}
