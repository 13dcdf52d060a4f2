import { type Curve, probabilityAt } from "../conditions/calibration.ts";

/**
 * How often a suspect was the planted fault, by what the model said of it, over 522 suspects of 600 failures (tuning seeds 0 to 9 of the planted
 * faults): said 0.3: 17 %, 0.5: 24 %, 0.67: 56 %, 0.78: 85 %, 0.88: 88 %, 0.95: 97 %. Corners lie where that turns.
 */
const suspectCurve: Curve = [
  [0, 0],
  [0.3, 0.18],
  [0.5, 0.26],
  [0.68, 0.55],
  [0.78, 0.8],
  [0.88, 0.88],
  [1, 0.97],
];

export const suspectProbability = (said: number): number => probabilityAt(suspectCurve, said);
