import type { CheckType } from "../check-type.ts";
import { unknownVerdict, verdictOf } from "../check-type.ts";
import { quote } from "../evidence.ts";

export const outcome: CheckType = {
  name: "outcome",
  doc: "The recorded outcome of the conversation (a benchmark's reward, a person's label) is a pass; with a `threshold` its score, 0 to 1, is at least that. Unknown where none was recorded.",
  version: 1,
  threshold: { type: "number", minimum: 0, maximum: 1 },
  required: [],
  needsConversation: true,
  declared: true,
  prepare: ({ threshold }, inverse) => ({
    check: ({ outcome: recorded }) => {
      if (!recorded) return unknownVerdict("No outcome was recorded for this conversation");
      const why = recorded.explanation ? `: ${quote(recorded.explanation)}` : "";
      // A label without a figure is worth its end of the scale.
      const score =
        recorded.score ?? (recorded.label === "unknown" ? undefined : recorded.label === "pass" ? 1 : 0);
      const undecided = threshold === undefined ? recorded.label === "unknown" : score === undefined;
      if (undecided) return unknownVerdict(`The recorded outcome is unknown${why}`);
      const holds = threshold === undefined ? recorded.label === "pass" : score! >= threshold;
      const claim = threshold === undefined ? "be a pass" : `score at least ${threshold}`;
      const evidence = `it is ${recorded.label}${score === undefined ? "" : `, score ${score}`}${why}`;
      const verdict = verdictOf({ holds, inverse, subject: "The recorded outcome", claim, evidence });
      // The reward itself is kept, so that partial rewards survive in the score.
      return score === undefined ? verdict : { ...verdict, score: inverse ? 1 - score : score };
    },
  }),
};
