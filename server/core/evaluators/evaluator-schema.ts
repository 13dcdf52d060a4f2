import type { CheckType, JsonSchema } from "./check-type.ts";
import { checkTypes, namesOf } from "./check-types.ts";
import { mostTrials } from "./judges/judge-keys.ts";

const texts: JsonSchema = {
  anyOf: [
    { type: "string", minLength: 1 },
    { type: "array", items: { type: "string", minLength: 1 } },
  ],
};

const judgeKeys: Readonly<Record<string, JsonSchema>> = {
  provider: {
    type: "string",
    pattern: "^[A-Za-z][\\w-]*$",
    description: "The entry of `models:` that is asked. Default: judge where there is one, else chat.",
  },
  trials: {
    type: "integer",
    minimum: 1,
    maximum: mostTrials,
    default: 1,
    description: "How often it is asked; the label of most counts, and a tie is unknown.",
  },
};

/** Both names of a type, each with its documentation, for completion and hover in the configuration. */
const names = (row: CheckType): JsonSchema[] =>
  namesOf(row).map((name) => ({
    const: name,
    description: name === row.name ? row.doc : `The opposite of \`${row.name}\`. ${row.doc}`,
  }));

/** An assertion of one type. Editors pick the alternative whose `type` fits, so each lists exactly the keys it takes. */
const assertionOf = (row: CheckType): JsonSchema => ({
  type: "object",
  required: ["type", ...row.required, ...(row.holdsAssertions ? ["assert"] : [])],
  additionalProperties: false,
  properties: {
    type: { anyOf: names(row) },
    ...(row.value && { value: row.value }),
    ...(row.threshold && { threshold: row.threshold }),
    ...Object.fromEntries((row.options ?? []).map((name) => [name, { type: "number" }])),
    ...(row.holdsAssertions && {
      assert: { type: "array", minItems: 1, items: { $ref: "#/definitions/singleAssertion" } },
    }),
    weight: {
      type: "number",
      minimum: 0,
      default: 1,
      description: "Share in the score. 0: measured, but without a say.",
    },
    ...(!row.needsConversation &&
      !row.declared &&
      !row.holdsAssertions && {
        on: {
          enum: ["input", "output"],
          default: "output",
          description: "Read what the user said, or what the agent said.",
        },
      }),
    ...(row.asksModel && judgeKeys),
    metric: {
      type: "string",
      description: "Names what it measures: under this name its verdict is kept beside the evaluator's.",
    },
    config: { description: "Handed to a javascript check as `context.config`." },
  },
});

const single: JsonSchema = { $ref: "#/definitions/singleAssertion" };
const assertion: JsonSchema = { $ref: "#/definitions/assertion" };

const safety: JsonSchema = {
  type: "boolean",
  default: false,
  description:
    "It guards safety: an edit that `improve` suggests may lower it by less than others, over all cases together.",
};

/** JSON Schema of an entry of `evaluators:` that stands for promptfoo's tests. */
export const suiteSchema: JsonSchema = {
  type: "object",
  required: ["promptfoo"],
  additionalProperties: false,
  properties: {
    promptfoo: {
      type: "string",
      minLength: 1,
      description:
        "A configuration of promptfoo, as it is: its tests judge the samples that have their variables.",
    },
    name: {
      type: "string",
      minLength: 1,
      description: "Default: the description in that file, else its name.",
    },
    scope: { enum: ["call", "turn", "conversation"] },
    prompts: texts,
    covers: {
      ...texts,
      description: "The instructions it tests: text found in exactly one of them, or an anchor.",
    },
    safety,
  },
};

/** What `evaluatorSchema` refers to: the schema that holds it has these under `definitions`. */
export const assertionDefinitions: JsonSchema = {
  singleAssertion: { anyOf: checkTypes.filter((row) => !row.holdsAssertions).map(assertionOf) },
  assertion: { anyOf: [single, ...checkTypes.filter((row) => row.holdsAssertions).map(assertionOf)] },
};

/** JSON Schema (draft 7) of one entry of `evaluators:`, built from the table of check types; refers to `assertionDefinitions`. */
export const evaluatorSchema: JsonSchema = {
  type: "object",
  required: ["name", "assert"],
  additionalProperties: false,
  properties: {
    name: {
      type: "string",
      minLength: 1,
      description: "Unique; shown wherever a figure of this evaluator is.",
    },
    description: { type: "string" },
    scope: {
      enum: ["call", "turn", "conversation"],
      description:
        "What one sample is. Default: conversation if a check looks at more than one answer, else turn.",
    },
    prompts: { ...texts, description: "Judge samples of these prompts only. Default: all." },
    behaviors: {
      ...texts,
      description:
        "Judge conversations only in which somebody asked for one of these behaviors, by name or id. Default: all.",
    },
    when: {
      type: "array",
      minItems: 1,
      items: assertion,
      description: "Where these do not all pass, the sample is not applicable and counts nowhere.",
    },
    assert: { type: "array", minItems: 1, items: assertion, description: "All must pass." },
    threshold: {
      type: "number",
      minimum: 0,
      maximum: 1,
      description: "Pass from this weighted mean score on, instead of only when all checks pass.",
    },
    ...judgeKeys,
    covers: {
      ...texts,
      description: "The instructions it tests: text found in exactly one of them, or an anchor.",
    },
    safety,
  },
};
