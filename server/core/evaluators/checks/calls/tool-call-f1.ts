import type { Sample } from "../../../store/index.ts";
import type { CheckType, Prepared } from "../../check-type.ts";
import { verdictOf } from "../../check-type.ts";
import { shown } from "../../evidence.ts";
import { called, toolStepsOf } from "../tool-steps.ts";
import { toolNamesIn } from "./tool-names.ts";

export const toolCallF1: CheckType = {
  name: "tool-call-f1",
  doc: "The tools that were called are those in `value`, a list or a comma separated text: F1, the harmonic mean of the share of called tools that were expected and of expected ones that were called, is at least `threshold` (default 1). Order and number of calls do not matter.",
  version: 1,
  value: {
    anyOf: [
      { type: "string", minLength: 1 },
      { type: "array", items: { type: "string" }, minItems: 1 },
    ],
  },
  threshold: { type: "number", default: 1 },
  required: ["value"],
  needsConversation: true,
  prepare({ value, threshold = 1 }, inverse): Prepared {
    const listed = typeof value === "string" ? value.split(",").map((name) => name.trim()) : value;
    if (!Array.isArray(listed) || listed.length === 0)
      return {
        problem: "`value` must be a list of tools that is not empty, or a comma separated text",
        at: "value",
      };
    const expected = new Set(listed.map(String));
    return {
      check: (sample) => {
        const steps = toolStepsOf(sample);
        const names = calledIn(sample);
        const score = f1(expected, names);
        const verdict = verdictOf({
          holds: score >= threshold,
          inverse,
          subject: "The tools called",
          claim: `be ${shown([...expected].join(", "))} with an F1 of at least ${threshold}`,
          evidence: `it is ${Number(score.toFixed(3))}, ${called([...names].map((name) => ({ name })))}`,
          messageIndex: steps[0]?.messageIndex,
        });
        // The figure itself in either form, as in promptfoo.
        return { ...verdict, score };
      },
    };
  },
};

/** Names of the calls; where there are none, of those that the text itself holds as JSON, as promptfoo's providers give them. */
function calledIn(sample: Sample): ReadonlySet<string> {
  const names = new Set(toolStepsOf(sample).map(({ name }) => name));
  return names.size > 0 ? names : toolNamesIn(sample.response?.output ?? sample.output);
}

function f1(expected: ReadonlySet<string>, actual: ReadonlySet<string>): number {
  const shared = [...expected].filter((name) => actual.has(name)).length;
  const precision = actual.size > 0 ? shared / actual.size : 0;
  const recall = shared / expected.size;
  return precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
}
