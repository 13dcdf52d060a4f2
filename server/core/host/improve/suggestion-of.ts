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
  const isOwn = (file: string): boolean =>
    file === plan.prompt.file || hunks.some((one) => one.file === file);
  return {
    ...{ id, cycle, atMs, cost, hunks, target: plan.target, prompt: plan.prompt },
    base: Object.fromEntries(Object.entries(base).filter(([file]) => isOwn(file))),
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

/** Whether a hunk has what an edit put there, as it is written in its file. Of values and numbers all of it is the same. */
export function isMadeBy(hunk: string, edit: ProposedChange["edits"][number]): boolean {
  const text = "text" in edit ? edit.text.trim() : "texts" in edit ? edit.texts.join(" ") : "";
  if (text === "") return false;
  if (edit.operator === "change-value") return hunk.replace(/^["']|["']$/g, "") === text;
  return hunk.includes(text) || hunk.includes(JSON.stringify(text).slice(1, -1));
}

/** Each with who proposed it and why, where it is found in what was proposed. */
function suggestedHunks({ edits, worth, changes }: FoundEdit): SuggestedHunk[] {
  const proposed = changes.flatMap((change) => change.edits);
  const worthOf = new Map(worth.map((one) => [one.hunk.id, one]));
  return Object.entries(edits).flatMap(([file, hunks]) =>
    hunks.map((hunk): SuggestedHunk => {
      const edit = proposed.find((one) => isMadeBy(hunk.text, one));
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
    change.edits.some((edit) => hunks.some(({ text }) => isMadeBy(text, edit)));
  return changes.find(isIn)?.analysis ?? "";
}
