import { aboveNormalP, type RateDifference } from "../../base/index.ts";
import { type Curve, probabilityAt } from "../conditions/calibration.ts";
import type { Suspect } from "./diagnosis.ts";

/**
 * What says which samples put a line to work. `words`: its condition was found in what was said; `likeness`: requests are like those whose
 * answers show it; `guess`: it was put where failures are. `told`: nobody has to find that out.
 */
export type ExerciseEvidence = "told" | "words" | "likeness" | "guess";

/**
 * How often most of the samples that are counted for a line do put it to work; fitted on tuning seeds 0 to 39 of the planted faults, 1,230
 * suspects. By words that rises with how well they match; where a line was put by guess it is so as often as it is to blame.
 */
const certaintyByMatch: Curve = [
  [0, 0.2],
  [0.6, 0.2],
  [0.7, 0.35],
  [0.8, 0.6],
  [0.9, 0.82],
  [1, 0.965],
];
const certaintyByLikeness = 0.8;
const leastByGuess = 0.06;

export function exerciseCertainty(
  evidence: ExerciseEvidence,
  { match, probability }: { readonly match: number; readonly probability: number },
): number {
  if (evidence === "told") return 1;
  if (evidence === "likeness") return certaintyByLikeness;
  if (evidence === "guess") return Math.max(leastByGuess, probability);
  return 1 - (1 - probabilityAt(certaintyByMatch, match)) * (1 - probability);
}

/**
 * The differences of lines of which the samples that are counted tell nothing, as a distribution: most make none, few a large one. Of the same
 * seeds.
 */
const differencesOfLines: Curve = [
  [-0.3, 0],
  [-0.12, 0.01],
  [-0.08, 0.025],
  [-0.04, 0.07],
  [-0.01, 0.25],
  [0, 0.5],
  [0.01, 0.72],
  [0.04, 0.8],
  [0.15, 0.88],
  [0.35, 0.95],
  [0.6, 0.99],
  [0.9, 1],
];

/** Samples that do not put it to work, taken for such that do, make a difference look smaller: it may be larger by so much of itself. */
const dilution = 0.25;
const normal = 1.959964;

/**
 * A difference as samples are counted, with the interval of what the line itself makes: with probability `certainty` the counted one with its
 * own interval, else that of any line. What its interval would be if exercise were known stays beside it as `counted`. (Probabilistic bias
 * analysis: Lash, Fox, Fink 2009.) Worked: 0.60 from 0.40 to 0.75 by words at 0.9 becomes -0.01 to 0.75; at 1 it stays.
 */
export function knowingExercise(
  { difference, low, high }: RateDifference,
  certainty: number,
  evidence: ExerciseEvidence,
): Suspect["effect"] {
  const counted = { low, high };
  if (certainty >= 1) return { difference, low, high, counted };
  const below = (difference - low) / normal;
  const isDiluted = evidence !== "words";
  const above = Math.hypot((high - difference) / normal, isDiluted ? dilution * Math.max(0, difference) : 0);
  const share = (x: number): number =>
    certainty * (1 - aboveNormalP((x - difference) / (x < difference ? below : above))) +
    (1 - certainty) * probabilityAt(differencesOfLines, x);
  return { difference, low: quantile(share, 0.025), high: quantile(share, 0.975), counted };
}

/** Where a rising function over -1..1 reaches a value: halved until nothing is left of it that anybody would see. */
function quantile(share: (x: number) => number, value: number): number {
  let [low, high] = [-1, 1];
  while (high - low > 1e-4) {
    const middle = (low + high) / 2;
    if (share(middle) < value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
