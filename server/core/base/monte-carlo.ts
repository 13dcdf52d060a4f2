export interface MonteCarloOptions {
  /** Draws at most; no p below 1 / (most + 1) can come out. */
  readonly most: number;
}

/** Draws as extreme as what was observed that settle it: then it is by chance, and more draws would say so too. */
const enough = 10;

/**
 * One-sided p value of an observed statistic from draws under the null hypothesis. Stops early where the answer is plain: with ten
 * draws at or above it, p is ten / draws made (Besag and Clifford 1991, Biometrika 78, 301-304); else (above + 1) / (most + 1).
 * Both are valid p values. Worked: the tenth draw at or above it is the 40th of all, p = 0.25.
 */
export function monteCarloP(observed: number, draw: () => number, { most }: MonteCarloOptions): number {
  let above = 0;
  for (let made = 1; made <= most; made++) {
    // Sums in another order differ in their last digits.
    if (draw() >= observed - 1e-9) above++;
    if (above === enough) return enough / made;
  }
  return (above + 1) / (most + 1);
}

/** Draws that let one p value alone of `tests` come below the Benjamini-Hochberg line at 5 %; where there are very many, two or more. */
export const drawsFor = (tests: number): number => Math.min(20_000, Math.max(999, 24 * tests));
