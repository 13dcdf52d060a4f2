import { stableId } from "../../base/index.ts";
import type { Attempt, AttemptEnd } from "../../improve/index.ts";
import type { TriedEdit } from "../../review/index.ts";
import type { CycleReport } from "./cycle-report.ts";

/**
 * What a cycle teaches, edit by edit. What it suggests is no attempt yet: a person decides what becomes of it. Where a cycle was cut short
 * nothing is said of what it found.
 */
export function attemptsOf(report: CycleReport): Attempt[] {
  const suggested = new Set(report.suggestion?.hunks.map(({ text }) => text.trim()));
  const isIn = ({ text }: TriedEdit): boolean =>
    [...suggested].some((one) => text !== "" && one.includes(text));
  if (report.end === "budget" || report.end === "cancelled") return [];
  return report.tried.flatMap((one) => {
    const end = endOf(one, report);
    return end === undefined || isIn(one) ? [] : [attemptOf(one, end, report)];
  });
}

/** By how much cases have to go worse, before that is no chance. */
const noticed = 0.05;

/** What the search dropped again did not help, whatever a few cases said of it. */
function endOf({ effect, isInBest }: TriedEdit, { end }: CycleReport): AttemptEnd | undefined {
  if (effect !== undefined && effect <= -noticed) return "harmful";
  if (!isInBest || effect === undefined || effect <= 0) return "useless";
  return end === "failed" || end === "undecided" ? "failed-gate" : undefined;
}

function attemptOf(one: TriedEdit, end: AttemptEnd, report: CycleReport): Attempt {
  const { id, plan, context, atMs } = report;
  return {
    id: stableId(["attempt", id, one.operator, one.text]),
    ...{
      atMs,
      prompt: plan.prompt.file,
      target: plan.target.id,
      operator: one.operator,
      context,
      end,
      cycle: id,
    },
    ...(one.effect !== undefined && { effect: one.effect }),
    failure: plan.target.name,
    ...(one.text !== "" && { text: one.text, reflection: `“${one.text}” ${saidOf(one, end)}.` }),
  };
}

const saidOf = ({ effect = 0 }: TriedEdit, end: AttemptEnd): string =>
  end === "useless" && effect >= noticed ? "helped in some cases, and was not kept" : said[end];

const said: Readonly<Record<AttemptEnd, string>> = {
  accepted: "helped",
  rejected: "was not wanted",
  "failed-gate": "helped the target, and was not shown to break nothing",
  useless: "changed nothing",
  harmful: "made it worse",
};
