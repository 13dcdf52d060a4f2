import { aboveP, belowP, classDifference } from "./class-test.ts";
import type { GateLimits, GatePlan } from "./gate-plan.ts";
import type { ResultsSoFar } from "./results-so-far.ts";

/** What the candidate takes of something, as a ratio of what the base takes. */
export interface LimitOutcome {
  readonly limit: keyof GateLimits;
  readonly allowed: number;
  readonly ratio: number;
  /** One-sided bounds of the ratio. */
  readonly low: number;
  readonly high: number;
  readonly cases: number;
  readonly state: "kept" | "exceeded" | "undecided";
}

const limitNames = ["latencyMs", "costUsd", "tokens"] as const;
/** Of fewer cases nobody can say how much ratios differ from case to case. */
const fewestRatios = 5;

/**
 * Whether the candidate keeps its limits: the geometric mean of the ratios of cases, by Student's t on their logarithms. What neither
 * side gives figures of is not limited.
 */
export function limitOutcomes(plan: GatePlan, results: ResultsSoFar): LimitOutcome[] {
  return limitNames.flatMap((limit): LimitOutcome[] => {
    const ratios = plan.cases.flatMap(({ id }) => logRatio(results, id, limit));
    if (ratios.length === 0) return [];
    const all = classDifference(ratios, plan.errorRate);
    const spread = boundsOf(ratios, plan.errorRate);
    const allowed = plan.limits[limit];
    const isEnough = ratios.length >= fewestRatios;
    const isKept = isEnough && belowP(all, Math.log(allowed)) <= plan.errorRate;
    const isExceeded = isEnough && aboveP(all, Math.log(allowed)) <= plan.errorRate / limitNames.length;
    return [
      {
        ...{ limit, allowed, cases: ratios.length, ratio: Math.exp(all.difference) },
        ...spread,
        state: isKept ? "kept" : isExceeded ? "exceeded" : "undecided",
      },
    ];
  });
}

/** `classDifference` holds its bounds within [-1, 1], which logarithms are not. */
function boundsOf(ratios: readonly number[], error: number): { low: number; high: number } {
  const most = Math.max(1, ...ratios.map(Math.abs));
  const { low, high } = classDifference(
    ratios.map((one) => one / most),
    error,
  );
  return { low: Math.exp(low * most), high: Math.exp(high * most) };
}

function logRatio(results: ResultsSoFar, id: string, limit: keyof GateLimits): number[] {
  const [base, candidate] = (["base", "candidate"] as const).map((side) =>
    results.of(id, side).flatMap((result) => result[limit] ?? []),
  );
  const [before, after] = [mean(base!), mean(candidate!)];
  return before > 0 && after > 0 ? [Math.log(after / before)] : [];
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;
