/** A monotone curve from a match to the probability that a condition holds: corners, straight between them. */
export type Curve = readonly (readonly [match: number, probability: number])[];

/**
 * How often a condition held at a match, among the 90 judged pairs of the tuning half (`test/exercise`): in none of 69 below 0.6, in 2 of 2 from
 * there to 0.8, in 15 of 19 above. Corners lie where that turns, and short of certainty at the upper end: the pairs were drawn to be hard.
 */
export const defaultCurve: Curve = [
  [0, 0],
  [0.45, 0.1],
  [0.6, 0.5],
  [0.8, 0.75],
  [1, 0.95],
];

/** The probability at a match. Worked, by the default: 0.7 lies half-way between 0.6 and 0.8, which gives 0.625. */
export function probabilityAt(curve: Curve, match: number): number {
  const next = curve.findIndex(([at]) => at >= match);
  if (next <= 0) return curve[next === 0 ? 0 : curve.length - 1]![1];
  const [[low, from], [high, to]] = [curve[next - 1]!, curve[next]!];
  return from + ((match - low) / (high - low)) * (to - from);
}
