import type { WaitingVerdicts } from "../../review/index.ts";
import type { Evaluation } from "../../store/index.ts";

/** Reasons may quote what a service said: of so many different ones of an evaluator the most frequent is sought. */
const mostReasons = 1_000;

/** Counts verdicts that were put off, by evaluator and reason. */
export class WaitingTally {
  private readonly byEvaluator = new Map<string, Map<string, number>>();

  add({ evaluator, explanation }: Evaluation): void {
    const reasons = this.byEvaluator.get(evaluator) ?? new Map<string, number>();
    this.byEvaluator.set(evaluator, reasons);
    const reason = reasons.has(explanation) || reasons.size < mostReasons ? explanation : "";
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }

  all(): WaitingVerdicts[] {
    return [...this.byEvaluator].map(([evaluator, reasons]) => {
      const [first] = [...reasons].sort(([, a], [, b]) => b - a)[0]!;
      const verdicts = [...reasons.values()].reduce((sum, n) => sum + n, 0);
      return { evaluator, verdicts, reason: first };
    });
  }
}
