import { type Count, drawsFor, groupBy, monteCarloP, type Random, seededRandom } from "../../base/index.ts";

/** Something that went well or badly at a time. `unit`: observations of one are alike (a user, a task) and no proof for each other. */
export interface Observation {
  readonly atMs: number;
  readonly isBad: boolean;
  readonly unit: string;
}

/** From `sinceMs` on more went badly than before, by chance with probability `p`. */
export interface Rise {
  readonly p: number;
  readonly sinceMs: number;
  readonly before: Count;
  readonly after: Count;
}

/** So many on both sides of a change, and so many bad ones after it. */
const leastSide = 10;
const leastBad = 5;

const seed = 7_411;

/**
 * The clearest change upwards in a series, undefined where it is too short or never goes up. The statistic is the largest standardised
 * difference of rates over all points that could part the series (a score CUSUM: James, James and Siegmund 1987, Biometrika 74, 71-83);
 * its null distribution comes from permuting outcomes: among units of the same size as whole, and within each unit. So whatever units
 * have in common stays together, and a user who always fails and came late is no rise. `tests`: how many series are looked at in all.
 */
export function riseIn(observations: readonly Observation[], tests = 1): Rise | undefined {
  const series = [...observations].sort(
    (a, b) => a.atMs - b.atMs || (a.unit < b.unit ? -1 : a.unit > b.unit ? 1 : 0),
  );
  const n = series.length;
  const bad = series.filter(({ isBad }) => isBad).length;
  if (n < 2 * leastSide || bad < leastBad || bad === n) return undefined;
  const weights = splitWeights(series);
  const outcomes = Uint8Array.from(series, ({ isBad }) => Number(isBad));
  const { value, at } = largestStep(outcomes, weights, bad / n);
  if (at === 0 || value <= 0) return undefined;
  const permute = permuter(series, outcomes, seededRandom(seed));
  const p = monteCarloP(value, () => largestStep(permute(), weights, bad / n).value, {
    most: drawsFor(tests),
  });
  const after = countFrom(series.slice(at));
  return after.k < leastBad
    ? undefined
    : { p, sinceMs: series[at]!.atMs, before: countFrom(series.slice(0, at)), after };
}

const countFrom = (part: readonly Observation[]): Count => ({
  k: part.filter(({ isBad }) => isBad).length,
  n: part.length,
});

/** By place of the first observation after a change: what its excess is multiplied with; 0 where no change can be told. */
function splitWeights(series: readonly Observation[]): Float64Array {
  const n = series.length;
  return Float64Array.from(series, ({ atMs }, at) =>
    at < leastSide || n - at < leastSide || series[at - 1]!.atMs === atMs
      ? 0
      : 1 / Math.sqrt(((n - at) * at) / n),
  );
}

/** Excess of bad outcomes after a place over what `rate` expects, standardised; and the place where it is largest. */
function largestStep(
  outcomes: Uint8Array,
  weights: Float64Array,
  rate: number,
): { value: number; at: number } {
  const deviation = Math.sqrt(rate * (1 - rate));
  let [excess, value, at] = [0, 0, 0];
  for (let place = outcomes.length - 1; place > 0; place--) {
    excess += outcomes[place]! - rate;
    const step = excess * weights[place]!;
    if (step > value) [value, at] = [step, place];
  }
  return { value: value / deviation, at };
}

/** Gives the outcomes in a new order each time: exchanged among units of the same size, and within each. The array is used again. */
function permuter(series: readonly Observation[], outcomes: Uint8Array, random: Random): () => Uint8Array {
  const units = [...groupBy(series.keys(), (at) => series[at]!.unit).values()];
  const classes = [...groupBy(units, ({ length }) => length)].map(([size, own]) => ({
    size,
    /** Unit after unit: where it stands, and what came out there. */
    places: Int32Array.from(own.flat()),
    values: Uint8Array.from(own.flat(), (at) => outcomes[at]!),
    order: Int32Array.from(own.keys()),
  }));
  const permuted = new Uint8Array(outcomes.length);
  return () => {
    for (const { size, places, values, order } of classes) {
      shufflePart(order, 0, order.length, random);
      for (let unit = 0; unit < order.length; unit++) {
        const source = order[unit]! * size;
        if (size > 1) shufflePart(values, source, size, random);
        for (let i = 0; i < size; i++) permuted[places[unit * size + i]!] = values[source + i]!;
      }
    }
    return permuted;
  };
}

/** Fisher-Yates on `length` entries from `start` on. */
function shufflePart(items: Int32Array | Uint8Array, start: number, length: number, random: Random): void {
  for (let i = length - 1; i > 0; i--) {
    const j = start + Math.floor(random() * (i + 1));
    const kept = items[start + i]!;
    items[start + i] = items[j]!;
    items[j] = kept;
  }
}
