import { isCancellation } from "../../base/index.ts";
import type { Adapter } from "./adapter.ts";
import type { Candidate } from "./candidate.ts";
import type { StopReason } from "./events.ts";
import type { HunkWorth } from "./hunk-worth.ts";
import { moves, nextMove } from "./next-move.ts";
import { type Finalist, race } from "./race.ts";
import type { SearchRecord } from "./record.ts";
import { BudgetSpent } from "./rollouts.ts";
import { type SearchProblem, SearchState, type SearchWork } from "./search-state.ts";
import { defaultSettings, type SearchSettings } from "./settings.ts";
import { keptForFinish, keptForRace, stopReason } from "./stop.ts";
import { trim } from "./trim.ts";

export interface SearchResult {
  /** The best that was measured; the base where nothing was better than it. */
  readonly returned: Candidate;
  /** What was run on validation in the end, the best first; empty where the search was cancelled before. */
  readonly finalists: readonly Finalist[];
  /** What the hunks of `returned` are worth. */
  readonly worth: readonly HunkWorth[];
  readonly stopped: StopReason;
  readonly metricCalls: number;
  readonly reflections: number;
  readonly record: SearchRecord;
}

/**
 * Searches for edits of texts that make cases pass: reflective evolution over hunks. It knows no simulator, agent or model; the same problem,
 * settings and answers of the adapter give the same result, whether in one go or from the record of one that was killed.
 */
export async function search(
  problem: SearchProblem,
  adapter: Adapter,
  settings: Partial<SearchSettings> & Pick<SearchSettings, "seed">,
  work: SearchWork = {},
): Promise<SearchResult> {
  const state = new SearchState(problem, adapter, { ...defaultSettings, ...settings }, work);
  const { rollouts, candidates } = state.view;
  let finalists: Finalist[] = [];
  const stopped = await endedBy(async () => {
    const why = await iterate(state, work.signal);
    if (why !== "cancelled") finalists = await finish(state);
    return why;
  });
  state.tell({ kind: "stopped", why: stopped });
  const [leader] = finalists;
  const returned =
    !leader || leader.cases === 0 ? state.best : leader.gain > 0 ? leader.candidate : candidates.base;
  return {
    ...{ returned, finalists, worth: state.ledger.worthOf(returned), stopped },
    ...{ metricCalls: rollouts.metricCalls, reflections: rollouts.reflections, record: rollouts.record },
  };
}

async function iterate(state: SearchState, signal: AbortSignal | undefined): Promise<StopReason> {
  return endedBy(async () => {
    state.view.rollouts.keptBack = keptForFinish(state);
    for (let n = 0; ; n++) {
      const why = signal?.aborted ? "cancelled" : stopReason(state);
      if (why) return why;
      const move = nextMove(state);
      const changed = await moves[move](state);
      if (changed === "solved") return "solved";
      settle(state, changed);
      const { metricCalls, reflections } = state.view.rollouts;
      const returned = state.best.texts;
      state.tell({ kind: "iteration", n, move, changed, returned, metricCalls, reflections });
    }
  });
}

/** Useless hunks go, then candidates run against each other; as far as the budget goes. */
async function finish(state: SearchState): Promise<Finalist[]> {
  const { rollouts } = state.view;
  rollouts.keptBack = keptForRace(state);
  const why = await endedBy(async () => {
    await trim(state);
    return "solved";
  });
  rollouts.keptBack = 0;
  return why === "cancelled" ? [] : race(state);
}

function settle(state: SearchState, changed: boolean): void {
  const { metricCalls, reflections } = state.view.rollouts;
  state.stalled = changed ? 0 : state.stalled + 1;
  if (changed) state.lastProgress = { metricCalls, reflections };
}

/** Ending because nothing may be spent any more, or because somebody said so, is no failure. */
async function endedBy(work: () => Promise<StopReason>): Promise<StopReason> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BudgetSpent) return "budget";
    if (isCancellation(error)) return "cancelled";
    throw error;
  }
}
