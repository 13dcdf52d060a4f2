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

function endOf({ effect }: TriedEdit, { end }: CycleReport): AttemptEnd | undefined {
  if (effect === undefined || effect === 0) return "useless";
  if (effect < 0) return "harmful";
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
    ...(one.text !== "" && { text: one.text, reflection: `“${one.text}” ${said[end]}.` }),
  };
}

const said: Readonly<Record<AttemptEnd, string>> = {
  accepted: "helped",
  rejected: "was not wanted",
  "failed-gate": "helped the target, and was not shown to break nothing",
  useless: "changed nothing",
  harmful: "made it worse",
};
