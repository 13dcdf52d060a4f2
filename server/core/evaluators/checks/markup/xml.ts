import type { SaxesParser } from "saxes";
import { messageOf } from "../../../base/index.ts";
import type { JsonSchema } from "../../check-type.ts";
import { isRecord } from "../../is-record.ts";
import { textCheck } from "../text-check.ts";
import { doctypeProblem, isOpenToEntities } from "./doctype.ts";
import { xmlStretches } from "./xml-stretches.ts";

const names: JsonSchema = { type: "array", items: { type: ["string", "number"] } };
const value: JsonSchema = {
  anyOf: [
    {
      type: "string",
      description: "Paths of elements that must be there, comma separated: `order.id, order.total`.",
    },
    names,
    { type: "object", properties: { requiredElements: names }, additionalProperties: false },
  ],
};

export const isXml = textCheck({
  name: "is-xml",
  doc: "The whole output is well-formed XML with its namespaces declared; with `value` it also has the elements whose paths, as `order.id`, are listed there: comma separated, as a list, or under `requiredElements`. A DTD inside the document is refused.",
  claim: "be XML",
  value,
  read: requiredElements,
  open: async (required) => {
    const [{ SaxesParser }, elements] = await Promise.all([import("saxes"), elementReader()]);
    return (output) =>
      formProblem(output, new SaxesParser({ xmlns: true })) ?? missingElements(elements(output), required);
  },
});

export const containsXml = textCheck({
  name: "contains-xml",
  doc: "The output holds XML somewhere in its text; with `value` one stretch of it has the elements that are listed there, as for `is-xml`.",
  claim: "contain XML",
  value,
  read: requiredElements,
  open: async (required) => {
    const elements = await elementReader();
    return (output) => stretchProblem(output, elements, required);
  },
});

function requiredElements(given: unknown): readonly string[] {
  if (given === undefined || given === null) return [];
  if (typeof given === "string") return given.split(",").map((path) => path.trim());
  if (Array.isArray(given)) return given.map(String);
  if (isRecord(given) && Object.keys(given).length === 0) return [];
  if (isRecord(given) && Array.isArray(given.requiredElements)) return given.requiredElements.map(String);
  throw new Error("`value` must be a text, a list, or a mapping with `requiredElements`");
}

/** Reads XML forgivingly, as data; gives a sentence where it cannot be read at all. */
type ElementReader = (xml: string) => { readonly data: unknown } | { readonly problem: string };

async function elementReader(): Promise<ElementReader> {
  const { XMLParser } = await import("fast-xml-parser");
  return (xml) => {
    try {
      const parser = new XMLParser({
        allowBooleanAttributes: true,
        ignoreAttributes: false,
        parseAttributeValue: true,
        parseTagValue: true,
      });
      return { data: parser.parse(xml) as unknown };
    } catch (error) {
      return { problem: messageOf(error) };
    }
  };
}

function formProblem(xml: string, parser: SaxesParser<{ xmlns: true }>): string | undefined {
  let problem: string | undefined;
  let standalone = false;
  try {
    parser.on("xmldecl", (declaration) => {
      standalone = declaration.standalone === "yes";
    });
    parser.on("doctype", (doctype) => {
      problem = doctypeProblem(doctype);
      if (problem) throw new Error(problem);
      // Entities that a DTD elsewhere may declare are none of ours to judge.
      if (!standalone && isOpenToEntities(doctype)) leaveEntities(parser);
    });
    parser.write(xml).close();
    return undefined;
  } catch (error) {
    return problem ?? messageOf(error);
  }
}

function leaveEntities(parser: SaxesParser<{ xmlns: true }>): void {
  parser.ENTITIES = new Proxy(parser.ENTITIES, {
    get: (known, name, receiver) =>
      typeof name === "string" && !Reflect.has(known, name) && /^[\p{L}_:][\p{L}\p{N}_:.-]*$/u.test(name)
        ? `&${name};`
        : Reflect.get(known, name, receiver),
  });
}

function missingElements(read: ReturnType<ElementReader>, required: readonly string[]): string | undefined {
  if ("problem" in read) return read.problem;
  const missing = required.filter((path) => !hasPath(read.data, path.split(".")));
  return missing.length === 0 ? undefined : `it lacks ${missing.join(", ")}`;
}

/** An element that stands there several times is a list, whose members are reached by number: `item.0.id`. */
function hasPath(data: unknown, path: readonly string[]): boolean {
  let current = data;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return false;
    if (Array.isArray(current) && !/^(?:0|[1-9]\d*)$/.test(key)) return false;
    current = (current as Record<string, unknown>)[key];
    if (current === undefined) return false;
  }
  return true;
}

function stretchProblem(
  text: string,
  elements: ElementReader,
  required: readonly string[],
): string | undefined {
  const stretches = xmlStretches(text);
  if (stretches.length === 0) return "it holds no element";
  const readable: (typeof stretches)[number][] = [];
  let problem: string | undefined;
  for (const stretch of stretches) {
    if (readable.some(({ start, end }) => stretch.start >= start && stretch.end <= end)) continue;
    const read = elements(text.slice(stretch.start, stretch.end));
    problem = missingElements(read, required);
    if (problem === undefined) return undefined;
    if ("data" in read) readable.push(stretch);
  }
  return problem;
}
