import type { Random } from "../../base/index.ts";
import type { CaseResult, SearchCase } from "./adapter.ts";
import type { Candidate, Candidates } from "./candidate.ts";
import type { Rollouts } from "./rollouts.ts";
import type { SearchSettings } from "./settings.ts";

/** What every strategy sees of a search. */
export interface SearchView {
  /** In the order they are drawn in; a search may move cases from validation to train. */
  readonly train: readonly SearchCase[];
  readonly validation: readonly SearchCase[];
  readonly candidates: Candidates;
  readonly rollouts: Rollouts;
  readonly settings: SearchSettings;
  readonly random: Random;
}

/** How a case most likely goes: as it went with the candidate, or with the one that was nearest in its line. */
export function lastKnown(
  { candidates, rollouts }: SearchView,
  candidate: Candidate,
  caseId: string,
): CaseResult | undefined {
  for (const one of candidates.lineage(candidate)) {
    const result = rollouts.resultOf(one.key, caseId);
    if (result) return result;
  }
  return undefined;
}

export const knownOf = ({ train, rollouts }: SearchView, { key }: Candidate): SearchCase[] =>
  train.filter(({ id }) => rollouts.resultOf(key, id));

export const failedOf = (view: SearchView, candidate: Candidate): SearchCase[] =>
  knownOf(view, candidate).filter(({ id }) => !view.rollouts.resultOf(candidate.key, id)!.passed);
