import type { Sample } from "../../store/index.ts";
import type { CheckType, JsonSchema, Prepared } from "../check-type.ts";
import { verdictOf } from "../check-type.ts";
import { shown } from "../evidence.ts";
import { isRecord } from "../is-record.ts";
import type { CountBounds, ToolMatcher } from "./tool-steps.ts";
import {
  boundsText,
  called,
  countBoundsOf,
  matches,
  toolMatcherOf,
  toolStepsOf,
  within,
} from "./tool-steps.ts";

const subject = "The assistant";
const bound: JsonSchema = { type: "integer", minimum: 0 };
const toolName: JsonSchema = {
  type: "string",
  minLength: 1,
  description: "A tool's name; `*` and `?` stand for any characters.",
};
const matcherProperties = { name: toolName, pattern: toolName, type: { const: "tool" } };

export const toolUsed: CheckType = {
  name: "trajectory:tool-used",
  doc: "The assistant called the tool `value`, or every tool of a list; names may hold `*` and `?`. With an object, `{name: search_*, min: 1, max: 3}` bounds how often. The `not-` form of a list means that none of them was called.",
  version: 1,
  value: {
    anyOf: [
      toolName,
      { type: "array", items: toolName, minItems: 1 },
      {
        type: "object",
        properties: { ...matcherProperties, min: bound, max: bound },
        additionalProperties: false,
      },
    ],
  },
  required: ["value"],
  needsConversation: true,
  prepare({ value }, inverse): Prepared {
    if (isRecord(value)) return prepareCount(value, inverse);
    const names = typeof value === "string" ? [value] : value;
    if (
      !Array.isArray(names) ||
      names.length === 0 ||
      !names.every((name) => typeof name === "string" && name)
    )
      return {
        problem: "`value` must be a tool's name, a list of names, or an object with `name`",
        at: "value",
      };
    const matchers = names.map((name: string) => ({ pattern: name }));
    return { check: (sample) => judgeList(sample, matchers, inverse) };
  },
};

/** All of them for the plain form, none of them for `not-`: the one check whose `not-` is not the opposite. */
function judgeList(sample: Sample, matchers: readonly ToolMatcher[], inverse: boolean) {
  const steps = toolStepsOf(sample);
  const firsts = matchers.map((matcher) => steps.find((step) => matches(matcher, step)));
  const used = firsts.filter((step) => step !== undefined);
  return verdictOf({
    holds: inverse ? used.length > 0 : used.length === matchers.length,
    inverse,
    subject,
    claim: `call ${shown(matchers.map((matcher) => matcher.pattern).join(", "))}`,
    evidence: called(steps),
    messageIndex: used.length > 0 ? Math.min(...used.map((step) => step.messageIndex)) : undefined,
  });
}

function prepareCount(value: Record<string, unknown>, inverse: boolean): Prepared {
  const matcher = toolMatcherOf(value);
  if (typeof matcher === "string") return { problem: `\`value\`: ${matcher}`, at: "value" };
  const bounds = countBoundsOf({ min: value.min ?? 1, max: value.max });
  if (typeof bounds === "string") return { problem: `\`value\`: ${bounds}`, at: "value" };
  return { check: (sample) => judgeCount(sample, matcher, bounds, inverse) };
}

function judgeCount(sample: Sample, matcher: ToolMatcher, bounds: CountBounds, inverse: boolean) {
  const steps = toolStepsOf(sample).filter((step) => matches(matcher, step));
  const what = matcher.pattern === "*" ? "tools" : shown(matcher.pattern);
  return verdictOf({
    holds: within(steps.length, bounds),
    inverse,
    subject,
    claim: `call ${what} ${boundsText(bounds)} times`,
    evidence: `there are ${steps.length} such calls`,
    messageIndex: steps[0]?.messageIndex,
  });
}
