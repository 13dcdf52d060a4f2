import type { ToolDefinition } from "../../store/index.ts";
import { defined, type Fields, fieldOf, isFields, textOf } from "../wire-values.ts";
import { type AttributeReader, unpacked } from "./attribute-reader.ts";

/** An agent with more tools than this lists a catalogue, not what the model was told. */
const MAX_TOOLS = 500;

/**
 * The tools that a model was given, in whatever shape an API or an instrumentation has them, each also as JSON in a text. Undefined
 * where none is told. Every call of a conversation repeats them, so that what one text says is remembered for a while.
 */
export function toolDefinitionsOf(raw: unknown): readonly ToolDefinition[] | undefined {
  if (raw === undefined || raw === null) return undefined;
  const key = typeof raw === "string" ? raw : undefined;
  const known = key === undefined ? undefined : remembered.get(key);
  if (known) return known;
  const tools = listed(unpacked(raw)).slice(0, MAX_TOOLS);
  if (tools.length === 0) return undefined;
  if (key !== undefined) {
    if (remembered.size >= 64) remembered.clear();
    remembered.set(key, tools);
  }
  return tools;
}
const remembered = new Map<string, readonly ToolDefinition[]>();

/** Those in the first of these attributes that holds some. What cannot be read stays an attribute. */
export function toolsIn(
  attributes: AttributeReader,
  ...names: readonly string[]
): readonly ToolDefinition[] | undefined {
  for (const name of names) {
    const tools = toolDefinitionsOf(attributes.fields[name]);
    if (!tools) continue;
    attributes.used.add(name);
    return tools;
  }
  return undefined;
}

function listed(value: unknown): ToolDefinition[] {
  if (Array.isArray(value)) return value.flatMap((one) => listed(unpacked(one)));
  if (!isFields(value)) return [];
  // Gemini puts several functions into one tool.
  const many = fieldOf(value, ["functionDeclarations", "function_declarations"]);
  if (Array.isArray(many)) return listed(many);
  const own = definitionOf(value);
  if (own) return [own];
  // A dictionary of tools by name.
  return Object.entries(value).flatMap(([name, one]) => {
    const inner = unpacked(one);
    return isFields(inner) && isDescribed(inner) ? [definitionOf({ name, ...inner })!] : [];
  });
}

function definitionOf(value: Fields): ToolDefinition | undefined {
  const inner = [value.function, value.toolSpec, value.tool_spec].find(isFields) ?? value;
  const name = textOf(inner.name) ?? (isBuiltIn(value) ? String(value.type) : undefined);
  if (name === undefined || name.length > 256) return undefined;
  const schema = unpacked(
    fieldOf(inner, [
      "parameters",
      "inputSchema",
      "input_schema",
      "parameters_json_schema",
      "parametersJsonSchema",
      "jsonSchema",
      "schema",
    ]),
  );
  return defined<ToolDefinition>({
    name,
    description: textOf(inner.description),
    parameters: isFields(schema) && isFields(schema.json) ? schema.json : schema,
  });
}

/** A tool that the provider runs has a type and nothing else: `web_search`. */
const isBuiltIn = (value: Fields): boolean => typeof value.type === "string" && value.type !== "function";
const isDescribed = (value: Fields): boolean =>
  ["description", "parameters", "inputSchema", "input_schema"].some((name) => value[name] !== undefined);

/** Is this message in truth a tool that the model may call? LangChain's callback for Langfuse lists them among the messages. */
export const isToolDefinition = (value: unknown): boolean =>
  isFields(value) &&
  value.type === "function" &&
  isFields(value.function) &&
  value.function.arguments === undefined;
