import type { Frozen } from "../../attribution/index.ts";
import { stableId } from "../../base/index.ts";
import type { ChatModel } from "../../models/index.ts";
import type { OpenCycle } from "./open-cycle.ts";

export interface KeyedParts {
  readonly seed: number;
  readonly agentKey: readonly unknown[];
  readonly proposer: Pick<ChatModel, "identity">;
  readonly frozen: readonly Frozen[];
  /** Texts of all that may be edited. */
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * What makes two cycles the same: all that decides how one goes, but for chance, its budget, and what is remembered of earlier ones. So one
 * that was stopped is found again, and none is whose prompt, cases, evaluators, agent or models have changed.
 */
export function cycleKey(
  { plan, dataset, evaluators, gated, documents }: OpenCycle,
  parts: KeyedParts,
): string {
  const { seed, agentKey, proposer, frozen, texts } = parts;
  const { target, prompt } = plan;
  const judged = evaluators.map(({ key }) => key).sort();
  const safety = gated.flatMap(({ name, isSafety }) => (isSafety ? name : [])).sort();
  const own = [prompt.file, texts, target, dataset.id, judged, safety, documents.passages];
  return stableId(["cycle", own, seed, agentKey, proposer.identity, frozen], 12);
}
