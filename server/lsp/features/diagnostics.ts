import { coverProblem, findingsOf, LineIndex } from "../../core/index.ts";
import type { Server } from "../server.ts";
import { toDiagnostic } from "../to-lsp.ts";

/** Publishes what is to be said about a document: findings of a prompt, mistakes in the configuration. */
export function publishDiagnostics(server: Server, uri: string): void {
  const text = server.documents.get(uri);
  const folder = server.folderOf(uri);
  if (!text) return;
  const view = server.viewOf(uri);
  if (view) {
    const diagnostics = findingsOf(view).map((finding) =>
      toDiagnostic(view, finding, folder?.configUri ?? ""),
    );
    void server.connection.sendDiagnostics({ uri, version: text.version, diagnostics });
  } else if (folder && uri === folder.configUri) void publishConfig(server, uri);
}

async function publishConfig(server: Server, uri: string): Promise<void> {
  const text = server.documents.get(uri);
  const folder = server.folderOf(uri);
  if (!text || !folder) return;
  const { version } = text;
  await folder.reloadConfig(text.getText());
  const lines = new LineIndex(text.getText());
  const issues = server.options.yamlIsHandled
    ? []
    : folder.config.issues.map(({ range, message }) => ({
        range: lines.rangeOf(range),
        severity: 2 as const,
        source: "homeostat",
        code: "config",
        message,
      }));
  const covers = coverProblems(server, uri).map(({ range, message }) => ({
    range: lines.rangeOf(range),
    severity: 2 as const,
    source: "homeostat",
    code: "covers",
    message,
  }));
  void server.connection.sendDiagnostics({ uri, version, diagnostics: [...issues, ...covers] });
}

/** `covers:` entries that lead nowhere: asked of the prompts that are open or measured, where the evaluator is meant for one. */
function coverProblems(
  server: Server,
  configUri: string,
): { range: { start: number; end: number }; message: string }[] {
  const folder = server.folderOf(configUri)!;
  const open = server.documents
    .all()
    .flatMap(({ uri }) => (server.folderOf(uri) === folder ? (server.viewOf(uri) ?? []) : []));
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
