import { checkTypes, namesOf } from "../evaluators/index.ts";
import { ruleLevels } from "../review/index.ts";
import { configSchema, ruleCodes } from "./config-schema.ts";

export interface ConfigCompletion {
  readonly label: string;
  readonly insert: string;
  readonly doc?: string;
  readonly isKey: boolean;
}

type Schema = {
  properties?: Record<string, Schema>;
  items?: Schema;
  description?: string;
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  $ref?: string;
  definitions?: Record<string, Schema>;
};

/** What can stand at an offset of homeostat.yaml: keys of the mapping around it, or the values after `type:`, `scope:`, `rule:` and under `rules:` and `embeddings:`. */
export function completeConfig(text: string, offset: number): ConfigCompletion[] {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  const value = /(?:^|[\s{,-])([\w-]+):\s*([\w:-]*)$/.exec(before);
  if (value?.[1] === "type") return typeCompletions();
  if (value?.[1] === "scope") return values(["call", "turn", "conversation"]);
  const parents = parentKeys(text.slice(0, lineStart), indentOf(before));
  if (value?.[1] === "rule" && parents.at(-1) === "ignore") return values(ruleCodes);
  if (value?.[1] === "embeddings" && parents.at(-1) === "models") return values(["auto", "lexical"]);
  if (value && parents.at(-1) === "embeddings") return values(schemaAt([...parents, value[1]!])?.enum ?? []);
  if (value && parents.at(-1) === "agents") return values(schemaAt([...parents, value[1]!])?.enum ?? []);
  if (value && parents.at(-1) === "rules") return values(ruleLevels);
  if (value) return [];
  const schema = schemaAt(parents);
  return Object.entries(schema?.properties ?? {}).map(([label, { description }]) => ({
    label,
    insert: `${label}: `,
    isKey: true,
    ...(description && { doc: description }),
  }));
}

const values = (labels: readonly unknown[]): ConfigCompletion[] =>
  labels.map((label) => ({ label: String(label), insert: String(label), isKey: false }));

const typeCompletions = (): ConfigCompletion[] =>
  checkTypes.flatMap((row) =>
    namesOf(row).map((name) => ({
      label: name,
      insert: name,
      doc: name === row.name ? row.doc : `The opposite of ${row.name}. ${row.doc}`,
      isKey: false,
    })),
  );

/** Columns before the key being typed; a list dash counts as indentation. */
const indentOf = (line: string): number => /^[\s-]*/.exec(line)![0].length;

/** Keys of the mappings around a line, outermost first, by indentation alone: half-typed YAML does not parse. */
function parentKeys(above: string, indent: number): string[] {
  const keys: string[] = [];
  let limit = indent;
  for (const line of above.split("\n").reverse()) {
    const match = /^([\s-]*)([\w-]+):/.exec(line);
    if (!match || match[1]!.length >= limit) continue;
    // A key on the dash's own line is a sibling of what follows it, not its parent.
    keys.unshift(match[2]!);
    limit = Math.min(line.search(/\S/), match[1]!.length);
    if (limit === 0) break;
  }
  return keys;
}

function schemaAt(keys: readonly string[]): Schema | undefined {
  let schema: Schema | undefined = configSchema as Schema;
  for (const key of keys) {
    schema = schema?.properties?.[key] ?? schema?.items?.properties?.[key];
    if (schema?.items) schema = schema.items;
    schema = mappingOf(schema);
  }
  return schema;
}

/** What a schema refers to; of alternatives the first. */
function mappingOf(schema: Schema | undefined): Schema | undefined {
  if (!schema || schema.properties) return schema;
  const name = /^#\/definitions\/(\w+)$/.exec(schema.$ref ?? "")?.[1];
  if (name) return mappingOf((configSchema as Schema).definitions?.[name]);
  return schema.anyOf ? mappingOf(schema.anyOf[0]) : schema;
}
