import { type Curve, probabilityAt } from "../conditions/calibration.ts";

/**
 * How often a suspect was the planted fault, by what the model said of it: 24 tuning seeds of the planted faults (1,707 suspects of 1,437
 * failures) in tenths, 0.15: 13 %, 0.25: 24 %, 0.45: 32 %, 0.65: 44 %, 0.75: 49 %, 0.85: 62 %, 0.95: 74 %. The model is too sure of itself because
 * it takes words for independent that are not.
 */
const suspectCurve: Curve = [
  [0, 0],
  [0.25, 0.22],
  [0.5, 0.35],
  [0.75, 0.5],
  [0.87, 0.63],
  [0.95, 0.75],
  [1, 0.92],
];

export const suspectProbability = (said: number): number => probabilityAt(suspectCurve, said);
