import type { ProposedLine, RubricPlan } from "../../review/index.ts";
import type { WritingModels } from "../judging/writing-models.ts";
import { paidEffort } from "./measure-check.ts";

/**
 * Calls that one rubric takes at most: one to write it and one to write it again, two for each sample it is tried on (it may first ask
 * whether it applies), and for each of some twenty ways to change an answer as many as there are such answers.
 */
export const callsPerRubric = 2 + 2 * paidEffort.tried! + 20 * paidEffort.perOperator;

/** What asking for so many rubrics may take. */
export const planFor = (rubrics: number, { names, maxCalls }: WritingModels, calls?: number): RubricPlan => ({
  ...names,
  rubrics,
  mostCalls: Math.min(calls ?? Number.POSITIVE_INFINITY, maxCalls, rubrics * callsPerRubric),
});

/** The lines that a rubric would be asked for: where one line is meant whatever patterns read, else those that none reads. */
export const linesForRubrics = (lines: readonly ProposedLine[], isOne: boolean): readonly ProposedLine[] =>
  lines.filter(({ proposals, isUntestable }) => !isUntestable && (isOne || proposals.length === 0));
