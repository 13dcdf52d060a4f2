import type { CheckType, Prepared } from "../../check-type.ts";
import { unknownVerdict, verdictOf } from "../../check-type.ts";
import { underDeadline } from "../../deadline.ts";
import { saidLast, shown } from "../../evidence.ts";

export const levenshtein: CheckType = {
  name: "levenshtein",
  doc: "At most `threshold` characters (default 5) have to be put in, taken out or replaced to make the output of the text `value`: their Levenshtein distance.",
  version: 1,
  value: { type: "string" },
  threshold: { type: "number", default: 5 },
  required: ["value"],
  prepare({ value, threshold = 5 }, inverse): Prepared {
    if (typeof value !== "string") return { problem: "`value` must be a text", at: "value" };
    return {
      check: async (sample, { deadlineMs }) => {
        const { distance } = await import("fastest-levenshtein");
        const outcome = underDeadline(() => distance(sample.output, value), deadlineMs);
        if ("overrun" in outcome)
          return unknownVerdict(
            `Comparing the ${sample.output.length} characters took over ${deadlineMs} ms`,
          );
        const said = saidLast(sample);
        return verdictOf({
          holds: outcome.value <= threshold,
          inverse,
          subject: "The output",
          claim: `be at most ${threshold} changes away from ${shown(value)}`,
          evidence: `it is ${outcome.value} away; ${said.evidence}`,
          messageIndex: said.messageIndex,
        });
      },
    };
  },
};
