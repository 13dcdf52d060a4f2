/** A property that a schema declares, and the path of its key inside the schema. */
export interface SchemaProperty {
  readonly name: string;
  readonly path: readonly string[];
}

const types = new Set(["any", "boolean", "integer", "null", "number", "string", "object", "array"]);
/** With one of these, more properties may come from elsewhere. */
const opening = ["$ref", "allOf", "anyOf", "oneOf", "patternProperties", "if"];

/**
 * The properties at the top of a schema, written as Picoschema (`name?: string`, `items(array, what they are): string`) or as JSON
 * Schema. Undefined where the schema does not say all of them: a name of a schema kept elsewhere, a wildcard, a scalar.
 */
export function schemaProperties(schema: unknown): readonly SchemaProperty[] | undefined {
  if (!isRecord(schema)) return undefined;
  if (isJsonSchema(schema)) return jsonProperties(schema);
  const keys = Object.keys(schema);
  if (keys.includes("(*)")) return undefined;
  return keys.map((key) => ({ name: picoName(key), path: [key] }));
}

/**
 * Types as TypeScript writes them, which Picoschema's users write and YAML cannot read: `{ name: string }[]`, `"low" | "high"`. Gives
 * text of equal length without the brackets and the alternatives.
 */
export function withoutTypeSyntax(yaml: string): string {
  return yaml
    .replace(/(?<=[\w}])(?:\[\])+/g, (brackets) => " ".repeat(brackets.length))
    .replace(
      /("[^"\r\n]{0,200}"|'[^'\r\n]{0,200}')((?:[ \t]*\|[ \t]*(?:"[^"\r\n]{0,200}"|'[^'\r\n]{0,200}'|[\w-]+))+)/g,
      (_, first: string, rest: string) => first + " ".repeat(rest.length),
    );
}

/** As dotprompt tells them apart: by a type at the top, or by `properties`. */
const isJsonSchema = (schema: Readonly<Record<string, unknown>>): boolean =>
  (typeof schema.type === "string" && types.has(schema.type)) || isRecord(schema.properties);

function jsonProperties(schema: Readonly<Record<string, unknown>>): readonly SchemaProperty[] | undefined {
  const { properties, additionalProperties } = schema;
  const isOpen = opening.some((word) => word in schema) || Boolean(additionalProperties);
  if (isOpen || !isRecord(properties)) return undefined;
  return Object.keys(properties).map((name) => ({ name, path: ["properties", name] }));
}

/** `steps?(array, the steps)` is `steps`. */
const picoName = (key: string): string => key.replace(/\(.*$/s, "").trim().replace(/\?$/, "");

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
