import { isDeepStrictEqual } from "node:util";
import type { CheckType, JsonSchema } from "../check-type.ts";
import { verdictOf } from "../check-type.ts";
import { saidAt, saidLast, shown } from "../evidence.ts";

const anyValue: JsonSchema = {};

export const equals: CheckType = {
  name: "equals",
  doc: "The whole output is exactly `value`. A number or boolean is compared as text. An object or list is compared with the output read as JSON: same keys and values, order of keys free.",
  version: 1,
  value: anyValue,
  required: ["value"],
  prepare({ value }, inverse) {
    const matches =
      typeof value === "object" ? (output: string) => equalsJson(output, value) : equalsText(String(value));
    return {
      check: (sample) => {
        const claim = { inverse, subject: "The output", claim: `equal ${shown(value)}` };
        return verdictOf({ ...claim, holds: matches(sample.output), ...saidLast(sample) });
      },
    };
  },
};

const equalsText = (expected: string) => (output: string) => output === expected;

function equalsJson(output: string, expected: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(output), expected);
  } catch {
    return false;
  }
}

export const startsWith: CheckType = {
  name: "starts-with",
  doc: "The output begins with the text `value`, upper and lower case told apart.",
  version: 1,
  value: { type: "string", minLength: 1 },
  required: ["value"],
  prepare({ value }, inverse) {
    if (typeof value !== "string" || value === "")
      return { problem: "`value` must be a text that is not empty", at: "value" };
    return {
      check: (sample) => {
        const claim = { inverse, subject: "The output", claim: `start with ${shown(value)}` };
        return verdictOf({ ...claim, holds: sample.output.startsWith(value), ...saidAt(sample, 0) });
      },
    };
  },
};
