import type { Sample } from "../../../store/index.ts";
import type { CheckType, JsonSchema, Prepared } from "../../check-type.ts";
import { unknownVerdict, verdictOf } from "../../check-type.ts";
import { shown } from "../../evidence.ts";
import { isRecord } from "../../is-record.ts";
import {
  boundsText,
  type CountBounds,
  countBoundsOf,
  matchesWildcard,
  toolStepsOf,
  within,
} from "../tool-steps.ts";
import { messageOfSpan } from "./answering-spans.ts";
import { STEP_TYPES, type StepType, trajectoryStepOf } from "./trajectory-steps.ts";

const text: JsonSchema = { type: "string", minLength: 1 };
const bound: JsonSchema = { type: "number", minimum: 0 };
const stepType: JsonSchema = { enum: STEP_TYPES };

export const stepCount: CheckType = {
  name: "trajectory:step-count",
  doc: "The number of steps is within `{min: 1, max: 5}`; either bound may be left out. `type` says which steps count: `tool`, `command`, `search`, `reasoning`, `message`, or `span` for what is none of these; without it every span does, calls of the model among them. With `name` or `pattern` only steps of such a name are counted; both may hold `*` and `?`.",
  version: 2,
  value: {
    type: "object",
    properties: {
      name: text,
      pattern: text,
      type: { anyOf: [stepType, { type: "array", items: stepType }] },
      min: bound,
      max: bound,
    },
    anyOf: [{ required: ["min"] }, { required: ["max"] }],
    additionalProperties: false,
  },
  required: ["value"],
  needsConversation: true,
  needsSpans: true,
  prepare({ value }, inverse): Prepared {
    if (!isRecord(value))
      return { problem: "`value` must be an object with `min`, `max` or both", at: "value" };
    const bounds = countBoundsOf(value);
    if (typeof bounds === "string") return { problem: `\`value\`: ${bounds}`, at: "value" };
    if (bounds.min === undefined && bounds.max === undefined)
      return { problem: "`value` needs `min`, `max` or both", at: "value" };
    const types: unknown[] | undefined = value.type ? [value.type].flat() : undefined;
    if (types && !types.every((type) => STEP_TYPES.includes(type as StepType)))
      return { problem: `\`type\` must be one of ${STEP_TYPES.join(", ")}`, at: "value" };
    const pattern = value.pattern || value.name;
    if (pattern !== undefined && typeof pattern !== "string")
      return { problem: "`name` and `pattern` must be texts", at: "value" };
    const wanted = { types: types as StepType[] | undefined, pattern };
    return { check: (sample) => judge(sample, wanted, bounds, inverse) };
  },
};

interface Wanted {
  readonly types: readonly StepType[] | undefined;
  readonly pattern: string | undefined;
}

function judge(sample: Sample, wanted: Wanted, bounds: CountBounds, inverse: boolean) {
  const steps = stepsOf(sample, wanted);
  if (!steps)
    return unknownVerdict("Steps that are no tool calls are known of the spans of whole conversations alone");
  const name = wanted.pattern?.toLowerCase();
  const counted = steps.filter(
    ({ names }) => name === undefined || names.some((one) => matchesWildcard(one.toLowerCase(), name)),
  );
  const what = `${wanted.types ? `${wanted.types.join(" or ")} steps` : "steps"}${wanted.pattern ? ` ${shown(wanted.pattern)}` : ""}`;
  return verdictOf({
    holds: within(counted.length, bounds),
    inverse,
    subject: "The agent",
    claim: `take ${boundsText(bounds)} ${what}`,
    evidence: `it took ${counted.length}${counted.length > 0 ? `, ${shown([...new Set(counted.map(({ names }) => names[0]))].join(", "))}` : ""}`,
    messageIndex: counted[0]?.messageIndex,
  });
}

interface Step {
  readonly names: readonly string[];
  readonly messageIndex?: number;
}

/** Tool calls alone are in the messages of any sample; the rest is in the spans. */
function stepsOf(sample: Sample, { types }: Wanted): Step[] | undefined {
  const toolsAlone = types?.every((type) => type === "tool");
  if (toolsAlone && (!sample.spans || sample.scope !== "conversation"))
    return toolStepsOf(sample).map(({ name, messageIndex }) => ({ names: [name], messageIndex }));
  if (!sample.spans || sample.scope !== "conversation") return undefined;
  return sample.spans
    .map(trajectoryStepOf)
    .filter(({ type }) => !types || types.includes(type))
    .map(({ names, span }) => ({ names, messageIndex: messageOfSpan(sample, span) }));
}
