import type { Finding } from "../findings.ts";
import type { PromptView } from "../prompt-view.ts";
import { tame } from "../wording.ts";
import { isSaid, suspectsOnLines } from "./suspects-on-lines.ts";

/**
 * Lines that failures point to, though no evaluator of theirs says so. `told`: keys of lines of which a rate is said already: it says more. For
 * information: that a line is suspected is no verdict on it.
 */
export function suspectFindings(view: PromptView, told: ReadonlySet<string>): Finding[] {
  return suspectsOnLines(view).flatMap(({ suspect, key, range, suspicion, counts, other }) => {
    if (told.has(key) || !isSaid(suspect, view.snapshot)) return [];
    const [evaluator] = suspect.evaluators;
    const by = evaluator === undefined ? "" : `, by ${tame(evaluator, 80)}`;
    return [
      {
        ...{ range, severity: "information", code: "suspect-line", instruction: key },
        message: `${suspicion}: ${counts}${by}.`,
        ...(evaluator !== undefined && { evaluator }),
        ...(other && { related: [{ range: other, message: "the line that it is in conflict with" }] }),
      },
    ];
  });
}
