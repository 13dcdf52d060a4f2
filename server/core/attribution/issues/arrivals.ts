import { binomialBelowP } from "../../base/index.ts";

/** Since `sinceMs` people ask for it, after `volumeBefore` conversations of whatever kind; `older` of them did before all the same. */
export interface Arrival {
  readonly p: number;
  readonly sinceMs: number;
  readonly people: number;
  readonly older: number;
  readonly volumeBefore: number;
}

/** One of twenty may stand in the wrong behavior. */
const strays = 0.05;
/** It began in the last quarter of the time that the conversations span, when most of them had been. */
const lastPart = 0.25;
const leastShareBefore = 0.5;
const leastVolumeBefore = 30;
const leastSize = 3;

/**
 * Whether something began lately, by when conversations of any kind came. `times`: the first one of each person who asked for it;
 * `all`: of all conversations, both in epoch milliseconds, `all` sorted. Were it as old as the rest, then with a share q
 * of all conversations before its first (strays set aside), so few of its own would be there with the binomial probability
 * P(X <= strays | n, q): the distribution of an order statistic, so nothing was chosen by looking. Worked: 8 people, all of them in the
 * last fifth, 0.2^8 = 0.0000026.
 */
export function arrivalOf(times: readonly number[], all: readonly number[]): Arrival | undefined {
  const sorted = [...times].sort((a, b) => a - b);
  const n = sorted.length;
  const [first, last] = [all[0], all.at(-1)];
  if (n < leastSize || first === undefined || last === undefined || last <= first) return undefined;
  const isLate = (ms: number): boolean => {
    const volume = countBelow(all, ms);
    return (
      ms >= last - lastPart * (last - first) &&
      volume >= Math.max(leastVolumeBefore, leastShareBefore * all.length)
    );
  };
  const mostOlder = Math.floor(strays * n);
  // What is told has no more strays than there are; the test sets aside as many as there may be.
  const older = sorted.findIndex(isLate);
  if (older < 0 || older > mostOlder) return undefined;
  const sinceMs = sorted[older]!;
  return {
    p: binomialBelowP({ k: mostOlder, n }, countBelow(all, sorted[mostOlder]!) / all.length),
    sinceMs,
    people: n - older,
    older,
    volumeBefore: countBelow(all, sinceMs),
  };
}

/** How many of a sorted list are below a value. */
export function countBelow(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
