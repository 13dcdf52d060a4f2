import {
  type BehaviorItem,
  byRank,
  type Overview,
  type OverviewLine,
  type OverviewPrompt,
} from "../../server/protocol/index.ts";
import { count, percent, plural } from "../shared/wording.ts";

export type Order = "failing" | "asked";

/** Behaviors that nobody muted, in the order asked for, pinned ones first. `failing`: issues first, by people hit, then where most conversations are lost. */
export function ranked(behaviors: readonly BehaviorItem[], order: Order): BehaviorItem[] {
  const weight = ({ decision }: BehaviorItem): number => decision?.weight ?? 1;
  const byPin = (a: BehaviorItem, b: BehaviorItem): number =>
    Number(b.decision?.pinned ?? false) - Number(a.decision?.pinned ?? false);
  const bySize = (a: BehaviorItem, b: BehaviorItem): number =>
    b.size * weight(b) - a.size * weight(a) || (a.id < b.id ? -1 : 1);
  const byNeed = (a: BehaviorItem, b: BehaviorItem): number =>
    Number(b.issue) - Number(a.issue) ||
    (a.issue ? byRank(a, b) : b.failed * weight(b) - a.failed * weight(a));
  return unmuted(behaviors).sort(
    (a, b) => byPin(a, b) || (order === "failing" ? byNeed(a, b) : 0) || bySize(a, b),
  );
}

export const unmuted = (behaviors: readonly BehaviorItem[]): BehaviorItem[] =>
  behaviors.filter(({ decision }) => !decision?.muted);

export interface LineOfPrompt extends OverviewLine {
  readonly prompt: Pick<OverviewPrompt, "name" | "file">;
}

const rank = { error: 0, warning: 1, information: 2 } as const;

/** The lines of all prompts that fall short: those the editor marks first, then by rate. */
export function worstLines(prompts: readonly OverviewPrompt[]): LineOfPrompt[] {
  const rankOf = ({ severity }: OverviewLine): number => (severity ? rank[severity] : 3);
  return prompts
    .flatMap(({ name, file, lines }) => lines.map((line) => ({ ...line, prompt: { name, file } })))
    .sort((a, b) => rankOf(a) - rankOf(b) || a.rate - b.rate || b.n - a.n);
}

/** Judged conversations of all behaviors that nobody muted; undefined where nothing is judged. */
export function failureOf(
  behaviors: readonly BehaviorItem[],
): { readonly failed: number; readonly judged: number; readonly rate: number } | undefined {
  const counted = unmuted(behaviors);
  const judged = counted.reduce((sum, one) => sum + one.judged, 0);
  const failed = counted.reduce((sum, one) => sum + one.failed, 0);
  return judged === 0 ? undefined : { failed, judged, rate: failed / judged };
}

export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  /** Which part needs a person's eye. */
  readonly alarm?: "value" | "note" | undefined;
}

/** The row of figures at the top. */
export function headline(overview: Overview): Figure[] {
  const { conversations, unmatched, evaluations, behaviors, prompts, thresholds } = overview;
  const used = prompts.filter(({ matched }) => matched > 0).length;
  const failure = failureOf(behaviors);
  const issues = behaviors.filter(({ issue }) => issue).length;
  const lines = worstLines(prompts);
  const certain = lines.filter(({ severity }) => severity === "error" || severity === "warning").length;
  return [
    { label: "Conversations", value: count(conversations), note: `with ${plural(used, "prompt")}` },
    {
      label: "Verdicts",
      value: count(evaluations),
      note: evaluations === 0 ? "nothing judged yet" : "by evaluators",
    },
    {
      label: "Failing",
      value: failure ? percent(failure.rate) : "–",
      note: failure ? `${count(failure.failed)} of ${count(failure.judged)} judged` : "not known yet",
    },
    {
      label: "Unmatched",
      value: count(unmatched),
      note: unmatched === 0 ? "all match a prompt" : "match no prompt",
      alarm: unmatched > 0 ? "value" : undefined,
    },
    {
      label: "Behaviors",
      value: count(behaviors.length),
      note: issues > 0 ? `${plural(issues, "issue")} to look at` : "no issues",
      alarm: issues > 0 ? "note" : undefined,
    },
    {
      label: "Failing lines",
      value: count(certain),
      note: `${count(lines.length - certain)} more below ${percent(thresholds.warning)}`,
      alarm: certain > 0 ? "value" : undefined,
    },
  ];
}
