import type { Sample } from "../../store/index.ts";
import type { CheckType, JsonSchema, Prepared, Verdict } from "../check-type.ts";
import { verdictOf } from "../check-type.ts";
import { saidAt, saidLast, shown } from "../evidence.ts";
import { parseCommaSeparated } from "./comma-separated.ts";

const oneText: JsonSchema = { type: ["string", "number"], minLength: 1 };
const textList: JsonSchema = {
  anyOf: [
    { type: "string", minLength: 1, description: "Comma separated; quote a text that holds a comma." },
    { type: "array", items: { type: ["string", "number", "boolean"] }, minItems: 1 },
  ],
};

const identity = (text: string): string => text;
const lower = (text: string): string => text.toLowerCase();

type Fold = (text: string) => string;

export const contains = single("contains", identity, "The output contains the text `value`.");
export const icontains = single(
  "icontains",
  lower,
  "The output contains the text `value`, in upper or lower case.",
);
export const containsAny = several(
  "contains-any",
  identity,
  false,
  "The output contains at least one of the texts in `value`: a list, or one comma separated text in which a part may be quoted.",
);
export const containsAll = several(
  "contains-all",
  identity,
  true,
  "The output contains every text in `value`: a list, or one comma separated text in which a part may be quoted.",
);
export const icontainsAny = several(
  "icontains-any",
  lower,
  false,
  "The output contains at least one of the texts in `value`, in upper or lower case.",
);
export const icontainsAll = several(
  "icontains-all",
  lower,
  true,
  "The output contains every text in `value`, in upper or lower case.",
);

function single(name: string, fold: Fold, doc: string): CheckType {
  return {
    name,
    doc,
    version: 1,
    value: oneText,
    required: ["value"],
    prepare({ value }, inverse): Prepared {
      const usable =
        typeof value === "number" ? !Number.isNaN(value) : typeof value === "string" && value !== "";
      if (!usable) return { problem: "`value` must be a text that is not empty, or a number", at: "value" };
      const wanted = fold(String(value));
      return {
        check: (sample) =>
          worded(sample, fold(sample.output).indexOf(wanted), inverse, `contain ${shown(String(value))}`),
      };
    },
  };
}

function several(name: string, fold: Fold, all: boolean, doc: string): CheckType {
  return {
    name,
    doc,
    version: 1,
    value: textList,
    required: ["value"],
    prepare({ value }, inverse): Prepared {
      const parts = typeof value === "string" ? parseCommaSeparated(value) : value;
      if (typeof parts === "string") return { problem: `\`value\`: ${parts}`, at: "value" };
      if (!Array.isArray(parts) || parts.length === 0)
        return {
          problem: "`value` must be a list of texts that is not empty, or a comma separated text",
          at: "value",
        };
      const wanted = parts.map((part) => fold(String(part)));
      const quantifier = all ? "all" : "one";
      return {
        check: (sample) => {
          const output = fold(sample.output);
          const places = wanted.map((text) => output.indexOf(text));
          const missing = parts.filter((_, i) => places[i]! < 0);
          const holds = all ? missing.length === 0 : missing.length < parts.length;
          const found = holds ? Math.min(...places.filter((place) => place >= 0)) : -1;
          const lacking = !holds && all ? `; missing ${shown(missing.join(", "))}` : "";
          return worded(
            sample,
            found,
            inverse,
            `contain ${quantifier} of ${shown(parts.join(", "))}${lacking}`,
          );
        },
      };
    },
  };
}

/** `place` is the offset of what was found, or below 0. Folding to lower case hardly ever moves offsets, and only evidence uses them. */
function worded(sample: Sample, place: number, inverse: boolean, claim: string): Verdict {
  const holds = place >= 0;
  const evidence = holds ? saidAt(sample, place) : saidLast(sample);
  return verdictOf({ holds, inverse, subject: "The output", claim, ...evidence });
}
