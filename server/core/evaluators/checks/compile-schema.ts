import { Ajv } from "ajv";
import addFormats from "ajv-formats";

// A CommonJS package: bundlers and Node disagree on where its default export is.
const withFormats = ("default" in addFormats ? addFormats.default : addFormats) as unknown as (
  ajv: Ajv,
) => Ajv;

/** Where a value breaks a schema, as a JSON pointer, and how. */
export interface SchemaBreach {
  readonly instancePath: string;
  readonly message: string;
}

/** What a value breaks of a schema, undefined where it follows it. */
export type SchemaTest = (value: unknown) => SchemaBreach | undefined;

/**
 * Compiles a JSON Schema (draft 7). Throws where it cannot be used. An asynchronous one cannot: it answers with a promise, which is no
 * verdict, and whose failure would end the process.
 */
export function compileSchema(schema: object): SchemaTest {
  if ("$async" in schema) throw new Error("asynchronous schemas are not supported");
  // A fresh instance each time: two schemas may carry the same $id.
  const validate = withFormats(new Ajv({ logger: false })).compile(schema);
  return (value) => {
    if ((validate(value) as unknown) === true) return undefined;
    const { instancePath = "", message = "does not follow the schema" } = validate.errors?.[0] ?? {};
    return { instancePath, message };
  };
}
