import { aboveNormalP, logChoose } from "./statistics.ts";

/** One group of like things: `marked` of `n` have something, and `drawn` of the `n` are looked at. */
export interface Stratum {
  readonly n: number;
  readonly marked: number;
  readonly drawn: number;
}

/** With more that are looked at the normal distribution is near enough. */
const mostExact = 300;

/** How many marked ones chance alone draws, over all strata. */
export const expectedMarked = (strata: readonly Stratum[]): number =>
  strata.reduce((sum, { n, marked, drawn }) => sum + (drawn * marked) / n, 0);

/**
 * One-sided p value of "what is drawn is marked no more often than the rest of its stratum" given that `observed` are: the test of Mantel
 * and Haenszel (Journal of the National Cancer Institute 22, 1959), exact (the convolution of the strata's hypergeometric distributions)
 * up to 300 drawn, from there on by the normal distribution with the correction for continuity. Worked: 3 drawn of one stratum of 6, of
 * which 3 are marked, all marked: 1 / C(6, 3) = 0.05.
 */
export function marksAboveP(strata: readonly Stratum[], observed: number): number {
  const drawn = strata.reduce((sum, one) => sum + one.drawn, 0);
  if (drawn > mostExact) return normalP(strata, observed);
  let chances = [1];
  for (const stratum of strata) chances = convolved(chances, chancesOf(stratum));
  return Math.min(
    1,
    chances.slice(observed).reduce((sum, chance) => sum + chance, 0),
  );
}

function normalP(strata: readonly Stratum[], observed: number): number {
  const variance = strata.reduce(
    (sum, { n, marked, drawn }) =>
      n > 1 ? sum + (drawn * (n - drawn) * marked * (n - marked)) / (n * n * (n - 1)) : sum,
    0,
  );
  return variance > 0 ? aboveNormalP((observed - expectedMarked(strata) - 0.5) / Math.sqrt(variance)) : 1;
}

/** By number of marked ones drawn, its probability. */
const chancesOf = ({ n, marked, drawn }: Stratum): number[] =>
  Array.from({ length: Math.min(drawn, marked) + 1 }, (_, k) =>
    drawn - k > n - marked
      ? 0
      : Math.exp(logChoose(marked, k) + logChoose(n - marked, drawn - k) - logChoose(n, drawn)),
  );

function convolved(a: readonly number[], b: readonly number[]): number[] {
  const sum = new Array<number>(a.length + b.length - 1).fill(0);
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      sum[i + j]! += x * y;
    });
  });
  return sum;
}
