import { groupBy } from "../base/index.ts";
import type { JudgeTally } from "../evaluators/index.ts";
import { askedJudges } from "./asked-judges.ts";
import { plural, tame } from "./wording.ts";

/** Verdicts of one evaluator that have to wait, as a model, a service or a program could not be asked: the next evaluation asks for them. */
export interface WaitingVerdicts {
  readonly evaluator: string;
  readonly verdicts: number;
  /** A sentence: why most of them do. */
  readonly reason: string;
}

/** What an evaluation came to. */
export interface Evaluated {
  readonly conversations: number;
  /** Without those that wait. */
  readonly evaluations: number;
  readonly judges?: readonly JudgeTally[];
  readonly waiting?: readonly WaitingVerdicts[];
}

const mostReasons = 3;

/**
 * Sentences without their full stops: what was judged, what judges were asked for it, how much has to wait, and why. `by`: the one evaluator
 * that was asked.
 */
export function evaluatedText(
  { conversations, evaluations, judges = [], waiting = [] }: Evaluated,
  by?: string,
): readonly string[] {
  const name = by === undefined ? undefined : tame(by, 80);
  if (evaluations === 0 && waiting.length === 0)
    return [
      name === undefined ? "Everything has been judged already" : `${name} has judged everything already`,
    ];
  const judged =
    evaluations === 0
      ? "Nothing new was judged"
      : `${plural(evaluations, "new evaluation")}${name === undefined ? "" : ` by ${name}`} in ${plural(conversations, "conversation")}`;
  return [judged, ...askedJudges(judges), ...waitingText(waiting, judges)];
}

/** A sentence for each reason; one that is said of a judge already, as its limit, is not said again. */
export function waitingText(
  waiting: readonly WaitingVerdicts[],
  judges: readonly JudgeTally[] = [],
): readonly string[] {
  const isSaid = (reason: string): boolean =>
    judges.some(({ stopped }) => stopped !== undefined && reason.includes(stopped));
  const why = (reason: string): string => (isSaid(reason) ? "" : tame(reason, 300).replace(/\.$/, ""));
  const byReason = [...groupBy(waiting, ({ reason }) => why(reason))];
  const left = byReason.slice(mostReasons).flatMap(([, some]) => some);
  return [
    ...byReason
      .slice(0, mostReasons)
      .map(([reason, some]) => sentence(some, reason === "" ? "" : `: ${reason}`)),
    ...(left.length > 0 ? [sentence(left, ", for other reasons")] : []),
  ];
}

function sentence(waiting: readonly WaitingVerdicts[], why: string): string {
  const verdicts = waiting.reduce((sum, one) => sum + one.verdicts, 0);
  const [first, second, ...others] = waiting.map(({ evaluator }) => tame(evaluator, 80));
  const names =
    second === undefined
      ? first
      : others.length === 0
        ? `${first} and ${second}`
        : `${first}, ${second} and ${plural(others.length, "other")}`;
  return `${plural(verdicts, "verdict")} of ${names} ${verdicts === 1 ? "waits" : "wait"} for the next evaluation${why}`;
}
