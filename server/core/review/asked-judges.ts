import type { JudgeTally } from "../evaluators/index.ts";
import { plural, tame } from "./wording.ts";

/**
 * What judges were asked in one evaluation, or one test of evaluators, a sentence for each model without its full stop, and one more where
 * it was stopped.
 */
export const askedJudges = (
  tallies: readonly JudgeTally[],
  of: "evaluation" | "test" = "evaluation",
): readonly string[] =>
  tallies.flatMap(({ model, origin, calls, kept, unasked, costUsd, stopped }) => {
    const known = kept > 0 ? `, ${kept} answered before` : "";
    const cost = costUsd === undefined ? "" : `, ${dollars(costUsd)}`;
    const asked = `Asked ${tame(model, 80)} at ${tame(origin, 120)} to judge: ${plural(calls, "call")}${known}${cost}`;
    const left =
      unasked > 0
        ? `; ${unasked} ${unasked === 1 ? "question waits" : "questions wait"} for the next ${of}`
        : "";
    return stopped ? [`${asked}${left}`, `It was stopped: ${tame(stopped, 300)}`] : [`${asked}${left}`];
  });

/** Small sums keep two figures that say something. */
const dollars = (usd: number): string => `$${usd >= 0.1 || usd === 0 ? usd.toFixed(2) : usd.toPrecision(2)}`;
