import type { GateEvaluator } from "./gate-plan.ts";
import type { Tally } from "./results-so-far.ts";

/** How often an evaluator errs, and what is left of a difference of true rates in its verdicts: `1 - falseFail - falsePass`. */
export interface Noise {
  readonly falseFail: number;
  readonly falsePass: number;
  readonly scale: number;
}

/** Taken where nothing is known and nothing was tried twice. */
const unknownFlip = 0.1;
/** An agent that does now this and now that disagrees with itself more than any evaluator that is trusted errs. */
const mostFlip = 0.2;

/**
 * The noise of an evaluator. Unless it is known, it is what would explain all disagreement of the base with itself: of two trials of one
 * case a share of 2 f (1 - f) disagrees where a verdict is turned round with probability f. That is more than the noise is, and so
 * demands more of the candidate, never less. Worked: 8 trials of which 7 pass, in every case, disagree in 14 of 56 pairs: f = 0.146.
 */
export function noiseOf(evaluator: GateEvaluator, base: readonly Tally[]): Noise {
  const { falseFail, falsePass, errs } = evaluator;
  const flip = falseFail === undefined || falsePass === undefined ? flipFrom(base) : 0;
  return withScale(
    falseFail ?? Math.max(flip, errs?.falseFail ?? 0),
    falsePass ?? Math.max(flip, errs?.falsePass ?? 0),
  );
}

const withScale = (falseFail: number, falsePass: number): Noise => ({
  falseFail,
  falsePass,
  scale: Math.max(0.1, 1 - falseFail - falsePass),
});

function flipFrom(base: readonly Tally[]): number {
  let [disagree, pairs] = [0, 0];
  for (const { passes, n } of base) {
    disagree += 2 * passes * (n - passes);
    pairs += n * (n - 1);
  }
  if (pairs === 0) return unknownFlip;
  return Math.min(mostFlip, (1 - Math.sqrt(Math.max(0, 1 - (2 * disagree) / pairs))) / 2);
}
