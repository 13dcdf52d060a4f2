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
 * side gives figures of is not limited. A case that takes little is held against what it may always take, so its ratio may be larger than
 * what is allowed; which ratio that is, is told as it was measured.
 */
export function limitOutcomes(plan: GatePlan, results: ResultsSoFar): LimitOutcome[] {
  return limitNames.flatMap((limit): LimitOutcome[] => {
    const measured = plan.cases.flatMap(({ id }) => takenOf(results, id, limit, plan) ?? []);
    if (measured.length === 0) return [];
    const ratios = measured.map(({ before, after }) => Math.log(after / before));
    const allowed = plan.limits[limit];
    const held = classDifference(
      measured.map(({ before, after, always }) => Math.log(after / Math.max(before, always / allowed))),
      plan.errorRate,
    );
    const isEnough = measured.length >= fewestRatios;
    const isKept = isEnough && belowP(held, Math.log(allowed)) <= plan.errorRate;
    const isExceeded = isEnough && aboveP(held, Math.log(allowed)) <= plan.errorRate / limitNames.length;
    return [
      {
        ...{ limit, allowed, cases: measured.length },
        ratio: Math.exp(classDifference(ratios, plan.errorRate).difference),
        ...boundsOf(ratios, plan.errorRate),
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

/** What a case takes with each side, and what it may take in any case. */
interface Taken {
  readonly before: number;
  readonly after: number;
  readonly always: number;
}

function takenOf(
  results: ResultsSoFar,
  id: string,
  limit: keyof GateLimits,
  plan: GatePlan,
): Taken | undefined {
  const meanOf = (side: "base" | "candidate", what: keyof GateLimits): number =>
    mean(results.of(id, side).flatMap((result) => result[what] ?? []));
  const [before, after] = [meanOf("base", limit), meanOf("candidate", limit)];
  if (before <= 0 || after <= 0) return undefined;
  return { before, after, always: before + alwaysMore(limit, before, meanOf("base", "tokens"), plan) };
}

function alwaysMore(
  limit: keyof GateLimits,
  before: number,
  tokens: number,
  { alwaysTokens }: GatePlan,
): number {
  if (limit === "tokens") return alwaysTokens;
  return limit === "costUsd" && tokens > 0 ? (before / tokens) * alwaysTokens : 0;
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;
