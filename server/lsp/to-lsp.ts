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

/** `configUri` leads from a finding to the evaluator that it rests on; other places that it speaks of are in the prompt, at `uri`. */
export function toDiagnostic(
  view: PromptView,
  finding: Finding,
  { uri, configUri }: { readonly uri: string; readonly configUri: string },
): lsp.Diagnostic {
  const related = [
    ...(finding.related ?? []).map(({ range, message }) => ({
      location: { uri, range: toRange(view, range) },
      message,
    })),
    ...evaluatorPlace(view, finding, configUri),
  ];
  return {
    range: toRange(view, finding.range),
    severity: severities[finding.severity],
    code: finding.code,
    source: "homeostat",
    message: finding.message,
    ...(related.length > 0 && { relatedInformation: related }),
    ...(finding.instruction && { data: { instruction: finding.instruction } }),
  };
}

function evaluatorPlace(
  view: PromptView,
  finding: Finding,
  configUri: string,
): lsp.DiagnosticRelatedInformation[] {
  const evaluator = view.snapshot.evaluators.find(({ name }) => name === finding.evaluator);
  if (evaluator?.line === undefined) return [];
  const message = `evaluator ${evaluator.name}${evaluator.description ? `: ${evaluator.description}` : ""}`;
  return [{ location: { uri: configUri, range: lineRange(evaluator.line) }, message }];
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
