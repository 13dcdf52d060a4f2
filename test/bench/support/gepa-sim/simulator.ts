/** A task for optimizers without a model: what a module must export to be given to the benchmark. */
export interface Simulator<Case extends { readonly id: string } = { readonly id: string }> {
  readonly PHRASES: readonly string[];
  readonly BASE: string;
  makeCases(seed: number, split: string, n: number): Case[];
  /** What of the phrases the texts hold. */
  maskOf(texts: readonly string[], modules?: number): number;
  /** The share of cases that truly pass; the benchmark alone looks at it. */
  passRate(mask: number, cases: readonly Case[]): number;
  /** Score, what is missing, and feedback: the phrase that a line names, if it names one, and the line. */
  runCase(
    seed: number,
    one: Case,
    mask: number,
    mode: "frac" | "pass",
    noise: number,
  ): [number, number[], [number | null, string][]];
  /** The n-th reflection of a run: a new text from the current one and the phrases that feedback named. */
  reflect(seed: number, n: number, current: string, named: readonly string[], dropRate?: number): string;
}
