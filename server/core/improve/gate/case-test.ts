import { benjaminiHochberg, intraclassCorrelation, logBeta, logChoose } from "../../base/index.ts";
import { errorOfLooks, type GatePlan, looksOf } from "./gate-plan.ts";
import type { Noise } from "./noise.ts";
import type { Tally } from "./results-so-far.ts";

/** A case that passes with the base: in at least 7 of 8 trials, 2 of 2, 4 of 4. */
export const isPassing = ({ passes, n }: Tally): boolean => n > 0 && passes / n >= 0.85;

/** A case that has collapsed passes by mistake alone; where nobody knows how often that is, in one of ten trials. */
const chanceOf = (noise: Noise, isKnown: boolean): number => Math.max(noise.falsePass, isKnown ? 0.02 : 0.1);

/**
 * By look, the passes from which on a case has not collapsed: so many or more come of a case that passes by mistake alone, at this look or
 * an earlier one, with no more than the error that the looks may spend together (exact, by the binomial distribution). A number that no case
 * can reach where a look has too few trials. Worked: of 2, 4, 8 trials at one mistake in ten 2, 3, 3 are enough.
 */
export function passesThatClear(plan: GatePlan, noise: Noise, isKnown: boolean): number[] {
  const chance = chanceOf(noise, isKnown);
  const looks = looksOf(plan);
  const spend = caseErrors(plan);
  let spent = 0;
  let allowed = 0;
  let reach = new Map([[0, 1]]);
  let before = 0;
  return looks.map((look, at) => {
    reach = afterTrials(reach, look - before, chance);
    before = look;
    allowed += spend[at]!;
    let from = look + 1;
    while (from > 0 && spent + (reach.get(from - 1) ?? 0) <= allowed + 1e-12) {
      from--;
      spent += reach.get(from) ?? 0;
      reach.delete(from);
    }
    return from;
  });
}

/** Of single cases an early look is worth more: nearly all are cleared at the first. */
function caseErrors(plan: GatePlan): number[] {
  const looks = errorOfLooks(plan).length;
  const early = 0.25 * plan.errorRate;
  return looks === 1
    ? [plan.errorRate]
    : [early, ...Array<number>(looks - 1).fill((plan.errorRate - early) / (looks - 1))];
}

function afterTrials(
  reach: ReadonlyMap<number, number>,
  trials: number,
  chance: number,
): Map<number, number> {
  let now = new Map(reach);
  for (let trial = 0; trial < trials; trial++) {
    const next = new Map<number, number>();
    for (const [passes, probability] of now) {
      next.set(passes, (next.get(passes) ?? 0) + probability * (1 - chance));
      next.set(passes + 1, (next.get(passes + 1) ?? 0) + probability * chance);
    }
    now = next;
  }
  return now;
}

/** What is known of one case: how the base did and how the candidate does. */
export interface CaseTally {
  readonly base: Tally;
  readonly candidate: Tally;
}

/**
 * Which cases have regressed for certain: the candidate passes less often than would be seen once in a while if it were as good as the base.
 * What is to be expected of a case comes from its own verdicts and those of all cases, by a beta distribution fitted to the base
 * (Skellam 1948, JRSS B 10, 257-261, by moments); over many cases the false discovery rate stays below `errorRate`.
 * Worked: where cases pass 0.9 of the time and hardly differ, 1 of 8 after 8 of 8 has p < 0.0001, 5 of 8 has p = 0.1.
 */
export function regressedCases(cases: readonly CaseTally[], errorRate: number): boolean[] {
  const fitted = fitBeta(cases.map(({ base }) => base));
  const pValues = cases.map(({ base, candidate }) =>
    base.n === 0 || candidate.n === 0
      ? 1
      : atMostP(candidate, fitted.a + base.passes, fitted.b + base.n - base.passes),
  );
  const falls = benjaminiHochberg(pValues, errorRate);
  return cases.map(
    ({ base, candidate }, i) => falls[i]! && isPassing(base) && candidate.passes / candidate.n < 0.5,
  );
}

/** One imagined case that passes and fails half a time keeps the mean off 0 and 1. */
function fitBeta(base: readonly Tally[]): { a: number; b: number } {
  const passes = base.reduce((sum, one) => sum + one.passes, 0.5);
  const n = base.reduce((sum, one) => sum + one.n, 1);
  const alike = Math.min(0.95, Math.max(0.05, intraclassCorrelation(base.filter((one) => one.n > 0))));
  const weight = 1 / alike - 1;
  return { a: (weight * passes) / n, b: weight * (1 - passes / n) };
}

function atMostP({ passes, n }: Tally, a: number, b: number): number {
  let p = 0;
  for (let k = 0; k <= passes; k++)
    p += Math.exp(logChoose(n, k) + logBeta(a + k, b + n - k) - logBeta(a, b));
  return Math.min(1, p);
}
