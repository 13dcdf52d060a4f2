import type { CheckType, JsonSchema, Prepared } from "../../check-type.ts";
import { isRecord } from "../../is-record.ts";
import { boundsText, type CountBounds, countBoundsOf, within } from "../tool-steps.ts";
import { textCheck } from "./text-check.ts";
import {
  bulletsIn,
  charactersIn,
  emojisIn,
  headingsIn,
  linksIn,
  paragraphsIn,
  placeholdersIn,
  questionsIn,
  sentencesIn,
} from "./text-parts.ts";

const bound: JsonSchema = { type: "integer", minimum: 0 };

/** Schema of a count: a number, or bounds. */
export const countSchema: JsonSchema = {
  anyOf: [
    bound,
    {
      type: "object",
      properties: { min: bound, max: bound },
      anyOf: [{ required: ["min"] }, { required: ["max"] }],
      additionalProperties: false,
    },
  ],
};

/** Reads a count, or says what is wrong with it. */
export function countOf(value: unknown): CountBounds | string {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return { min: value, max: value };
  if (!isRecord(value)) return "`value` must be a whole number, or an object with `min`, `max` or both";
  const bounds = countBoundsOf(value);
  if (typeof bounds === "string") return `\`value\`: ${bounds}`;
  return bounds.min === undefined && bounds.max === undefined ? "`value` needs `min`, `max` or both" : bounds;
}

/** A check on how many of something the output has. `unit`: what they are, in the plural. */
function counted(name: string, unit: string, meaning: string, count: (output: string) => number): CheckType {
  return {
    name,
    doc: `The output has exactly \`value\` ${unit}, or between \`{min: 1, max: 3}\` of them; either bound may be left out. ${meaning}`,
    version: 1,
    value: countSchema,
    required: ["value"],
    prepare({ value }, inverse): Prepared {
      const bounds = countOf(value);
      if (typeof bounds === "string") return { problem: bounds, at: "value" };
      return {
        check: textCheck(`have ${boundsText(bounds)} ${unit}`, inverse, (output) => {
          const found = count(output);
          return { holds: within(found, bounds), note: `it has ${found}` };
        }),
      };
    },
  };
}

export const countChecks: readonly CheckType[] = [
  counted(
    "sentence-count",
    "sentences",
    "Sentences are told apart by the rules of Unicode; a bullet is one too.",
    (text) => sentencesIn(text).length,
  ),
  {
    ...counted(
      "paragraph-count",
      "paragraphs",
      "Paragraphs are what blank lines separate; a list or a block of code is one.",
      (text) => paragraphsIn(text).length,
    ),
    version: 2,
  },
  counted(
    "character-count",
    "characters",
    "Characters are what a reader counts: an emoji or a letter with its accents is one. Blanks around the text do not count.",
    (text) => charactersIn(text.trim()),
  ),
  counted(
    "bullet-count",
    "bullets",
    "Bullets are lines that begin with `-`, `*`, `+`, `•` or a number with a dot or bracket, outside code.",
    (text) => bulletsIn(text).length,
  ),
  counted(
    "heading-count",
    "headings",
    "Headings are markdown's, outside code, and lines that are bold and nothing else.",
    (text) => headingsIn(text).length,
  ),
  counted(
    "question-count",
    "questions",
    "Questions are runs of question marks, of any script, outside code and links.",
    (text) => questionsIn(text).length,
  ),
  counted(
    "emoji-count",
    "emojis",
    "An emoji of several parts (a family, a flag, a skin tone) is one.",
    (text) => emojisIn(text).length,
  ),
  counted(
    "link-count",
    "links",
    "Links are web addresses and markdown links; an address inside a markdown link counts once.",
    (text) => linksIn(text).length,
  ),
  counted(
    "placeholder-count",
    "placeholders",
    "Placeholders are `[name]`, `<name>`, `{{name}}` and `{name}` with words inside, outside code; a markdown link is none.",
    (text) => placeholdersIn(text).length,
  ),
];
