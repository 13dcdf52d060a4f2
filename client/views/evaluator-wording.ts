import {
  type EvaluatorFigureItem,
  type EvaluatorItem,
  type EvaluatorTrust,
  percent,
} from "../../server/protocol/index.ts";

/** "78 % of 190", or why there is no rate. */
export function figureNote({ pass, fail, unknown, rate }: EvaluatorFigureItem): string {
  if (rate !== undefined) return `${percent(rate)} of ${pass + fail}`;
  return unknown > 0 ? `no verdict on ${unknown}` : "not judged";
}

export const trustText: Readonly<Record<EvaluatorTrust, string>> = {
  declared: "recorded: it reads a figure that was recorded, so there is nothing to test",
  trusted: "trusted: it catches broken answers and leaves harmless changes alone",
  untrusted: "untrusted: its mutation test says that it misses faults or fails harmless changes",
  untested: "untested: nobody has shown it broken answers yet, so its findings stop at a warning",
};

/** What a screen reader says. */
export const evaluatorLabel = (one: EvaluatorItem): string =>
  [`Evaluator ${one.name}`, `${figureNote(one)} pass`, one.trust, ...one.problems].join(", ");
