import { type NamedValue, namedValues } from "../../prompt/index.ts";
import type { Component, ComponentSpec } from "./component.ts";

/** A spec that leads to nothing which may be changed, and why, as a sentence. */
export interface LostComponent {
  readonly spec: ComponentSpec;
  readonly why: string;
}

export interface ReadComponents {
  /** In the order of the file, each once. */
  readonly components: readonly Component[];
  readonly lost: readonly LostComponent[];
}

/** What of a file may be changed. `specs`: those of this file. */
export function readComponents(file: string, text: string, specs: readonly ComponentSpec[]): ReadComponents {
  const { values, problems } = namedValues(file, text);
  const [problem] = problems;
  if (problem) return { components: [], lost: specs.map((spec) => ({ spec, why: problem.message })) };
  const found = specs.map((spec) => ({ spec, found: componentsOf(spec, values) }));
  const components = new Map(
    found.flatMap((one) =>
      typeof one.found === "string" ? [] : one.found.map((component) => [component.at, component] as const),
    ),
  );
  return {
    components: [...components.values()].sort((a, b) => a.range.start - b.range.start),
    lost: found.flatMap((one) => (typeof one.found === "string" ? [{ spec: one.spec, why: one.found }] : [])),
  };
}

function componentsOf(
  { at, bounds, file }: ComponentSpec,
  values: readonly NamedValue[],
): Component[] | string {
  if (at === undefined) {
    const tools = toolTexts(values);
    return tools.length > 0 ? tools : `${file} has no tool with a name and a description.`;
  }
  const own = values.filter((one) => one.at === at);
  const [value] = own;
  if (!value)
    return `There is no \`${at}\` in ${file}${values.length > 0 ? `; it has ${some(values)}` : ""}.`;
  if (own.length > 1) return `\`${at}\` stands ${own.length} times in ${file}.`;
  const { value: text, range, isText, encode } = value;
  const base = { ...{ at, title: at, text }, ...{ range, isText, encode } };
  if (bounds) return [{ ...base, kind: "value", bounds }];
  if (!isText)
    return `\`${at}\` is ${text}, which is no text: say within what it may be changed, by \`min\` and \`max\` or by \`oneOf\`.`;
  return text === "" ? `\`${at}\` is empty.` : [{ ...base, kind: "text" }];
}

const mostNamed = 8;

const some = (values: readonly NamedValue[]): string =>
  `${values
    .slice(0, mostNamed)
    .map(({ at }) => at)
    .join(", ")}${values.length > mostNamed ? ", …" : ""}`;

/** What a model is told of a tool and of its parameters, in the forms of OpenAI, Anthropic and MCP. */
const toolText =
  /^(.*\/\d+(?:\/function)?)(?:\/(?:parameters|input_schema|inputSchema)((?:\/[^/]+)*?\/properties\/[^/]+(?:\/[^/]+)*?))?\/description$/;

function toolTexts(values: readonly NamedValue[]): Component[] {
  const nameOf = new Map(values.flatMap(({ at, value, isText }) => (isText ? [[at, value] as const] : [])));
  return values.flatMap(({ at, value: text, range, isText, encode }) => {
    const [, tool = "", parameter] = toolText.exec(at) ?? [];
    const name = nameOf.get(`${tool}/name`);
    if (name === undefined || !isText || text === "") return [];
    const title = parameter === undefined ? name : `${name}, ${parameterName(parameter)}`;
    return [{ at, title, kind: "tool" as const, text, isText, range, encode }];
  });
}

/** `/properties/order/properties/id` is `order.id`. */
const parameterName = (path: string): string =>
  path
    .split("/")
    .filter((part) => part !== "" && part !== "properties" && part !== "items")
    .join(".");
