import { type Count, drawsFor, monteCarloP, seededRandom } from "../../base/index.ts";
import { countBelow } from "./arrivals.ts";

/** People hit since `sinceMs` and before, each of all conversations of whatever kind in that time. */
export interface Surge {
  readonly p: number;
  readonly sinceMs: number;
  readonly before: Count;
  readonly after: Count;
}

const leastSide = 10;
const leastAfter = 5;
const seed = 33_301;

/**
 * Whether a behavior hits more people than it did, by how often and not only by how large a part of those who ask: the point from which
 * on most more people were hit than the traffic of that time explains. `hits`: when each person was first hit; `all`: when conversations
 * of any kind began, sorted. Were it steady, hits would stand evenly among conversations, so the null distribution of the largest
 * standardised excess comes from places drawn evenly.
 */
export function surgeIn(hits: readonly number[], all: readonly number[], tests = 1): Surge | undefined {
  const n = all.length;
  const sorted = [...hits].sort((a, b) => a - b);
  if (sorted.length < leastAfter || n < 2 * leastSide) return undefined;
  const least = leastSide / n;
  const found = largestExcess(
    Float64Array.from(sorted, (time) => countBelow(all, time) / n),
    least,
  );
  if (found.value <= 0) return undefined;
  const random = seededRandom(seed);
  const places = new Float64Array(sorted.length);
  const draw = (): number => {
    for (let i = 0; i < places.length; i++) places[i] = random();
    return largestExcess(places.sort(), least).value;
  };
  const p = monteCarloP(found.value, draw, { most: drawsFor(tests) });
  const sinceMs = sorted[found.at]!;
  const before = countBelow(all, sinceMs);
  return {
    p,
    sinceMs,
    before: { k: found.at, n: before },
    after: { k: sorted.length - found.at, n: n - before },
  };
}

/** Of sorted places in 0..1: the excess of those at or after one of them over what evenness expects, standardised, where it is largest. */
function largestExcess(places: Float64Array, least: number): { value: number; at: number } {
  const n = places.length;
  let [value, at] = [0, 0];
  for (let i = 0; i <= n - leastAfter; i++) {
    const place = places[i]!;
    if (place < least || place > 1 - least) continue;
    const excess = (n - i - n * (1 - place)) / Math.sqrt(n * place * (1 - place));
    if (excess > value) [value, at] = [excess, i];
  }
  return { value, at };
}
