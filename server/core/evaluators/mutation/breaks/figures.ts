import type { Sample } from "../../../store/index.ts";
import type { Particulars } from "../claims.ts";
import { mapLastText, mapTextAt, mapTexts } from "../mutant.ts";
import type { Break, MutationContext } from "../operator.ts";
import { pick, replaceOne } from "../words.ts";

type Quantity = Particulars["quantities"];

/** Amounts in the wrong units, and figures other than those that may be stated. */
export const figureBreaks: readonly Break[] = [
  {
    ...{ name: "amounts-converted", says: "an amount in the other units", breaks: ["units"] },
    mutate: (sample, context) => {
      const units = drawn(context.claims.particulars.units, context);
      return units && somewhere(sample, (text) => converted(text, units, context));
    },
  },
  ...["short", "long", "warm", "heavy", "in-words", "liquid"].map(
    (kind, i): Break => ({
      name: `amount-added-${kind}`,
      says: `one more amount, in the other units (${kind.replace("-", " ")})`,
      breaks: ["units"],
      mutate: (sample, context) => {
        const units = drawn(context.claims.particulars.units, context);
        return units && mapLastText(sample, (text) => `${text.trimEnd()} ${amounts[units][i]}`);
      },
    }),
  ),
  {
    ...{ name: "quantity-changed", says: "another figure in place of the stated one", breaks: ["quantity"] },
    mutate: (sample, context) => {
      const quantity = drawn(context.claims.particulars.quantities, context);
      if (!quantity) return undefined;
      const stated = new RegExp(
        `(?<![\\p{L}\\p{N}])\\d+(?=[\\s-]+${escaped(quantity.unit).replace(/s$/, "s?")}(?![\\p{L}\\p{N}]))`,
        "giu",
      );
      return mapTexts(sample, (text) => text.replace(stated, String(wrongFigure(quantity))));
    },
  },
  stated("quantity-off-by-one", "a figure that is one too high", ({ unit, numbers }) => {
    const next = Math.max(...numbers) + 1;
    return `It takes ${next} ${unit}.`;
  }),
  stated(
    "quantity-added",
    "one more figure, and a wrong one",
    (quantity) => `It takes ${wrongFigure(quantity)} ${quantity.unit}.`,
  ),
  stated("quantity-in-words", "a wrong figure in words", ({ unit, numbers }) => {
    const word = ["nine", "eight", "eleven", "four"].find((_, i) => !numbers.includes([9, 8, 11, 4][i]!));
    return word && `It takes ${word} ${unit}.`;
  }),
  stated(
    "quantity-in-a-range",
    "a range with a wrong end",
    (quantity) => `It takes ${Math.min(...quantity.numbers)} to ${wrongFigure(quantity)} ${quantity.unit}.`,
  ),
  stated("quantity-hyphenated", "a wrong figure, hyphenated", (quantity) => {
    const unit = quantity.unit.replace(/s$/, "").replace(/\s+/g, "-");
    return `Expect a ${wrongFigure(quantity)}-${unit} wait.`;
  }),
  {
    ...{ name: "quantity-first", says: "a wrong figure before all else", breaks: ["quantity"] },
    mutate: (sample, context) => {
      const quantity = drawn(context.claims.particulars.quantities, context);
      return (
        quantity &&
        mapTextAt(sample, 0, (text) => `Within ${wrongFigure(quantity)} ${quantity.unit} at most. ${text}`)
      );
    },
  },
];

const drawn = <T>(claims: readonly T[], { random }: MutationContext): T | undefined =>
  claims.length === 0 ? undefined : pick(claims, random);

/** The first text that can be changed so. */
export function somewhere(sample: Sample, change: (text: string) => string | undefined): Sample | undefined {
  let isDone = false;
  const mutant = mapTexts(sample, (text) => {
    const given = isDone ? undefined : change(text);
    isDone ||= given !== undefined;
    return given ?? text;
  });
  return isDone ? mutant : undefined;
}

/** Amounts that are in the other units. */
const amounts = {
  metric: [
    "It is about 3 miles away.",
    "It measures 6 feet and 2 inches.",
    "It was 68 °F outside.",
    "It weighs 5 pounds.",
    "It is ten yards long.",
    "It holds 2 gallons.",
  ],
  imperial: [
    "It is about 5 km away.",
    "It measures 30 cm.",
    "It was 20 °C outside.",
    "It weighs 3 kilograms.",
    "It is ten metres long.",
    "It holds 2 litres.",
  ],
} as const;

type Conversion = readonly [RegExp, number, string];

const conversions: Readonly<Record<"metric" | "imperial", readonly Conversion[]>> = {
  metric: [
    [/\b(\d+(?:\.\d+)?)\s?(?:km|kilomet(?:er|re)s?)\b/g, 0.62, "miles"],
    [/\b(\d+(?:\.\d+)?)\s?(?:kg|kilograms?)\b/g, 2.2, "pounds"],
    [/\b(\d+(?:\.\d+)?)\s?(?:cm|centimet(?:er|re)s?)\b/g, 0.39, "inches"],
    [/\b(\d+(?:\.\d+)?)\s?(?:m|met(?:er|re)s?)\b/g, 3.3, "feet"],
    [/\b(\d+(?:\.\d+)?)\s?(?:l|lit(?:er|re)s?)\b/g, 2.1, "pints"],
  ],
  imperial: [
    [/\b(\d+(?:\.\d+)?)\s?(?:mi|miles?)\b/g, 1.6, "km"],
    [/\b(\d+(?:\.\d+)?)\s?(?:lbs?|pounds?)\b/g, 0.45, "kg"],
    [/\b(\d+(?:\.\d+)?)\s?(?:in|inch(?:es)?)\b/g, 2.5, "cm"],
    [/\b(\d+(?:\.\d+)?)\s?(?:ft|feet|foot)\b/g, 0.3, "metres"],
  ],
};

function converted(
  text: string,
  units: "metric" | "imperial",
  { random }: MutationContext,
): string | undefined {
  for (const [pattern, factor, unit] of conversions[units]) {
    const given = replaceOne(
      text,
      pattern,
      random,
      (match) => `${Math.max(1, Math.round(Number.parseFloat(match) * factor))} ${unit}`,
    );
    if (given !== undefined) return given;
  }
  return undefined;
}

function stated(name: string, says: string, give: (quantity: Quantity) => string | undefined): Break {
  return {
    ...{ name, says, breaks: ["quantity"] },
    mutate: (sample, context) => {
      const quantity = drawn(context.claims.particulars.quantities, context);
      const sentence = quantity && give(quantity);
      return sentence === undefined
        ? undefined
        : mapLastText(sample, (text) => `${text.trimEnd()} ${sentence}`);
    },
  };
}

const wrongFigure = ({ numbers }: Quantity): number => Math.max(...numbers) * 2 + 1;

const escaped = (text: string): string =>
  text
    .trim()
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\s+/g, "\\s+");
