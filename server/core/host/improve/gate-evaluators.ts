import type { Evaluator, MutationReport } from "../../evaluators/index.ts";
import type { GateEvaluator } from "../../improve/index.ts";

/** What the gate is told of the evaluators that decide. */
export const gateEvaluators = (
  evaluators: readonly Evaluator[],
  target: string,
  tests: ReadonlyMap<string, MutationReport>,
): GateEvaluator[] =>
  evaluators.map(({ name, isSafety }) => {
    const errs = leastErrors(tests.get(name));
    return {
      name,
      ...(isSafety && { isSafety }),
      ...(name === target && { isTarget: true }),
      ...(errs && { errs }),
    };
  });

/** More of an error than that no evaluator makes that is trusted. */
const mostError = 0.2;

/**
 * How often an evaluator errs at least, by its mutation test: breaks that it let pass, harmless changes that it failed. The mean of a rate of
 * which `k` of `n` are known and nothing else, (k + 1/2) / (n + 1) (Jeffreys 1946, Proc. R. Soc. A 186, 453-461), so that none of five is not never.
 * Undefined where it was not tested. Worked: 2 of 39 breaks missed is 0.0625, none of 24 changes failed is 0.02.
 */
export function leastErrors(report: MutationReport | undefined): GateEvaluator["errs"] {
  if (!report || report.untested !== undefined) return undefined;
  const [breaks, harmless] = [sumOf(report.breaks), sumOf(report.harmless)];
  if (breaks.n === 0) return undefined;
  return {
    falsePass: meanRate(breaks.n - breaks.failed, breaks.n),
    falseFail: harmless.n === 0 ? 0 : meanRate(harmless.failed, harmless.n),
  };
}

const meanRate = (k: number, n: number): number => Math.min(mostError, (k + 0.5) / (n + 1));

const sumOf = (results: MutationReport["breaks"]): { n: number; failed: number } =>
  results.reduce((sum, one) => ({ n: sum.n + one.n, failed: sum.failed + one.failed }), { n: 0, failed: 0 });
