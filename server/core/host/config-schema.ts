import { evaluatorSchema, type JsonSchema } from "../evaluators/index.ts";

const rate = (description: string, fallback: number): JsonSchema => ({
  type: "number",
  minimum: 0,
  maximum: 1,
  default: fallback,
  description,
});

/** JSON Schema (draft 7) of homeostat.yaml; `media/homeostat.schema.json` is written from it. */
export const configSchema: JsonSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Homeostat configuration",
  type: "object",
  additionalProperties: false,
  properties: {
    version: { const: 1, description: "Version of this file's shape." },
    store: {
      type: "string",
      default: ".homeostat",
      description: "Any LanceDB URI: a folder, s3://, gs://, az:// or db://. A folder is kept out of git.",
    },
    prompts: {
      type: "array",
      description: "The prompts to measure. Without it: every file whose name says that it is a prompt.",
      items: {
        type: "object",
        required: ["file"],
        additionalProperties: false,
        properties: {
          name: {
            type: "string",
            minLength: 1,
            description: "What evaluators call it. Default: the file's name.",
          },
          file: { type: "string", minLength: 1, description: "Path or glob, relative to this file." },
        },
      },
    },
    evaluators: {
      type: "array",
      description: "What good answers are. Without it: the outcome recorded with each conversation.",
      items: evaluatorSchema,
    },
    thresholds: {
      type: "object",
      additionalProperties: false,
      description: "When a line is reported.",
      properties: {
        error: rate("A line whose pass rate is below this is an error, if its evaluator is trusted.", 0.5),
        warning: rate("A line whose pass rate is below this is a warning.", 0.8),
        minSamples: {
          type: "integer",
          minimum: 1,
          default: 10,
          description: "With fewer samples a line is information at most.",
        },
      },
    },
  },
};
