import { stableId } from "../base/index.ts";
import { canonicalText } from "../prompt/index.ts";
import type { Finding } from "./findings.ts";

/**
 * Ids by which findings are known again: of the rule, the file, the evaluator and the instruction or the text that is marked, never of
 * the line, so that a finding keeps its id wherever it moves. Equal ones are told apart by their order. Same order as `findings`.
 */
export function fingerprintsOf(findings: readonly Finding[], file: string, text: string): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ code, evaluator, instruction, range }) => {
    const about =
      instruction ?? (evaluator === undefined ? canonicalText(text.slice(range.start, range.end)) : "");
    const base = stableId([code, file, evaluator ?? "", about]);
    const times = seen.get(base) ?? 0;
    seen.set(base, times + 1);
    return times === 0 ? base : stableId([base, times]);
  });
}
