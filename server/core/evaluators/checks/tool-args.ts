import { isDeepStrictEqual } from "node:util";
import type { CheckType, JsonSchema, Prepared } from "../check-type.ts";
import { verdictOf } from "../check-type.ts";
import { shown } from "../evidence.ts";
import { isRecord } from "../is-record.ts";
import { called, matches, matchesWildcard, toolMatcherOf, toolStepsOf } from "./tool-steps.ts";

const text: JsonSchema = { type: "string", minLength: 1 };

export const toolArgsMatch: CheckType = {
  name: "trajectory:tool-args-match",
  doc: "At least one call of the tool `name` (or `pattern`) has the arguments `args`. Further arguments are allowed, at any depth; `mode: exact` allows none. `ignore` names arguments that do not count (`*` and `?` allowed), `defaults` gives values that count as left out.",
  version: 1,
  value: {
    type: "object",
    properties: {
      name: text,
      pattern: text,
      type: { const: "tool" },
      args: {},
      arguments: {},
      mode: { enum: ["partial", "exact"] },
      defaults: { type: "object" },
      ignore: { anyOf: [text, { type: "array", items: text }] },
    },
    allOf: [
      { anyOf: [{ required: ["name"] }, { required: ["pattern"] }] },
      { anyOf: [{ required: ["args"] }, { required: ["arguments"] }] },
    ],
    additionalProperties: false,
  },
  required: ["value"],
  needsConversation: true,
  prepare({ value }, inverse): Prepared {
    const matcher = isRecord(value) ? toolMatcherOf(value) : "it must be an object with `name` and `args`";
    if (typeof matcher === "string") return { problem: `\`value\`: ${matcher}`, at: "value" };
    const expectation = expectationOf(value as Record<string, unknown>);
    if (typeof expectation === "string") return { problem: `\`value\`: ${expectation}`, at: "value" };
    const claim = `call ${shown(matcher.pattern)} with ${shown(expectation.args)}`;
    return {
      check: (sample) => {
        const all = toolStepsOf(sample);
        const steps = all.filter((step) => matches(matcher, step));
        const hit = steps.find((step) => step.args !== undefined && fits(step.args, expectation));
        const shownStep = hit ?? steps[0];
        return verdictOf({
          holds: hit !== undefined,
          inverse,
          subject: "The assistant",
          claim,
          evidence: shownStep ? `it called it with ${shown(shownStep.args)}` : called(all),
          messageIndex: shownStep?.messageIndex,
        });
      },
    };
  },
};

interface Expectation {
  readonly args: unknown;
  readonly exact: boolean;
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly ignore: readonly string[];
}

function expectationOf(value: Record<string, unknown>): Expectation | string {
  const { mode = "partial", defaults = {}, ignore = [] } = value;
  const args = "args" in value ? value.args : value.arguments;
  if (args === undefined) return "`args` is missing";
  if (mode !== "partial" && mode !== "exact") return "`mode` must be `partial` or `exact`";
  if (!isRecord(defaults)) return "`defaults` must map arguments to values";
  const ignored = [ignore].flat();
  if (!ignored.every((name) => typeof name === "string" && name.trim() !== ""))
    return "`ignore` must be an argument's name or a list of names";
  return { args, exact: mode === "exact", defaults, ignore: ignored as string[] };
}

function fits(actual: unknown, { args, exact, defaults, ignore }: Expectation): boolean {
  const isIgnored = (key: string) =>
    ignore.some(
      (name) => name === key || (/[*?]/.test(name) && matchesWildcard(key.toLowerCase(), name.toLowerCase())),
    );
  const isDefault = (key: string, value: unknown) =>
    Object.hasOwn(defaults, key) && isDeepStrictEqual(value, defaults[key]);
  const counted = without(actual, (key, value) => isIgnored(key) || isDefault(key, value));
  const expected = without(args, isIgnored);
  return exact ? isDeepStrictEqual(counted, expected) : includes(counted, expected);
}

/** `fromEntries` defines keys instead of assigning them, so an argument called `__proto__` stays an argument. */
const without = (value: unknown, leftOut: (key: string, value: unknown) => boolean): unknown =>
  isRecord(value)
    ? Object.fromEntries(Object.entries(value).filter(([key, entry]) => !leftOut(key, entry)))
    : value;

/** Whether `actual` has all that is expected: extra keys are fine in objects, lists must agree in length and order. */
function includes(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, i) => includes(actual[i], item))
    );
  if (isRecord(expected))
    return (
      isRecord(actual) &&
      Object.entries(expected).every(
        ([key, value]) => Object.hasOwn(actual, key) && includes(actual[key], value),
      )
    );
  return isDeepStrictEqual(actual, expected);
}
