import { termsIn } from "../attribution/index.ts";
import type { Range } from "../base/index.ts";
import type { DecidedBehavior } from "./decisions/laid-over.ts";
import type { Finding } from "./findings.ts";
import type { PromptView } from "./prompt-view.ts";
import { inQuotes, percent, tame } from "./wording.ts";

/** More of them say that the prompt is not meant to speak of everything. */
const mostTold = 10;

/**
 * Behaviors that no line speaks to, where such a line would belong: at the heading of the section that has most to do with them, else at the
 * end. One that a line just written speaks to is told no more.
 */
export function unaddressedFindings(view: PromptView): Finding[] {
  const { unaddressed = [], behaviors, thresholds, promptTraffic = [] } = view.snapshot;
  const own = unaddressed.filter(({ file, n }) => file === view.file && n >= thresholds.minSamples);
  if (own.length === 0) return [];
  const asked = promptTraffic.find(({ file }) => file === view.file)?.conversations ?? 0;
  const written = new Set(
    view.measured.flatMap(({ instruction, figures }) => (figures ? [] : termsIn(instruction.text))),
  );
  const told = own.flatMap(({ behaviorId, n, section, terms }): Finding[] => {
    const behavior = behaviors.find(({ id }) => id === behaviorId);
    if (!behavior || behavior.decision?.muted || terms.some((term) => written.has(term))) return [];
    const heading = section && headingOf(view, section);
    const where = heading ? "One would belong in this section." : "";
    const message = `No line speaks to ${inQuotes(tame(behavior.name, 80))}: ${n} conversations${
      asked > 0 ? ` (${percent(n / asked)} of this prompt's)` : ""
    }${judgedText(behavior)}. ${where}`.trimEnd();
    return [
      {
        range: heading ?? lastLine(view),
        severity: "information",
        code: "behavior-unaddressed",
        message,
        behavior: behaviorId,
      },
    ];
  });
  return told.slice(0, mostTold);
}

/** Its failures wherever it was asked: the name of a behavior is not a prompt's. */
const judgedText = ({ rate }: DecidedBehavior): string =>
  rate.n > 0 ? `, ${rate.n - rate.passes} of ${rate.n} judged ones fail` : "";

function headingOf({ document }: PromptView, titles: readonly string[]): Range | undefined {
  const wanted = titles.join("\n");
  const inside = document.instructions.find(({ section }) => section.join("\n") === wanted);
  return (
    inside &&
    document.sections.findLast(
      ({ heading, range, title }) =>
        title === titles.at(-1) && heading.start <= inside.range.start && inside.range.start < range.end,
    )?.heading
  );
}

function lastLine({ document, lines }: PromptView): Range {
  const end = document.text.trimEnd().length;
  return lines.lineRange(lines.positionAt(end).line);
}
