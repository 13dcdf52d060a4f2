/** What is known of one arm: how often it was drawn (fractions where old draws fade), the sum of its rewards in 0..1, and of their squares. */
export interface ArmCounts {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

/**
 * UCB1's index: mean + sqrt(2 ln t / n) (Auer, Cesa-Bianchi and Fischer 2002, figure 1). An arm that was never drawn comes first.
 * Example: 3 of 4 in 10 draws: 0.75 + sqrt(2 * 2.303 / 4) = 1.823.
 */
export const ucb1 = ({ n, sum }: Pick<ArmCounts, "n" | "sum">, draws: number): number =>
  n === 0 ? Number.POSITIVE_INFINITY : sum / n + Math.sqrt((2 * Math.log(Math.max(1, draws))) / n);

/**
 * UCB1-tuned of the same paper (section 4): mean + sqrt(ln t / n * min(1/4, V)), V = variance + sqrt(2 ln t / n). It explores what is
 * nearly certain less, which counts where draws are dear.
 */
export function ucb1Tuned({ n, sum, squares }: ArmCounts, draws: number): number {
  if (n === 0) return Number.POSITIVE_INFINITY;
  const mean = sum / n;
  const logDraws = Math.log(Math.max(1, draws));
  const variance = Math.max(0, squares / n - mean * mean) + Math.sqrt((2 * logDraws) / n);
  return mean + Math.sqrt((logDraws / n) * Math.min(0.25, variance));
}
