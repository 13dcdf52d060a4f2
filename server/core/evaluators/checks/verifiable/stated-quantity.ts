import type { CheckType, Prepared } from "../../check-type.ts";
import { verdictOf } from "../../check-type.ts";
import { saidAt, saidLast, shown } from "../../evidence.ts";
import { isRecord } from "../../is-record.ts";

export const statedQuantity: CheckType = {
  name: "stated-quantity",
  doc: "Wherever the output states a number of `unit` (as `business days`), it is one of `numbers`: `{unit: business days, numbers: [5, 7]}` passes `within 5 to 7 business days` and fails `within 10 business days`. Both ends of a range are looked at; numbers may be written in figures or, up to twelve, in English words. An output that states none passes: use `when` to leave it out.",
  version: 2,
  value: {
    type: "object",
    properties: {
      unit: { type: "string", minLength: 1 },
      numbers: { type: "array", items: { type: "number" }, minItems: 1 },
    },
    required: ["unit", "numbers"],
    additionalProperties: false,
  },
  required: ["value"],
  prepare({ value }, inverse): Prepared {
    const { unit, numbers } = isRecord(value) ? value : {};
    if (typeof unit !== "string" || unit.trim() === "")
      return { problem: "`value` needs a `unit`", at: "value" };
    if (!Array.isArray(numbers) || numbers.length === 0 || !numbers.every((one) => typeof one === "number"))
      return { problem: "`value` needs `numbers`, a list that is not empty", at: "value" };
    const pattern = quantityPattern(unit);
    return {
      check: (sample) => {
        const stated = [...sample.output.matchAll(pattern)];
        const wrong = stated.find(([, from, to]) =>
          [from, to].some((one) => one !== undefined && !numbers.includes(numberOf(one))),
        );
        const place = wrong ?? stated[0];
        return verdictOf({
          holds: !wrong,
          inverse,
          subject: "The output",
          claim: `state ${shown(numbers.join(", "))} where it gives ${shown(unit)}`,
          ...(place ? saidAt(sample, place.index) : saidLast(sample)),
          ...(!place && { evidence: `it gives no ${shown(unit)}` }),
        });
      },
    };
  },
};

const words = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
const figure = `(\\d{1,9}(?:[.,]\\d{1,9})?|${words.join("|")})`;

const numberOf = (text: string): number => {
  const word = words.indexOf(text.toLowerCase());
  return word >= 0 ? word : Number(text.replace(",", "."));
};

/** "5-7 business days", "five to seven (5–7) business days", "within 10 business days". */
function quantityPattern(unit: string): RegExp {
  const named = unit
    .trim()
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\s+/g, "[\\s-]{1,5}")
    .replace(/s$/, "s?");
  return new RegExp(
    `(?<![\\p{L}\\p{N}.,])${figure}(?:\\s?(?:-|–|—|to|and|or)\\s?${figure})?[\\s-]{1,5}${named}(?![\\p{L}\\p{N}])`,
    "giu",
  );
}
