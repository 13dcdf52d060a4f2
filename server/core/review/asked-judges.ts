import type { JudgeTally } from "../evaluators/index.ts";
import { placed } from "./asked-model.ts";
import { plural, tame } from "./wording.ts";

/**
 * What judges were asked in one evaluation, test of evaluators, replay or proposal of rubrics, a sentence for each model without its full stop, and one more
 * where it was stopped. Nothing of a replay is kept, and a rubric is written once, so that none later takes up what this one could not ask.
 */
export const askedJudges = (
  tallies: readonly JudgeTally[],
  of: "evaluation" | "test" | "writing" | "replay" | "rubric" = "evaluation",
): readonly string[] =>
  tallies.flatMap(({ model, origin, calls, kept, unasked, costUsd, stopped }) => {
    const known = kept > 0 ? `, ${kept} answered before` : "";
    const cost = costUsd === undefined ? "" : `, ${dollars(costUsd)}`;
    const what = of === "rubric" || of === "writing" ? "write and to judge" : "judge";
    const asked = `Asked ${placed(model, origin)} to ${what}: ${plural(calls, "call")}${known}${cost}`;
    const waits = unasked === 1 ? "waits" : "wait";
    const left =
      unasked > 0
        ? `; ${plural(unasked, "question")} ${of === "replay" || of === "rubric" ? "not answered" : `${waits} for the next ${of === "writing" ? "test" : of}`}`
        : "";
    return stopped ? [`${asked}${left}`, `It was stopped: ${tame(stopped, 300)}`] : [`${asked}${left}`];
  });

/** Small sums keep two figures that say something. */
const dollars = (usd: number): string => `$${usd >= 0.1 || usd === 0 ? usd.toFixed(2) : usd.toPrecision(2)}`;
