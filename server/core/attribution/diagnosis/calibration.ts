import { type Curve, probabilityAt } from "../conditions/calibration.ts";

/**
 * How often a suspect was the planted fault, by what the model said of it, over 35,398 suspects of 4,797 failures (tuning seeds 0 to 79 of the
 * planted faults): said 0.15: 16 %, 0.35: 23 %, 0.55: 30 %, 0.75: 48 %, 0.92: 57 %, 0.97: 85 %, 0.99: 95 %. Corners lie where that turns.
 */
const suspectCurve: Curve = [
  [0, 0],
  [0.02, 0.05],
  [0.1, 0.12],
  [0.3, 0.18],
  [0.5, 0.27],
  [0.7, 0.43],
  [0.8, 0.52],
  [0.9, 0.57],
  [0.95, 0.64],
  [0.98, 0.85],
  [1, 0.97],
];

export const suspectProbability = (said: number): number => probabilityAt(suspectCurve, said);
