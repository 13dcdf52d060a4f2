import { parse as parseYaml } from "yaml";
import { messageOf } from "../../base/index.ts";
import type { Sample } from "../../store/index.ts";
import type { CheckType, JsonSchema, Prepared, Verdict } from "../check-type.ts";
import { unknownVerdict, verdictOf } from "../check-type.ts";
import { underDeadline } from "../deadline.ts";
import { quote, saidLast } from "../evidence.ts";
import { compileSchema, type SchemaTest } from "./compile-schema.ts";
import { jsonObjectsIn } from "./json-objects.ts";

const schemaValue: JsonSchema = {
  anyOf: [{ type: "object" }, { type: "string", description: "The schema as YAML or JSON text." }],
  description: "A JSON Schema (draft 7) the JSON must follow.",
};

export const isJson: CheckType = jsonType(
  "is-json",
  "be valid JSON",
  "The whole output is valid JSON; with a JSON Schema as `value` it must also follow that schema.",
  (output) => {
    try {
      return [JSON.parse(output)];
    } catch {
      return [];
    }
  },
);

export const containsJson: CheckType = jsonType(
  "contains-json",
  "contain a JSON object",
  "The output contains a JSON object somewhere in its text (read forgivingly: comments, single quotes and missing closing braces pass); with a JSON Schema as `value` one of the objects must follow it.",
  jsonObjectsIn,
);

function jsonType(
  name: string,
  bare: string,
  doc: string,
  candidates: (output: string) => Iterable<unknown>,
): CheckType {
  return {
    name,
    doc,
    version: 1,
    value: schemaValue,
    required: [],
    prepare({ value }, inverse): Prepared {
      const breach = testOf(value);
      if (typeof breach === "string") return { problem: breach, at: "value" };
      const claim = breach ? `${bare} that follows the schema` : bare;
      return {
        check: (sample, { deadlineMs }) =>
          // Parsing a whole text takes time by its length alone; a deadline would cost more than that.
          guarded(sample, name === "is-json" && !breach ? undefined : deadlineMs, () => {
            const found = search(candidates(sample.output), breach);
            const said = saidLast(sample);
            const evidence = found.reason ? `${found.reason}; ${said.evidence}` : said.evidence;
            return verdictOf({
              holds: found.holds,
              inverse,
              subject: "The output",
              claim,
              ...said,
              evidence,
            });
          }),
      };
    },
  };
}

/** Whether one of the values follows the schema; without a schema, whether there is one. `reason` tells what the last one broke. */
function search(
  values: Iterable<unknown>,
  breach: SchemaTest | undefined,
): { holds: boolean; reason?: string } {
  let reason: string | undefined;
  for (const value of values) {
    const broken = breach?.(value);
    if (!broken) return { holds: true };
    reason = `${quote(broken.instancePath || "the JSON", 0, 60)} ${broken.message}`;
  }
  return { holds: false, reason };
}

/** Parsing and schema patterns meet hostile text: too long or too deep is unknown, never a crash. */
function guarded(sample: Sample, deadlineMs: number | undefined, run: () => Verdict): Verdict {
  try {
    if (deadlineMs === undefined) return run();
    const outcome = underDeadline(run, deadlineMs);
    if ("value" in outcome) return outcome.value;
    return unknownVerdict(
      `Reading the ${sample.output.length} characters as JSON took over ${deadlineMs} ms`,
    );
  } catch (error) {
    return unknownVerdict(`The output could not be read as JSON: ${quote(messageOf(error))}`);
  }
}

/** Compiles the schema, or says in a sentence why not. As in promptfoo an empty value means no schema. */
function testOf(value: unknown): SchemaTest | undefined | string {
  if (!value) return undefined;
  try {
    const schema: unknown =
      typeof value === "string" ? parseYaml(value, { merge: true, logLevel: "error" }) : value;
    if (typeof schema !== "object" || schema === null || Array.isArray(schema))
      return "`value` must be a JSON Schema, as an object or as YAML text";
    return compileSchema(schema);
  } catch (error) {
    return `\`value\` is not a usable JSON Schema: ${messageOf(error)}`;
  }
}
