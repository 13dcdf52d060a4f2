import type { CheckType, Prepared } from "../check-type.ts";
import { verdictOf } from "../check-type.ts";
import { saidLast } from "../evidence.ts";

const numeric = { type: "number", minimum: 0 } as const;

export const wordCount: CheckType = {
  name: "word-count",
  doc: "The output has exactly `value` words, or between `{min: 20, max: 50}` of them; either bound may be left out. Words are what white space separates.",
  version: 1,
  value: {
    anyOf: [
      numeric,
      { type: "string", pattern: "^\\s*\\d+\\s*$|\\{\\{" },
      {
        type: "object",
        properties: { min: numeric, max: numeric },
        anyOf: [{ required: ["min"] }, { required: ["max"] }],
        additionalProperties: false,
      },
    ],
  },
  required: ["value"],
  prepare({ value }, inverse): Prepared {
    const bounds = boundsOf(value);
    if (typeof bounds === "string") return { problem: bounds, at: "value" };
    return {
      check: (sample) => {
        const words = sample.output.split(/\s+/).filter((word) => word !== "").length;
        const holds = words >= (bounds.min ?? 0) && words <= (bounds.max ?? Number.POSITIVE_INFINITY);
        const said = saidLast(sample);
        const evidence = `it has ${words}; ${said.evidence}`;
        return verdictOf({
          holds,
          inverse,
          subject: "The output",
          claim: claimOf(bounds),
          ...said,
          evidence,
        });
      },
    };
  },
};

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

function boundsOf(value: unknown): Bounds | string {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const [min, max] = ["min", "max"].map((key) => numberOf((value as Record<string, unknown>)[key]));
    if (min === undefined && max === undefined) return "`value` needs `min`, `max` or both";
    if (!isBound(min) || !isBound(max)) return "`min` and `max` must be numbers";
    if (min !== undefined && max !== undefined && min > max)
      return `\`min\` (${min}) is above \`max\` (${max})`;
    return { min, max };
  }
  const exact = numberOf(value);
  if (typeof exact !== "number" || Number.isNaN(exact))
    return "`value` must be a number, or an object with `min` and `max`";
  return { min: exact, max: exact };
}

/** Numbers may be written as text, which an empty text is 0 of, as in promptfoo. */
const numberOf = (value: unknown): unknown => (typeof value === "string" ? Number(value) : value);

const isBound = (value: unknown): value is number | undefined =>
  value === undefined || (typeof value === "number" && !Number.isNaN(value));

function claimOf({ min, max }: Bounds): string {
  if (min === max) return `have ${min} words`;
  if (max === undefined) return `have at least ${min} words`;
  if (min === undefined) return `have at most ${max} words`;
  return `have ${min} to ${max} words`;
}
