import type { ContrastCounts } from "../attribution/index.ts";
import { proposalLines, rubricPlanText } from "./proposal-text.ts";
import type { CheckProposal, ProposalsReport, RubricPlan } from "./proposed-line.ts";
import { inQuotes, plural, tame } from "./wording.ts";

/** What could judge a behavior that fails. */
export interface BehaviorProposalQuery {
  /** By its id. */
  readonly behavior: string;
  /** A model is asked for a rubric; otherwise nobody is asked. */
  readonly byModel?: true;
  /** Calls at most, of all models together. */
  readonly calls?: number;
}

/** An evaluator that tells what fails from what passes. */
export interface BehaviorProposal extends CheckProposal {
  /** What it fails of conversations that had no part in finding it, and Fisher's p value of that, corrected for what was tried. */
  readonly contrast: ContrastCounts & { readonly p: number };
  /** Conversations that it was made from. */
  readonly exemplars: { readonly failing: readonly string[]; readonly passing: readonly string[] };
}

export interface BehaviorProposals extends Pick<ProposalsReport, "plan" | "judges"> {
  readonly behavior: { readonly id: string; readonly name: string };
  /** Conversations of it that failed and that passed, each task once. */
  readonly failing: number;
  readonly passing: number;
  /** Checks that were tried without a model. */
  readonly tried: number;
  readonly proposals: readonly BehaviorProposal[];
  /** Why there are none, and what would do. */
  readonly nothing?: string;
}

/** "fails 14 of 20 that fail and 2 of 30 that pass (p = 0.0003)" */
export function contrastText({ failing, passing, p }: BehaviorProposal["contrast"]): string {
  const told = `fails ${failing.k} of ${failing.n} that fail and ${passing.k} of ${passing.n} that pass`;
  return `${told} (p = ${p < 0.0001 ? "under 0.0001" : p.toPrecision(2)}${p > 0.05 ? ", so it may be chance" : ""})`;
}

export function behaviorProposalsText(report: BehaviorProposals): string {
  const { behavior, failing, passing, tried, proposals, nothing } = report;
  return [
    `${inQuotes(tame(behavior.name, 120))}: ${failing} failed, ${passing} passed${tried > 0 ? `; ${plural(tried, "check")} tried` : ""}`,
    ...proposals.flatMap((one) => [
      ...proposalLines(one),
      `    ${contrastText(one.contrast)}`,
      `    made from ${exemplarText(one.exemplars)}`,
    ]),
    ...(nothing === undefined ? [] : [`  ${tame(nothing, 1_000)}`]),
  ].join("\n");
}

/** The conversations that a proposal was made from, by their ids: "c1, c2 (failed); c7 (passed)". */
export const exemplarText = ({ failing, passing }: BehaviorProposal["exemplars"]): string =>
  [
    failing.length > 0 ? [`${listed(failing)} (failed)`] : [],
    passing.length > 0 ? [`${listed(passing)} (passed)`] : [],
  ]
    .flat()
    .join("; ");

const listed = (ids: readonly string[]): string => ids.map((id) => tame(id, 60)).join(", ");

/** What asking for a rubric for a behavior is about to take, and what is sent where. */
export const behaviorPlanText = (plan: RubricPlan): string =>
  rubricPlanText(plan).replace(
    "and shown the line with some recorded answers",
    "and shown some conversations that failed and some that passed",
  );
