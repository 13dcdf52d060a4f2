import type { Sample } from "../../../store/index.ts";
import { type CheckType, type Prepared, unknownVerdict } from "../../check-type.ts";
import { quote, shown } from "../../evidence.ts";
import { answeringSpans } from "./answering-spans.ts";

const longestReason = 2_000;

type Recorded = NonNullable<Sample["recorded"]>[number];

export const recordedEvaluation: CheckType = {
  name: "recorded-evaluation",
  doc: "What another program said of the sample, under the name `value`, is a pass; with a `threshold` its score is at least that. It came with the trace or by `homeostat import --evaluations`, and is of the conversation, of its turn or call, or of a span that answered in it. Unknown where there is none, until one is imported.",
  version: 1,
  value: { type: "string", minLength: 1, examples: ["my-judge"] },
  threshold: { type: "number" },
  required: ["value"],
  needsConversation: true,
  needsSpans: true,
  needsRecorded: true,
  prepare({ value, threshold }, inverse): Prepared {
    if (typeof value !== "string") return { problem: "`value` must be a text", at: "value" };
    return {
      check: (sample) => {
        const said = recordedOf(sample, value);
        // Importing one makes the conversation be judged again; looking for it at every evaluation would read all of them.
        if (!said) return unknownVerdict(`No evaluation ${shown(value)} was recorded of it`);
        const why = ` ${quote(said.explanation || said.label, 0, longestReason)}`;
        const isDecided = threshold === undefined ? said.label !== "unknown" : said.score !== undefined;
        if (!isDecided) return unknownVerdict(`${shown(value)} gave no verdict:${why}`);
        const holds = threshold === undefined ? said.label === "pass" : said.score! >= threshold;
        const score = said.score === undefined ? "" : `, score ${said.score}`;
        const wanted = inverse ? ", which must not pass" : "";
        return {
          label: holds === inverse ? "fail" : "pass",
          score: holds === inverse ? 0 : 1,
          reason: `${shown(value)} said${wanted}${score}:${why}`,
        };
      },
    };
  },
};

/** Of the sample itself; else of a span in it, where one that fails speaks for all. What was said before more was is of something else. */
function recordedOf(sample: Sample, name: string): Recorded | undefined {
  const named = (sample.recorded ?? []).filter(({ evaluator, isStale }) => evaluator === name && !isStale);
  if (named.length === 0) return undefined;
  const { id, conversationId, scope } = sample;
  const own = named.find(
    ({ sampleId }) => sampleId === id || (scope === "conversation" && sampleId === conversationId),
  );
  if (own) return own;
  const spans = new Set(answeringSpans(sample).map((span) => span.id));
  const inside = named.filter(({ sampleId }) => spans.has(sampleId));
  return inside.find(({ label }) => label === "fail") ?? inside[0];
}
