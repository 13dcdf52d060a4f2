import { studentQuantile, studentTailP } from "../../base/index.ts";

/** What the cases of a class say of the candidate against the base: difference of true rates, with its one-sided bounds. */
export interface ClassDifference {
  readonly cases: number;
  /** Candidate less base, the evaluator's errors taken out. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly deviation: number;
}

/**
 * The difference of a class from what each of its cases adds, one number a case: trials of one case are alike, so that the case is what
 * counts, and pairing takes out how hard it is. Bounds are Student's (1908, Biometrika 6, 1-25), each with error `error`.
 */
export function classDifference(differences: readonly number[], error: number): ClassDifference {
  const cases = differences.length;
  if (cases === 0) return { cases, difference: 0, low: -1, high: 1, deviation: 0 };
  const difference = differences.reduce((sum, one) => sum + one, 0) / cases;
  const squares = differences.reduce((sum, one) => sum + (one - difference) ** 2, 0);
  const deviation = cases > 1 ? Math.sqrt(squares / (cases - 1)) : 1;
  const reach = (studentQuantile(1 - error, Math.max(1, cases - 1)) * deviation) / Math.sqrt(cases);
  return {
    ...{ cases, difference, deviation },
    low: Math.max(-1, difference - reach),
    high: Math.min(1, difference + reach),
  };
}

/** p value of "the difference is `limit` or less" against more. */
export function aboveP({ cases, difference, deviation }: ClassDifference, limit: number): number {
  if (cases < 2) return 1;
  if (deviation === 0) return difference > limit ? 0 : 1;
  return studentTailP((difference - limit) / (deviation / Math.sqrt(cases)), cases - 1);
}

/** p value of "the difference is `limit` or more" against less. */
export const belowP = (one: ClassDifference, limit: number): number =>
  aboveP({ ...one, difference: -one.difference }, -limit);

/**
 * So many cases it takes at least. A fall may sit in few cases that fail altogether, and Student's t sees nothing where none of those was
 * drawn: of `n` cases that has the probability (1 - margin)^n (Clopper and Pearson 1934 with no failure). Where one was drawn, it is the test of
 * single cases that stops the candidate, with an error of its own: three fifths are left for this. Worked: 16 cases for a margin of 0.2.
 */
export const fewestCases = (margin: number, errorRate: number): number =>
  Math.ceil(Math.log(0.6 * errorRate) / Math.log(1 - margin));
