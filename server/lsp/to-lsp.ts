import * as lsp from "vscode-languageserver";
import type { Finding, OutlineNode, PromptView, Range, Severity, TextEdit } from "../core/index.ts";

// Our own plain data into the protocol's. The only place, with from-lsp.ts, where the two meet.

export const severities: Record<Severity, lsp.DiagnosticSeverity> = {
  error: lsp.DiagnosticSeverity.Error,
  warning: lsp.DiagnosticSeverity.Warning,
  information: lsp.DiagnosticSeverity.Information,
  hint: lsp.DiagnosticSeverity.Hint,
};

export const toRange = (view: Pick<PromptView, "lines">, range: Range): lsp.Range =>
  view.lines.rangeOf(range);

export const toTextEdits = (view: Pick<PromptView, "lines">, edits: readonly TextEdit[]): lsp.TextEdit[] =>
  edits.map(({ range, newText }) => ({ range: toRange(view, range), newText }));

/** `configUri` leads from a finding to the evaluator that it rests on. */
export function toDiagnostic(view: PromptView, finding: Finding, configUri: string): lsp.Diagnostic {
  const evaluator = view.snapshot.evaluators.find(({ name }) => name === finding.evaluator);
  const place =
    evaluator?.line === undefined ? undefined : { uri: configUri, range: lineRange(evaluator.line) };
  return {
    range: toRange(view, finding.range),
    severity: severities[finding.severity],
    code: finding.code,
    source: "homeostat",
    message: finding.message,
    ...(place && {
      relatedInformation: [
        {
          location: place,
          message: `evaluator ${evaluator!.name}${evaluator!.description ? `: ${evaluator!.description}` : ""}`,
        },
      ],
    }),
    ...(finding.instruction && { data: { instruction: finding.instruction } }),
  };
}

const lineRange = (line: number): lsp.Range => ({
  start: { line, character: 0 },
  end: { line, character: 1_000 },
});

export const toSymbol = (view: PromptView, node: OutlineNode): lsp.DocumentSymbol => ({
  name: node.name,
  detail: node.detail,
  kind: node.kind === "section" ? lsp.SymbolKind.String : lsp.SymbolKind.Key,
  range: toRange(view, node.range),
  selectionRange: toRange(view, node.selection),
  children: node.children.map((child) => toSymbol(view, child)),
});
