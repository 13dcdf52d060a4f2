import type { Feature } from "./features.ts";

/** Answers of a model tell a line from another by so much at most, and by so much where it is not this one. */
const [least, most] = [0.1, 30] as const;
/** So many units of no kind smooth what a few of them say. */
const smoothing = 1;

/**
 * How many times likelier a condition is to be what a feature shows: how far a model said that it holds where the feature is, against
 * elsewhere. Single answers err; those of all that has a feature err less together.
 */
export function toldLift(told: Float32Array, { column: { rows } }: Feature): number {
  let total = 0;
  for (const x of told) total += x;
  let own = 0;
  for (const unit of rows) own += told[unit]!;
  const usual = total / Math.max(1, told.length);
  const inside = (own + smoothing * usual) / (rows.length + smoothing);
  const outside = (total - own + smoothing * usual) / (told.length - rows.length + smoothing);
  return Math.min(most, Math.max(least, inside / Math.max(1e-6, outside)));
}
