import * as lsp from "vscode-languageserver";
import { evaluatorFindings, LineIndex, relativeFile } from "../../core/index.ts";
import { commands, type IgnoreRequest } from "../../protocol/index.ts";
import type { Folder } from "../folder.ts";
import type { Server } from "../server.ts";
import { severities } from "../to-lsp.ts";

interface EvaluatorDiagnostic {
  readonly evaluator: string;
  readonly diagnostic: lsp.Diagnostic;
}

/** What is said of evaluators, on the lines of the configuration that define them. `text`: the configuration as it is being edited. */
export function evaluatorDiagnostics(folder: Folder, text: string): EvaluatorDiagnostic[] {
  const { snapshot, config, configFile } = folder;
  const lines = new LineIndex(text);
  const { findings } = evaluatorFindings(snapshot, config.policy, relativeFile(folder.root, configFile));
  // Evaluators of promptfoo's files are known to the host alone. One that has no place in this text and is none of these is renamed or gone.
  const suiteLines = new Map<number | undefined, number>(
    config.suites.map(({ range }) => {
      const { line } = lines.positionAt(range.start);
      return [line, line];
    }),
  );
  return findings.flatMap(({ evaluator, code, severity, message }) => {
    const line =
      config.places.get(evaluator)?.line ??
      suiteLines.get(snapshot.evaluators.find(({ name }) => name === evaluator)?.line);
    if (line === undefined) return [];
    const { start, end } = lines.lineRange(line);
    const indent = /^[\s-]*/.exec(text.slice(start, end))![0].length;
    const diagnostic: lsp.Diagnostic = {
      range: lines.rangeOf({ start: start + indent, end }),
      severity: severities[severity],
      ...{ source: "homeostat", code, message },
    };
    return [{ evaluator, diagnostic }];
  });
}

/** Light bulbs on them: a way to have done with each. */
export function ignoreEvaluatorActions(server: Server, uri: string, range: lsp.Range): lsp.CodeAction[] {
  const folder = server.folderOf(uri);
  const text = server.documents.get(uri);
  if (!folder || !text || uri !== folder.configUri) return [];
  return evaluatorDiagnostics(folder, text.getText())
    .filter(
      ({ diagnostic: { range: own } }) =>
        own.start.line <= range.end.line && range.start.line <= own.end.line,
    )
    .map(({ evaluator, diagnostic }) => {
      const request: Omit<IgnoreRequest, "reason"> = {
        ...{ uri, code: String(diagnostic.code), evaluator },
        at: diagnostic.range.start,
      };
      const title = `Ignore this finding (${evaluator})…`;
      return {
        ...{ title, kind: lsp.CodeActionKind.QuickFix, diagnostics: [diagnostic] },
        command: { title, command: commands.ignoreFinding, arguments: [request] },
      };
    });
}
