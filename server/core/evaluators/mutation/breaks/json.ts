import { isRecord } from "../../is-record.ts";
import { mapTexts } from "../mutant.ts";
import type { Break, MutationContext } from "../operator.ts";
import { parsedJson, pick } from "../words.ts";

/** JSON that is none any more, has something around it, or lacks what it must have. */
export const jsonBreaks: readonly Break[] = [
  onJson("fenced", "JSON in a code fence", ["only-json"], (text) => `\`\`\`json\n${text.trim()}\n\`\`\``),
  onJson("prose-before-json", "prose before the JSON", ["only-json"], (text) => `Here it is:\n\n${text}`),
  onJson(
    "prose-after-json",
    "prose after the JSON",
    ["only-json"],
    (text) => `${text}\n\nLet me know if it is what you need.`,
  ),
  onJson("json-unclosed", "JSON whose end is missing", ["only-json"], (text) => text.trimEnd().slice(0, -1)),
  onJson("json-misquoted", "JSON in single quotes", ["only-json"], (text) =>
    text.includes('"') ? text.replaceAll('"', "'") : undefined,
  ),
  onJson("json-comma-lost", "JSON without its commas", ["only-json"], (text) => {
    const broken = text.replace(/,(\s*)"/g, '$1"');
    return parsedJson(broken) === undefined ? broken : undefined;
  }),
  onJson("json-as-list", "a list of lines instead of JSON", ["json", "only-json"], (_, value) =>
    isRecord(value)
      ? Object.entries(value)
          .map(
            ([key, entry]) =>
              `- ${key}: ${isRecord(entry) || Array.isArray(entry) ? "see above" : String(entry)}`,
          )
          .join("\n")
      : undefined,
  ),
  onJson("json-in-words", "JSON told in words", ["json", "only-json"], (_, value) =>
    isRecord(value)
      ? `The ${Object.keys(value).join(" and the ").replace(/[{}]/g, "")} are as you wanted.`
      : undefined,
  ),
  onJson("key-dropped", "JSON without a required key", ["json"], (_, value, { claims, random }) => {
    const key = requiredKey(value, claims.keys, random);
    return key === undefined
      ? undefined
      : JSON.stringify(Object.fromEntries(Object.entries(value as object).filter(([name]) => name !== key)));
  }),
  onJson("key-misnamed", "a required key under another name", ["json"], (_, value, { claims, random }) => {
    const key = requiredKey(value, claims.keys, random);
    return key === undefined
      ? undefined
      : JSON.stringify(
          Object.fromEntries(
            Object.entries(value as object).map(([name, entry]) => [name === key ? `${name}_` : name, entry]),
          ),
        );
  }),
];

function requiredKey(
  value: unknown,
  keys: readonly string[],
  random: MutationContext["random"],
): string | undefined {
  const there = isRecord(value) ? keys.filter((key) => Object.hasOwn(value, key)) : [];
  return there.length > 0 ? pick(there, random) : undefined;
}

/** Texts that are JSON as a whole; where JSON stands inside prose, the prose stays. */
function onJson(
  name: string,
  says: string,
  breaks: Break["breaks"],
  change: (text: string, value: unknown, context: MutationContext) => string | undefined,
): Break {
  return {
    name,
    says,
    breaks,
    mutate: (sample, context) =>
      mapTexts(sample, (text) => {
        const { before, json, after } = jsonIn(text);
        const value = parsedJson(json);
        if (typeof value !== "object" || value === null) return text;
        const given = change(json, value, context);
        return given === undefined ? text : before + given + after;
      }),
  };
}

/** From the first brace or bracket to the last. */
function jsonIn(text: string): { readonly before: string; readonly json: string; readonly after: string } {
  if (parsedJson(text) !== undefined) return { before: "", json: text, after: "" };
  const start = text.search(/[[{]/);
  const end = Math.max(text.lastIndexOf("}"), text.lastIndexOf("]")) + 1;
  return start < 0 || end <= start
    ? { before: "", json: "", after: text }
    : { before: text.slice(0, start), json: text.slice(start, end), after: text.slice(end) };
}
