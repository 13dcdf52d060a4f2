import { lineSummary, shownFigure } from "./findings.ts";
import type { PromptView } from "./prompt-view.ts";

/** A label after the end of a line. */
export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  readonly instruction: string;
}

/** `62 % · 31/50` after the last line of every measured instruction; several on one line are told in order. */
export function inlayHintsOf(view: PromptView): InlayHint[] {
  return view.measured.flatMap((one) => {
    const figure = shownFigure(one);
    if (!figure) return [];
    const line = view.lines.positionAt(one.instruction.range.end).line;
    const label = one.stale ? `${lineSummary(figure)} · stale` : lineSummary(figure);
    return [{ offset: view.lines.lineRange(line).end, label, instruction: one.instruction.key }];
  });
}
