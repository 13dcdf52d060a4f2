import { seededRandom } from "../../base/index.ts";
import { type Candidate, dot } from "./draw-cases.ts";

/**
 * How far weighted cases are from the traffic they stand for. `distance`: energy distance (Szekely and Rizzo 2013) between the vectors of
 * both, 0 where they are spread alike. `byChance`: the same for a random draw of as many, on average; a dataset below it stands for the
 * traffic better than chance would.
 */
export interface Representativeness {
  readonly distance: number;
  readonly byChance: number;
}

const draws = 20;
/** Of more than that as many are compared, by chance: pairs grow with the square. */
const mostCompared = 800;

export function representativeness(
  cases: readonly { readonly vector: Float32Array; readonly weight: number }[],
  population: readonly Pick<Candidate, "vector">[],
  seed: number,
): Representativeness | undefined {
  if (cases.length === 0 || population.length === 0) return undefined;
  const random = seededRandom(seed);
  const all = sampled(population, mostCompared, random);
  const within = meanDistance(even(all), even(all));
  const distanceOf = (some: readonly Weighted[]): number =>
    Math.max(0, 2 * meanDistance(some, even(all)) - meanDistance(some, some) - within);
  const byChance = Array.from({ length: draws }, () =>
    distanceOf(even(sampled(population, cases.length, random))),
  );
  return {
    distance: distanceOf(cases),
    byChance: byChance.reduce((sum, one) => sum + one, 0) / draws,
  };
}

interface Weighted {
  readonly vector: Float32Array;
  readonly weight: number;
}

const even = (some: readonly Pick<Weighted, "vector">[]): Weighted[] =>
  some.map(({ vector }) => ({ vector, weight: 1 }));

function sampled<T>(items: readonly T[], count: number, random: () => number): T[] {
  if (items.length <= count) return [...items];
  const left = [...items];
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (left.length - i));
    [left[i], left[j]] = [left[j]!, left[i]!];
  }
  return left.slice(0, count);
}

/** Euclid's between vectors of length 1: the root of 2 - 2 cosine. */
function meanDistance(a: readonly Weighted[], b: readonly Weighted[]): number {
  let [sum, weights] = [0, 0];
  for (const one of a)
    for (const other of b) {
      const weight = one.weight * other.weight;
      sum += weight * Math.sqrt(Math.max(0, 2 - 2 * dot(one.vector, other.vector)));
      weights += weight;
    }
  return weights === 0 ? 0 : sum / weights;
}
