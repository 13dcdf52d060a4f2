import { type Cluster, clusteredRate } from "./statistics.ts";

/** A difference of two rates with its 95 % interval. */
export interface RateDifference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/**
 * How much more often something happens in `own` than in `rest`, where clusters count what happened as passes: Newcombe's hybrid of two
 * score intervals (1998, Statistics in Medicine 17, 873-890, method 10), each with the design effect of its clusters. Without anything
 * on one side the interval is all that is possible. Worked: 56 of 70 against 48 of 80 gives 0.200, from 0.052 to 0.334.
 */
export function rateDifference(own: readonly Cluster[], rest: readonly Cluster[]): RateDifference {
  const [first, second] = [clusteredRate(own), clusteredRate(rest)];
  if (first.n === 0 || second.n === 0)
    return { difference: first.n === 0 ? 0 : first.rate, low: first.low - 1, high: first.high };
  const difference = first.rate - second.rate;
  return {
    difference,
    low: difference - Math.hypot(first.rate - first.low, second.high - second.rate),
    high: difference + Math.hypot(first.high - first.rate, second.rate - second.low),
  };
}
