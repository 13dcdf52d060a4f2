import type { CheckType, Prepared } from "../../check-type.ts";
import { verdictOf } from "../../check-type.ts";
import { shown } from "../../evidence.ts";
import { isRecord } from "../../is-record.ts";
import { boundsText, countBoundsOf, matchesWildcard, toolMatcherOf, within } from "../tool-steps.ts";
import { hasKey, stepsOf, valuesUnder } from "./tool-arguments.ts";

const bound = { type: "integer", minimum: 0 } as const;

export const argumentCount: CheckType = {
  name: "argument-count",
  doc: "In each call of a tool with the argument `argument`, at any depth, that argument has between `min` and `max` values: the items of a list, or all its occurrences in the call. `like: gift_card_*` counts only values of that form, `name` limits it to a tool (`*` and `?` stand for any characters).",
  version: 2,
  value: {
    type: "object",
    properties: {
      argument: { type: "string", minLength: 1 },
      min: bound,
      max: bound,
      like: { type: "string", minLength: 1 },
      name: { type: "string", minLength: 1 },
    },
    required: ["argument"],
    anyOf: [{ required: ["min"] }, { required: ["max"] }],
    additionalProperties: false,
  },
  required: ["value"],
  needsConversation: true,
  prepare({ value }, inverse): Prepared {
    if (!isRecord(value) || typeof value.argument !== "string" || value.argument === "")
      return { problem: "`value` must be an object with `argument`, and `min`, `max` or both", at: "value" };
    const { argument, like, name = "*" } = value;
    const bounds = countBoundsOf(value);
    if (typeof bounds === "string") return { problem: `\`value\`: ${bounds}`, at: "value" };
    if (bounds.min === undefined && bounds.max === undefined)
      return { problem: "`value` needs `min`, `max` or both", at: "value" };
    const matcher = toolMatcherOf(name);
    if (typeof matcher === "string") return { problem: `\`name\`: ${matcher}`, at: "value" };
    if (like !== undefined && typeof like !== "string")
      return { problem: "`like` must be a text", at: "value" };
    const counted = (one: unknown): boolean =>
      like === undefined || matchesWildcard(String(one).toLowerCase(), like.toLowerCase());
    return {
      check: (sample) => {
        const uses = stepsOf(sample, matcher).flatMap((step) => {
          const values = valuesUnder(step.args, argument);
          // A list without items is an argument with no value, and not none.
          return values.length > 0 || hasKey(step.args, argument)
            ? [{ step, count: values.filter(counted).length }]
            : [];
        });
        const outside = uses.find(({ count }) => !within(count, bounds));
        const what = like === undefined ? shown(argument) : `${shown(argument)} like ${shown(like)}`;
        return verdictOf({
          holds: !outside,
          inverse,
          subject: "The assistant",
          claim: `call with ${boundsText(bounds)} of ${what}`,
          evidence: outside
            ? `message ${outside.step.messageIndex + 1} calls ${shown(outside.step.name)} with ${outside.count}`
            : uses.length === 0
              ? "no call has this argument"
              : undefined,
          messageIndex: (outside ?? uses[0])?.step.messageIndex,
        });
      },
    };
  },
};
