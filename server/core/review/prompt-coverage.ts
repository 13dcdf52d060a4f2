import { isDirectiveKind, type MeasuredInstruction } from "../attribution/index.ts";
import type { PositionRange } from "../base/index.ts";
import type { Section } from "../prompt/index.ts";
import type { PromptView } from "./prompt-view.ts";
import { tame } from "./wording.ts";

/** A line that directs: how many conversations put it to work, and who judged how many samples of it. */
export interface CoveredLine {
  readonly range: PositionRange;
  readonly count: number;
  readonly branches: readonly { readonly label: string; readonly count: number }[];
}

export interface LineCoverage {
  readonly statements: readonly CoveredLine[];
  /** Each section with directing lines of its own, and the conversations of the line in it that was used most. */
  readonly sections: readonly {
    readonly title: string;
    readonly range: PositionRange;
    readonly count: number;
  }[];
}

/** A line that nobody tests has a branch that nobody takes, so that both parts of coverage are seen on it. */
const untested = "evaluator (none covers this line)";

/** A prompt's coverage as editors know it of programs. Nobody has used the text of a changed line yet. */
export const lineCoverage = (view: PromptView): LineCoverage =>
  coverage(view, ({ figures }) => figures?.exercised ?? 0, branchesOf);

/** What one behavior puts to work: `lines` has counts by instruction key. Lines that it leaves alone are left out. */
export function lineCoverageOf(view: PromptView, lines: Readonly<Record<string, number>>): LineCoverage {
  const { statements, sections } = coverage(view, ({ instruction: { key } }) => lines[key] ?? 0);
  const isUsed = ({ count }: { readonly count: number }): boolean => count > 0;
  return { statements: statements.filter(isUsed), sections: sections.filter(isUsed) };
}

function coverage(
  view: PromptView,
  countOf: (one: MeasuredInstruction) => number,
  branchesFor: (one: MeasuredInstruction) => CoveredLine["branches"] = () => [],
): LineCoverage {
  const directing = view.measured.filter(({ instruction }) => isDirectiveKind(instruction.kind));
  const most = new Map<Section, number>();
  const statements = directing.map((one) => {
    const count = countOf(one);
    const section = innermost(view, one.instruction.range.start);
    if (section) most.set(section, Math.max(count, most.get(section) ?? 0));
    return { range: view.lines.rangeOf(one.instruction.range), count, branches: branchesFor(one) };
  });
  const sections = [...most].map(([{ title, range }, count]) => ({
    title: tame(title, 80),
    range: view.lines.rangeOf(range),
    count,
  }));
  return { statements, sections };
}

function branchesOf({ figures, stale }: MeasuredInstruction): CoveredLine["branches"] {
  const names = (figures ?? stale)?.evaluators ?? [];
  if (names.length === 0) return [{ label: untested, count: 0 }];
  return names.map((name) => ({
    label: `evaluator ${tame(name, 80)}`,
    count: figures?.figures.find(({ evaluator }) => evaluator === name)?.n ?? 0,
  }));
}

const innermost = ({ document }: PromptView, offset: number): Section | undefined =>
  document.sections.findLast(({ heading, range }) => heading.start <= offset && offset < range.end);
