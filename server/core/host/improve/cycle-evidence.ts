import { UserError } from "../../base/index.ts";
import type { AuditEntry } from "../../review/index.ts";
import { loadAuditTrail } from "../approval/audit-file.ts";
import type { CycleEnd, CycleReport } from "./cycle-report.ts";
import { type CyclesPlace, knownCycles } from "./known-cycles.ts";
import { keptDataset } from "./make-dataset.ts";

/** A cycle in a list. */
export interface EndedCycle {
  readonly id: string;
  readonly atMs: number;
  readonly target: CycleReport["plan"]["target"];
  readonly prompt: { readonly name: string; readonly file: string };
  readonly end: CycleEnd;
  /** Why it ended so, as a sentence. */
  readonly says: string;
  readonly suggestion?: string;
  /** Edits that were proposed in it. */
  readonly tried: number;
}

/** A cycle with what is known around it. */
export interface CycleEvidence {
  readonly cycle: CycleReport;
  /** What was decided about its suggestion, in order. */
  readonly trail: readonly AuditEntry[];
  /** Recorded conversations that its cases are made of; none where its dataset is not kept. */
  readonly conversations: readonly string[];
}

/** The newest first. */
export const endedCycles = async (place: CyclesPlace): Promise<EndedCycle[]> =>
  (await knownCycles(place)).reverse().map(({ id, atMs, plan, end, says, suggestion, tried }) => ({
    ...{ id, atMs, end, says, target: plan.target, tried: tried.length },
    prompt: { name: plan.prompt.name, file: plan.prompt.file },
    ...(suggestion && { suggestion: suggestion.id }),
  }));

/** By the id of a cycle, or that of what it suggests. Throws `suggestion-unknown`. */
export async function cycleEvidence({ store, root }: CyclesPlace, id: string): Promise<CycleEvidence> {
  const cycle = await cycleCalled({ store, root }, id);
  const { entries } = await loadAuditTrail(root);
  const dataset = await keptDataset(store, cycle.dataset);
  const conversations = (dataset?.cases ?? []).flatMap(({ conversation }) => conversation ?? []);
  return {
    cycle,
    trail: entries.filter(({ suggestion }) => suggestion === cycle.suggestion?.id),
    conversations: [...new Set(conversations)],
  };
}

export async function cycleCalled(place: CyclesPlace, id: string): Promise<CycleReport> {
  const found = (await knownCycles(place)).find((one) => one.id === id || one.suggestion?.id === id);
  if (found) return found;
  throw new UserError(
    "suggestion-unknown",
    `There is no suggestion and no cycle ${id}.`,
    "Look for one again.",
  );
}
