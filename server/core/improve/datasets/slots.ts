/** A part of a text that varies from one user to the next while what they want is the same. */
export interface Slot {
  readonly kind: "email" | "money" | "date" | "id" | "number" | "name";
  readonly value: string;
  readonly start: number;
}

const months =
  "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?";
const name = "\\p{Lu}[\\p{L}'-]+";

/** What looks like several is what stands first here. */
const patterns: readonly (readonly [Slot["kind"], RegExp])[] = [
  ["email", /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu],
  ["money", /[$€£]\s?\d[\d,]*(?:\.\d+)?/g],
  [
    "date",
    new RegExp(
      `\\b(?:\\d{4}-\\d\\d-\\d\\d|\\d{1,2}[/.]\\d{1,2}(?:[/.]\\d{2,4})?|(?:${months}) \\d{1,2}(?:st|nd|rd|th)?|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\\b`,
      "g",
    ),
  ],
  [
    "id",
    /#\d{3,}|\b(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*\b|\b\d{5,}\b|\b\p{L}+_[\p{L}\p{N}_]+/gu,
  ],
  ["name", new RegExp(`(?<=\\b(?:[Mm]y name is|I am|I'm|[Tt]his is|name:) )${name}(?: ${name})?`, "gu")],
  ["number", /\b\d{1,4}\b/g],
];

/** The slots of a text in their order; none overlaps another. */
export function slotsIn(text: string): Slot[] {
  const found: Slot[] = [];
  for (const [kind, pattern] of patterns)
    for (const { 0: value, index: start } of text.matchAll(pattern))
      if (!found.some((one) => start < one.start + one.value.length && one.start < start + value.length))
        found.push({ kind, value, start });
  return found.sort((a, b) => a.start - b.start);
}
