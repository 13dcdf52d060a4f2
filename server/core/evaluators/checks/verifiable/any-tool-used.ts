import type { CheckType, Prepared } from "../../check-type.ts";
import { verdictOf } from "../../check-type.ts";
import { shown } from "../../evidence.ts";
import { called, matches, toolMatcherOf, toolStepsOf } from "../tool-steps.ts";

export const anyToolUsed: CheckType = {
  name: "any-tool-used",
  doc: "The assistant called at least one of the tools in `value`, a name or a list; `*` and `?` stand for any characters. Of use in `when`, for what is asked of several tools.",
  version: 1,
  value: {
    anyOf: [
      { type: "string", minLength: 1 },
      { type: "array", items: { type: "string", minLength: 1 }, minItems: 1 },
    ],
  },
  required: ["value"],
  needsConversation: true,
  prepare({ value }, inverse): Prepared {
    const given = [value].flat();
    const matchers = given.flatMap((name) => {
      const matcher = toolMatcherOf(name);
      return typeof matcher === "string" ? [] : [matcher];
    });
    if (matchers.length === 0 || matchers.length < given.length)
      return { problem: "`value` must be a tool's name or a list of names", at: "value" };
    return {
      check: (sample) => {
        const steps = toolStepsOf(sample);
        const used = steps.find((step) => matchers.some((one) => matches(one, step)));
        return verdictOf({
          holds: used !== undefined,
          inverse,
          subject: "The assistant",
          claim: `call one of ${shown(matchers.map(({ pattern }) => pattern).join(", "))}`,
          evidence: called(steps),
          messageIndex: used?.messageIndex,
        });
      },
    };
  },
};
