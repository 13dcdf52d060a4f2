import { foldText } from "../../../prompt/index.ts";
import { diffHunks } from "../../edits/index.ts";
import { type Fault, type GuardRule, quoted } from "../violation.ts";

/** Where sections are named that may be edited, nothing else is: neither other sections nor what stands before the first. */
export const outside: GuardRule = {
  name: "outside",
  severity: "stop",
  check: ({ documents: { before }, allowed, ...texts }) => {
    if (!allowed) return [];
    const titles = new Set(allowed.map((title) => foldText(title).toLowerCase()));
    const places = before.sections.filter(({ title }) => titles.has(foldText(title).toLowerCase()));
    return diffHunks(texts.before, texts.after).flatMap(({ range, text, replaced }): Fault[] => {
      const isInside = places.some(
        ({ heading, range: place }) =>
          heading.end <= range.start &&
          range.end <= place.end &&
          (range.start < place.end || place.end === before.text.length),
      );
      return isInside
        ? []
        : [
            {
              in: "before",
              range,
              message: `This is no part of what may be edited: ${quoted(replaced.trim() === "" ? text : replaced)}.`,
            },
          ];
    });
  },
};
