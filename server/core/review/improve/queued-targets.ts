import type { Snapshot } from "../snapshot.ts";
import { percent } from "../wording.ts";
import { type FailingTarget, failingTargets } from "./improve-targets.ts";

/** Something whose rate fell below the threshold of the configuration, so that a search for an edit waits for somebody to begin it. */
export type QueuedTarget = FailingTarget;

/** A search that was made to its end, with the figures of its target at that time. */
export interface SearchedBefore {
  readonly target: { readonly id: string };
  readonly figures?: { readonly passes: number; readonly n: number };
}

/**
 * What waits, the worst first. Where a search was made, what came since decides: the same failures are no reason to pay for it again.
 * `searched`: the newest first, without those that were cut short.
 */
export function queuedTargets(
  snapshot: Snapshot,
  { below, cases }: { readonly below: number; readonly cases: number },
  searched: readonly SearchedBefore[],
): QueuedTarget[] {
  return failingTargets(snapshot).flatMap((one) => {
    const before = searched.find(({ target }) => target.id === one.id);
    const { passes, n } = sinceThen(one, before);
    if (n < cases || passes / n >= below) return [];
    const since = before ? `; of ${n} since the last search ${percent(passes / n)}` : "";
    return [{ ...one, says: `${one.says}${since}, below ${percent(below)}` }];
  });
}

type Counts = { readonly passes: number; readonly n: number };

/** Fewer than before: they are figures of something else by now, such as an evaluator that was changed. */
function sinceThen({ passes, n }: Counts, before: SearchedBefore | undefined): Counts {
  if (!before) return { passes, n };
  const { figures } = before;
  if (!figures) return { passes: 0, n: 0 };
  if (n < figures.n || passes < figures.passes) return { passes, n };
  return { passes: passes - figures.passes, n: n - figures.n };
}
