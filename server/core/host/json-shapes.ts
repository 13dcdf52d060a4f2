import type { JsonSchema } from "../evaluators/index.ts";

/** JSON Schemas of what files that this program writes are made of. */
export const text: JsonSchema = { type: "string" };
export const count: JsonSchema = { type: "integer", minimum: 0 };
export const listOf = (items: JsonSchema): JsonSchema => ({ type: "array", items });
export const object = (
  required: Record<string, JsonSchema>,
  optional: Record<string, JsonSchema> = {},
): JsonSchema => ({
  type: "object",
  required: Object.keys(required),
  properties: { ...required, ...optional },
});
