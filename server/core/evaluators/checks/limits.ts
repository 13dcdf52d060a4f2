import type { Sample } from "../../store/index.ts";
import type { CheckType, JsonSchema, Prepared } from "../check-type.ts";
import { unknownVerdict, verdictOf } from "../check-type.ts";

const atLeastZero: JsonSchema = { type: "number", minimum: 0 };

export const latency = limit(
  "latency",
  "The answer took at most `threshold` milliseconds: for a call the time since the message before it, for a turn from the user's message to the last answer, for a conversation its recorded duration. Unknown where no times were recorded.",
  "The latency",
  (sample) => sample.latencyMs,
  (ms) => `${Math.round(ms)} ms`,
);

export const cost = limit(
  "cost",
  "The sample cost at most `threshold` US dollars. Unknown where no cost was recorded.",
  "The cost",
  (sample) => sample.costUsd,
  (usd) => `$${Number(usd.toPrecision(3))}`,
);

function limit(
  name: string,
  doc: string,
  subject: string,
  figure: (sample: Sample) => number | undefined,
  format: (figure: number) => string,
): CheckType {
  return {
    name,
    doc,
    version: 1,
    threshold: atLeastZero,
    required: ["threshold"],
    declared: true,
    prepare({ threshold }, inverse): Prepared {
      const most = threshold!;
      return {
        check: (sample) => {
          const measured = figure(sample);
          if (measured === undefined) return unknownVerdict(`No ${name} was recorded`);
          const evidence = `it is ${format(measured)}`;
          return verdictOf({
            holds: measured <= most,
            inverse,
            subject,
            claim: `be at most ${format(most)}`,
            evidence,
          });
        },
      };
    },
  };
}
