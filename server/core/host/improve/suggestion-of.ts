import type {
  Edits,
  GateOutcome,
  GateResult,
  HunkWorth,
  SuggestedHunk,
  Suggestion,
  Texts,
  Violation,
} from "../../improve/index.ts";
import { changedCases, gatedCases, gateEffects } from "./gate-cases.ts";
import type { OpenCycle } from "./open-cycle.ts";
import type { ProposedChange } from "./reflection.ts";

export interface FoundEdit extends Pick<Suggestion, "id" | "cycle" | "atMs" | "cost"> {
  readonly base: Texts;
  readonly edits: Edits;
  readonly worth: readonly HunkWorth[];
  readonly outcome: GateOutcome;
  readonly results: readonly GateResult[];
  /** What needs a second yes, of the text with all hunks. */
  readonly flags: readonly Violation[];
  readonly changes: readonly ProposedChange[];
  readonly nameOf: (behavior: string) => string;
}

/** A suggestion of what passed the gate, with what the gate saw. */
export function suggestionOf({ plan, dataset }: OpenCycle, found: FoundEdit): Suggestion {
  const { id, cycle, atMs, cost, base, outcome, results, flags, nameOf } = found;
  const gated = gatedCases(dataset.cases, results);
  const hunks = suggestedHunks(found);
  return {
    ...{ id, cycle, atMs, cost, base, hunks, target: plan.target, prompt: plan.prompt },
    analysis: analysisOf(hunks, found.changes),
    effects: gateEffects(gated, plan.target, nameOf),
    fixed: changedCases(gated, "fixed"),
    broken: changedCases(gated, "broken"),
    gate: {
      cases: gated.length,
      trials: outcome.trials.base + outcome.trials.candidate,
      errorRate: outcome.errorRate,
    },
    flags: flags.map(({ rule, message }) => ({ rule, message })),
  };
}

/** Each with who proposed it and why, where it is found in what was proposed. */
function suggestedHunks({ edits, worth, changes }: FoundEdit): SuggestedHunk[] {
  const proposed = changes.flatMap((change) => change.edits);
  const worthOf = new Map(worth.map((one) => [one.hunk.id, one]));
  return Object.entries(edits).flatMap(([file, hunks]) =>
    hunks.map((hunk): SuggestedHunk => {
      const edit = proposed.find((one) => "text" in one && hunk.text.includes(one.text));
      const own = worthOf.get(hunk.id);
      return {
        ...{ ...hunk, file },
        ...(edit && { operator: edit.operator }),
        ...(edit?.why !== undefined && { reason: edit.why }),
        ...(own && { worth: { effect: own.effect, cases: own.cases, alone: own.alone } }),
      };
    }),
  );
}

function analysisOf(hunks: readonly SuggestedHunk[], changes: readonly ProposedChange[]): string {
  const isIn = (change: ProposedChange): boolean =>
    change.edits.some((edit) => "text" in edit && hunks.some(({ text }) => text.includes(edit.text)));
  return changes.find(isIn)?.analysis ?? "";
}
