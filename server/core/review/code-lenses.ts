import { isDirectiveKind, type MeasuredInstruction } from "../attribution/index.ts";
import { groupBy, type Range } from "../base/index.ts";
import { isSaid, type SuspectOnLine, suspectsOnLines } from "./diagnosis/suspects-on-lines.ts";
import { findingsOf, shownFigure } from "./findings.ts";
import type { PromptView } from "./prompt-view.ts";
import { percent, plural } from "./wording.ts";

/** A line of text above a section. `conversations`: what a click lists, by instruction keys; none = the lens only tells. */
export interface CodeLens {
  readonly range: Range;
  readonly title: string;
  readonly instructions?: readonly string[];
  /** A click opens the diagnosis of the prompt. */
  readonly isDiagnosis?: true;
}

/** Kinds of lens. To add one: a function from a view to lenses, and its row here. */
const lensSources: readonly ((view: PromptView) => readonly CodeLens[])[] = [
  promptLenses,
  suspectLenses,
  literalLenses,
  sectionLenses,
];

export const codeLensesOf = (view: PromptView): CodeLens[] => lensSources.flatMap((source) => source(view));

/** One for each prompt of a file that holds several: what a section's lens says of the section. */
function literalLenses(view: PromptView): CodeLens[] {
  const marked = markedIn(view);
  const { messages } = view.document;
  return messages.filter(({ isAlone }) => isAlone).length < 2
    ? []
    : messages.flatMap(({ range }, index) => {
        const members = view.measured.filter(({ instruction }) => instruction.message === index);
        return members.some(({ instruction }) => isDirectiveKind(instruction.kind))
          ? [sectionLens(lineOf(view, range), members, marked)]
          : [];
      });
}

const lineOf = (view: PromptView, { start }: Range): Range =>
  view.lines.lineRange(view.lines.positionAt(start).line);

/** Keys of lines that something is said of; one that fails is not counted as a suspect beside. */
interface Marked {
  readonly failing: ReadonlySet<string>;
  readonly suspected: ReadonlySet<string>;
}

function markedIn(view: PromptView): Marked {
  const failing = new Set(
    findingsOf(view).flatMap(({ code, instruction }) =>
      code === "pass-rate" && instruction ? [instruction] : [],
    ),
  );
  const suspected = suspectsOnLines(view).filter(
    ({ suspect, key }) => !failing.has(key) && isSaid(suspect, view.snapshot),
  );
  return { failing, suspected: new Set(suspected.map(({ key }) => key)) };
}

/** Those that something is said of at their line; what else is suspected is for those who look. */
function saidSuspects(view: PromptView): readonly SuspectOnLine[] {
  const { failing, suspected } = markedIn(view);
  return suspectsOnLines(view).filter(({ key }) => failing.has(key) || suspected.has(key));
}

/** One for each section with instructions of its own: how many fail, the worst, how many are tested. */
function sectionLenses(view: PromptView): CodeLens[] {
  const marked = markedIn(view);
  const bySection = groupBy(view.measured, ({ instruction }) => innermost(view, instruction.range));
  return view.document.sections.flatMap((section) => {
    const members = bySection.get(section) ?? [];
    return members.some(({ instruction }) => isDirectiveKind(instruction.kind))
      ? [sectionLens(section.heading, members, marked)]
      : [];
  });
}

/** Sections are in the order of their headings: the last one that holds a range is the innermost. */
const innermost = (view: PromptView, range: Range): PromptView["document"]["sections"][number] | undefined =>
  view.document.sections.findLast(
    (section) => section.range.start <= range.start && range.end <= section.range.end,
  );

/** One at the top, or where a program's first prompt begins: how many conversations used it, and its worst evaluator. */
function promptLenses(view: PromptView): CodeLens[] {
  const { messages } = view.document;
  // A program that the configuration names and that holds no prompt is left alone.
  if (view.document.format === "code" && messages.length === 0) return [];
  const range = topOf(view);
  const matched = view.figures?.conversations.matched ?? 0;
  if (matched === 0)
    return [
      {
        range,
        title:
          view.snapshot.totals.conversations === 0
            ? "No conversations yet: import some"
            : "No conversation has used this prompt",
      },
    ];
  const worst = view.figures!.evaluators.filter(({ n }) => n > 0).sort((a, b) => a.rate - b.rate)[0];
  const parts = [
    plural(matched, "conversation"),
    worst ? `worst: ${worst.evaluator} ${percent(worst.rate)}` : "not evaluated yet",
    ...trafficParts(view),
  ];
  return [{ range, title: parts.join(" · ") }];
}

/** Of its conversations with what people asked for: to which a line speaks, and which an evaluator judged that reads what was said. */
function trafficParts({ snapshot, file }: PromptView): string[] {
  const own = snapshot.promptTraffic?.find((one) => one.file === file);
  if (!own || own.conversations === 0) return [];
  const { conversations, addressed, judged } = own;
  return [`${percent(addressed / conversations)} addressed, ${percent(judged / conversations)} judged`];
}

/** One at the top where lines are suspected: how many, and the first. */
function suspectLenses(view: PromptView): CodeLens[] {
  const suspects = saidSuspects(view);
  const [first] = suspects;
  if (!first) return [];
  const line = view.lines.positionAt(first.range.start).line + 1;
  const title = `${plural(suspects.length, "suspect")} · line ${line}, ${percent(first.suspect.probability)}`;
  return [{ range: topOf(view), title, isDiagnosis: true }];
}

/** Where a program's first prompt begins, else the first line. */
function topOf(view: PromptView): Range {
  const first = view.document.messages.find(({ isAlone }) => isAlone);
  return first ? lineOf(view, first.range) : view.lines.lineRange(0);
}

function sectionLens(
  range: Range,
  members: readonly MeasuredInstruction[],
  { failing, suspected: suspects }: Marked,
): CodeLens {
  const directives = members.filter(({ instruction }) => isDirectiveKind(instruction.kind));
  const tested = directives.filter((one) => shownFigure(one) !== undefined);
  const failed = members.filter(({ instruction }) => failing.has(instruction.key));
  const suspected = members.filter(({ instruction }) => suspects.has(instruction.key));
  // The figure of a changed line is that of another text.
  const rates = tested.flatMap((one) => (one.stale ? [] : [shownFigure(one)!.rate]));
  const parts = [
    ...(failed.length > 0 ? [`${failed.length} failing`] : []),
    ...(rates.length > 0 ? [`worst ${percent(Math.min(...rates))}`] : []),
    ...(suspected.length > 0 ? [plural(suspected.length, "suspect")] : []),
    `${tested.length} of ${directives.length} tested`,
  ];
  return {
    range,
    title: parts.join(" · "),
    ...(tested.length > 0 && { instructions: tested.map(({ instruction }) => instruction.key) }),
  };
}
