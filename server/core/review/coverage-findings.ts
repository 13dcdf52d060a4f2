import type { Finding } from "./findings.ts";
import { type PromptView, topRange, viewCoverage } from "./prompt-view.ts";
import { plural, tame } from "./wording.ts";

/** More places are a list that nobody reads: the coverage of the prompt has them all. */
const mostShown = 20;

/**
 * Lines that no conversation put to work and lines that no evaluator covers, one finding for a prompt and not one for each line. As with the
 * coverage of programs, what is not covered is shown where somebody looks at coverage, and is a finding where a team sets a level for it
 * under `rules:`. Nothing is said of a prompt that no conversation has used.
 */
export function coverageFindings(view: PromptView): Finding[] {
  const { matched = 0 } = view.figures?.conversations ?? {};
  if (matched === 0) return [];
  const coverage = viewCoverage(view);
  const { directives, untested, neverExercised } = coverage;
  const of = (keys: readonly string[]): string => `${keys.length} of ${plural(directives, "line")}`;
  return [
    ...summary(
      view,
      "lines-unused",
      neverExercised,
      (lines) =>
        `None of ${plural(matched, "conversation")} put ${lines} to work (${of(neverExercised)}). Say in the users' words when they apply, or take them out.`,
    ),
    ...summary(
      view,
      "lines-untested",
      untested,
      (lines) =>
        `No evaluator covers ${lines} (${of(untested)}). What could test them: homeostat propose ${tame(view.file, 160)}`,
    ),
  ];
}

function summary(
  view: PromptView,
  code: "lines-unused" | "lines-untested",
  keys: readonly string[],
  message: (lines: string) => string,
): Finding[] {
  const level = view.policy.rules[code];
  if (keys.length === 0 || level === undefined || level === "off") return [];
  const wanted = new Set(keys);
  const ranges = view.document.instructions.filter(({ key }) => wanted.has(key)).map(({ range }) => range);
  const shown = ranges.slice(0, mostShown);
  const numbers = shown.map(({ start }) => view.lines.positionAt(start).line + 1);
  const more = ranges.length > shown.length ? " and others" : "";
  return [
    {
      range: topRange(view),
      severity: level,
      code,
      message: message(`${shown.length === 1 ? "line" : "lines"} ${numbers.join(", ")}${more}`),
      related: shown.map((range) => ({
        range,
        message: code === "lines-unused" ? "no conversation put it to work" : "no evaluator covers it",
      })),
    },
  ];
}
