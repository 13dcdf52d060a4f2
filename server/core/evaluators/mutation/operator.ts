import type { Random } from "../../base/index.ts";
import type { Sample } from "../../store/index.ts";
import type { Aspect, Claims } from "./claims.ts";

/** What an operator may look at beside the sample. */
export interface MutationContext {
  readonly claims: Claims;
  /** Of the operator and the sample, so that the same test always makes the same mutants. */
  readonly random: Random;
  /** Samples of other conversations, of the same scope where there are any: answers to other questions. */
  readonly others: readonly Sample[];
}

/**
 * One known way to change an answer. It gives a whole new sample, or undefined where this sample offers nothing to change. A mutant is a fact
 * about texts and calls alone: no operator may ask the evaluator.
 */
export interface Operator {
  readonly name: string;
  /** What is changed, to stand after "misses" or "fails on". */
  readonly says: string;
  readonly mutate: (sample: Sample, context: MutationContext) => Sample | undefined;
}

/** Breaks what an evaluator claims: a pass is a miss. It applies where the evaluator claims one of `breaks`. */
export interface Break extends Operator {
  readonly breaks: readonly Aspect[];
}

/** Leaves the meaning as it is: a fail is a false alarm. It applies unless the evaluator claims one of `unless`. */
export interface Harmless extends Operator {
  readonly unless: readonly Aspect[];
}
