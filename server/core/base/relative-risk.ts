import type { Count } from "./statistics.ts";

/** How many times as often something happens in one group as in another, with a 95 % interval. */
export interface RelativeRisk {
  /** Absent where it never happened in the other group: then there is no ratio. */
  readonly ratio?: number;
  readonly low: number;
  /** Absent where nothing bounds it. */
  readonly high?: number;
}

/** Square of the normal quantile of 95 %. */
const critical = 3.841459;
/** Ratios beyond these are as good as none and all. */
const [smallest, largest] = [1e-9, 1e9];

/**
 * The ratio of two proportions with Koopman's asymptotic score interval: those ratios that a score test at 5 % does not refuse. Koopman
 * (1984), Biometrics 40, 513-517, in the form of Miettinen and Nurminen (1985), Statistics in Medicine 4, 213-226. It holds its level in
 * small cells, where the logarithmic interval (Katz and others 1978, Biometrics 34, 469-474) does not and where one of them is empty does
 * not exist; in large cells the two are the same. Worked: 36 of 40 against 16 of 80 is 4.5 times, 2.94 to 7.15.
 */
export function relativeRisk(own: Count, rest: Count): RelativeRisk {
  if (own.n === 0 || rest.n === 0 || (own.k === 0 && rest.k === 0)) return { low: 0 };
  const isInside = (ratio: number): boolean => score(own, rest, ratio) <= critical;
  const middle = (own.k + 0.5) / (own.n + 0.5) / ((rest.k + 0.5) / (rest.n + 0.5));
  const low = own.k === 0 ? 0 : edge(smallest, middle, isInside);
  const high = rest.k === 0 ? undefined : edge(largest, middle, isInside);
  const ratio = rest.k === 0 ? undefined : own.k / own.n / (rest.k / rest.n);
  return { ...(ratio !== undefined && { ratio }), low, ...(high !== undefined && { high }) };
}

/** Miettinen and Nurminen's score statistic of a ratio, without their correction of the variance. */
function score(own: Count, rest: Count, ratio: number): number {
  const a = (own.n + rest.n) * ratio;
  const b = -(own.n * ratio + own.k + rest.n + rest.k * ratio);
  const c = own.k + rest.k;
  // The likeliest proportions whose ratio is the given one.
  const restRate = (-b - Math.sqrt(Math.max(0, b * b - 4 * a * c))) / (2 * a);
  const ownRate = Math.min(1, restRate * ratio);
  const variance = (ownRate * (1 - ownRate)) / own.n + (ratio * ratio * restRate * (1 - restRate)) / rest.n;
  const difference = own.k / own.n - (ratio * rest.k) / rest.n;
  return variance <= 0 ? (difference === 0 ? 0 : Number.POSITIVE_INFINITY) : difference ** 2 / variance;
}

/** Where the interval ends between a ratio outside of it and one inside, found by halving on the logarithmic scale. */
function edge(outside: number, inside: number, isInside: (ratio: number) => boolean): number {
  let [out, within] = [Math.log(outside), Math.log(inside)];
  for (let step = 0; step < 60; step++) {
    const middle = (out + within) / 2;
    if (isInside(Math.exp(middle))) within = middle;
    else out = middle;
  }
  return Math.exp(within);
}
