/** A task for optimizers without a model: what a module must export to be given to the benchmark. README.md says it with an example. */
export interface Simulator<Case extends { readonly id: string } = { readonly id: string }, Mask = unknown> {
  readonly PHRASES: readonly string[];
  /** The text that every module begins with, or one for each. */
  readonly BASE: string | readonly string[];
  makeCases(seed: number, split: string, n: number): Case[];
  /** What of the phrases the texts hold; whatever it is, it is only handed back. */
  maskOf(texts: readonly string[], modules?: number): Mask;
  /** The share of cases that truly pass; the benchmark alone looks at it. */
  passRate(mask: Mask, cases: readonly Case[]): number;
  /** Score, what is missing, and feedback: the phrase that a line names, if it names one, and the line. */
  runCase(
    seed: number,
    one: Case,
    mask: Mask,
    mode: "frac" | "pass",
    noise: number,
  ): [number, number[], [number | null, string][]];
  /** The n-th reflection of a run: a new text from the current one and the phrases that feedback named. */
  reflect(
    seed: number,
    n: number,
    current: string,
    named: readonly string[],
    dropRate?: number,
    module?: number,
  ): string;

  // What follows may be absent.
  /** Instead of A to D of the specification. */
  readonly variants?: readonly Variant[];
  /** Instead of 40, 40 and 200. */
  readonly sizes?: Partial<Sizes>;
  /** The module that owns a phrase; else each owns as many, in their order. */
  ownerOf?(k: number, modules: number): number;
}

export interface Variant {
  readonly name: string;
  readonly mode: "frac" | "pass";
  readonly noise: number;
  readonly modules: number;
}

export interface Sizes {
  readonly train: number;
  readonly val: number;
  readonly test: number;
}
