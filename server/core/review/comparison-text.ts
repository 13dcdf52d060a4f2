import type {
  ChangeGroup,
  ComparedRates,
  ComparedStratum,
  ExercisedChange,
  Passes,
  PromptChange,
  PromptComparison,
} from "../attribution/index.ts";
import { percent, plural, tame } from "./wording.ts";

export interface ComparisonManner {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

const mostLines = 12;

/** What the difference between two prompts is put down to, for a terminal. */
export function comparisonText(comparison: PromptComparison, manner: ComparisonManner): string {
  const { own, other, evaluator, rates, groups, exercised, strata } = comparison;
  const { bold } = manner;
  const blocks = [
    [
      `${bold(tame(evaluator, 80))}: ${tame(other, 120)} ${passesText(rates.other)}, ${tame(own, 120)} ${passesText(rates.own)}`,
      `${differenceText(rates)}. ${pairsText(rates)}`,
    ],
    [bold("What differs"), ...groups.flatMap((group) => groupLines(group, manner)), verdictOf(comparison)],
    exercised.length > 0
      ? [bold("Where lines that differ are put to work"), ...exercised.slice(0, mostLines).map(exercisedLine)]
      : [],
    strata.length > 0 ? [bold("By group of tasks"), ...strata.map(stratumLine)] : [],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

const passesText = ({ passes, n }: Passes): string => `${percent(passes / n)} (${passes} of ${n})`;

/** "25.5 points more, 95 % interval 22.4 to 28.6" */
export function differenceText({ difference, low, high }: ComparedRates): string {
  const [from, to] = difference < 0 ? [-high, -low] : [low, high];
  return `${points(Math.abs(difference))} points ${difference < 0 ? "less" : "more"}, 95 % interval ${points(from)} to ${points(to)}`;
}

const points = (share: number): string => (share * 100).toFixed(1).replace("-", "−");

/** Whether tasks are compared as pairs, and how many gain. */
export function pairsText({ pairs, gained, lost }: ComparedRates): string {
  if (gained === undefined || lost === undefined)
    return pairs > 0
      ? `Only ${plural(pairs, "task")} ran under both: the two are compared as groups that have nothing to do with each other.`
      : "No task ran under both: other tasks may be the reason.";
  return `${plural(pairs, "task")} under both: ${gained} pass more often now, ${lost} less often.`;
}

function groupLines({ changes, toldApart }: ChangeGroup, { dim }: ComparisonManner): string[] {
  const shown = changes.slice(0, mostLines).map(changeLine);
  const left = changes.length - shown.length;
  return [
    ...shown,
    ...(left > 0 ? [dim(`  and ${left} more`)] : []),
    ...(toldApart
      ? [
          `  = ${differenceText(toldApart.rates)}: in nothing else does ${tame(toldApart.own, 120)} differ from ${tame(toldApart.other, 120)}`,
        ]
      : []),
  ];
}

const signs: Readonly<Record<PromptChange["kind"], string>> = {
  added: "+",
  removed: "-",
  changed: "~",
  context: "context",
  text: "text",
};

function changeLine({ kind, text, before, side }: PromptChange): string {
  const own = tame(text, 160);
  if (kind === "changed") return `  ~ ${own}\n    was: ${tame(before ?? "", 160)}`;
  if (kind === "context") return `  ${side === "other" ? "-" : "+"} context: ${own}`;
  return `  ${signs[kind]} ${own}`;
}

/** What may be said of it, and what not. */
export function verdictOf({ groups, exercised, rates }: PromptComparison): string {
  const changes = groups.flatMap((group) => group.changes);
  const isClear = rates.low > 0 || rates.high < 0;
  if (changes.length === 0) return "The two texts are the same: what differs is not in the prompt.";
  if (!isClear) return "The difference may be chance: nothing is to be put down to what differs.";
  const isContext = changes.every(({ kind }) => kind === "context");
  if (changes.length === 1)
    return isContext
      ? "This alone differs: the difference is put down to what the model is told, not to how the prompt is worded."
      : "This alone differs: the difference is put down to it.";
  if (isContext)
    return "Nothing but context differs: the difference is put down to what the model is told, not to how the prompt is worded.";
  const known = groups.filter(({ toldApart }) => toldApart !== undefined).length;
  const local = exercised.filter(({ differs }) => differs).length;
  if (known > 0)
    return known === groups.length
      ? "Another prompt tells these apart: each part has its own difference."
      : "Another prompt tells a part of this by itself; the rest the data cannot tell apart.";
  return `${plural(changes.length, "change")} came together: which of them makes the difference the data cannot tell${local > 0 ? `, but for ${plural(local, "line")} that ${local === 1 ? "does" : "do"} more where put to work` : ""}. A third prompt with a part of them would.`;
}

const exercisedLine = ({ change, within, elsewhere, differs }: ExercisedChange): string =>
  `  ${differs ? "!" : " "} ${tame(change.text, 80)}\n      put to work: ${differenceText(within)} (n ${within.own.n + within.other.n}); elsewhere: ${differenceText(elsewhere)}`;

const stratumLine = (one: ComparedStratum): string =>
  `  ${one.differs ? "!" : " "} ${tame(one.name, 60)}: ${passesText(one.other)} to ${passesText(one.own)}, ${differenceText(one)}${one.gained === undefined ? "" : `; ${one.gained} tasks gain, ${one.lost} lose`}`;
