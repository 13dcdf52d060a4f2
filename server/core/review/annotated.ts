import {
  type Finding,
  findingsOf,
  lineSummary,
  type Severity,
  severityRank,
  shownFigure,
} from "./findings.ts";
import type { PromptView } from "./prompt-view.ts";
import { changeNote } from "./trend-text.ts";
import { tame } from "./wording.ts";

/** One line of an annotated prompt. `note` is its figure; `level` the worst finding on it. */
export interface AnnotatedLine {
  readonly number: number;
  readonly text: string;
  readonly note: string;
  readonly level?: Severity;
}

/** The prompt's lines with the figures that belong to them, for a terminal. */
export function annotatedLines(view: PromptView): AnnotatedLine[] {
  const notes = new Map<number, string[]>();
  for (const one of view.measured) {
    const figure = shownFigure(one);
    if (!figure) continue;
    const line = view.lines.positionAt(one.instruction.range.end).line;
    const trend = (one.figures ?? one.stale)?.trend;
    const change = trend ? changeNote(trend, view.document.version) : "";
    const note = `${lineSummary(figure)} ${tame(figure.evaluator, 80)}${change}${one.stale ? " (stale)" : ""}`;
    notes.set(line, [...(notes.get(line) ?? []), note]);
  }
  const levels = levelsByLine(view, findingsOf(view));
  return Array.from({ length: view.lines.lineCount }, (_, line) => {
    const range = view.lines.lineRange(line);
    const level = levels.get(line);
    return {
      number: line + 1,
      text: tame(
        view.document.text
          .slice(range.start, range.end)
          .replace(/^[ \t]+/, (blanks) => "\u00a0".repeat(blanks.length)),
        500,
      ),
      note: (notes.get(line) ?? []).join(", "),
      ...(level && { level }),
    };
  });
}

function levelsByLine(view: PromptView, findings: readonly Finding[]): Map<number, Severity> {
  const levels = new Map<number, Severity>();
  for (const { range, severity } of findings) {
    const line = view.lines.positionAt(range.start).line;
    const known = levels.get(line);
    if (!known || severityRank[severity] < severityRank[known]) levels.set(line, severity);
  }
  return levels;
}
