import type { CheckType, JsonSchema, Prepared } from "../check-type.ts";
import { verdictOf } from "../check-type.ts";
import { shown } from "../evidence.ts";
import { isRecord } from "../is-record.ts";
import type { ToolMatcher, ToolStep } from "./tool-steps.ts";
import { called, matches, toolMatcherOf, toolStepsOf } from "./tool-steps.ts";

const steps: JsonSchema = {
  type: "array",
  minItems: 1,
  items: {
    anyOf: [
      { type: "string", minLength: 1 },
      {
        type: "object",
        properties: { name: { type: "string" }, pattern: { type: "string" }, type: { const: "tool" } },
      },
    ],
  },
};

export const toolSequence: CheckType = {
  name: "trajectory:tool-sequence",
  doc: "The assistant called the listed tools in this order, with other calls in between allowed; `{mode: exact, steps: [...]}` allows no others. Names may hold `*` and `?`.",
  version: 1,
  value: {
    anyOf: [
      steps,
      {
        type: "object",
        properties: { mode: { enum: ["in_order", "exact"] }, steps },
        required: ["steps"],
        additionalProperties: false,
      },
    ],
  },
  required: ["value"],
  needsConversation: true,
  prepare({ value }, inverse): Prepared {
    const { mode = "in_order", steps: listed } = isRecord(value) ? value : { steps: value };
    if (mode !== "in_order" && mode !== "exact")
      return { problem: "`mode` must be `in_order` or `exact`", at: "value" };
    if (!Array.isArray(listed) || listed.length === 0)
      return {
        problem: "`value` must be a list of tools that is not empty, or an object with `steps`",
        at: "value",
      };
    const matchers: ToolMatcher[] = [];
    for (const [index, step] of listed.entries()) {
      const matcher = toolMatcherOf(step);
      if (typeof matcher === "string")
        return { problem: `\`value\`, step ${index + 1}: ${matcher}`, at: "value" };
      matchers.push(matcher);
    }
    const names = shown(matchers.map((matcher) => matcher.pattern).join(", "));
    return {
      check: (sample) => {
        const made = toolStepsOf(sample);
        const found = mode === "exact" ? matchExactly(made, matchers) : matchInOrder(made, matchers);
        return verdictOf({
          holds: found.complete,
          inverse,
          subject: "The assistant",
          claim: `call ${mode === "exact" ? "exactly " : ""}${names} in this order`,
          evidence: called(made),
          messageIndex: found.at?.messageIndex ?? made.at(-1)?.messageIndex,
        });
      },
    };
  },
};

interface Found {
  readonly complete: boolean;
  /** Where to look: the call that completes the sequence, or the first that breaks an exact one. */
  readonly at?: ToolStep;
}

function matchExactly(made: readonly ToolStep[], matchers: readonly ToolMatcher[]): Found {
  const broken = made.find((step, i) => !matchers[i] || !matches(matchers[i], step));
  return { complete: !broken && made.length === matchers.length, at: broken };
}

function matchInOrder(made: readonly ToolStep[], matchers: readonly ToolMatcher[]): Found {
  let next = 0;
  for (const step of made) {
    if (!matches(matchers[next]!, step)) continue;
    next++;
    if (next === matchers.length) return { complete: true, at: step };
  }
  return { complete: false };
}
