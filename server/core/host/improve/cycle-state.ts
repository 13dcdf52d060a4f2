import { stableId } from "../../base/index.ts";
import type { Store } from "../../store/index.ts";
import { type ReplayBudget, type Spent, sum } from "../replay/replay-budget.ts";
import type { CycleEnd } from "./cycle-report.ts";

/** One go at a cycle. Without an `end` it was killed, or is at it. */
export interface CycleRun {
  readonly atMs: number;
  /** When it was last heard of. */
  readonly toMs: number;
  /** Calls that it might make. */
  readonly mostCalls: number;
  readonly spent: Spent;
  readonly reflections: number;
  /** `error`: what was asked could not be had. */
  readonly end?: CycleEnd | "error";
}

/** What is known of a cycle beside what it asked and ran, which is kept one by one. */
export interface CycleState {
  readonly runs: readonly CycleRun[];
}

/** What earlier goes at a cycle came to, for who takes it up. */
export interface EarlierRuns {
  readonly runs: number;
  /** When the last of them was heard of. */
  readonly atMs: number;
  /** Reflections that are kept. */
  readonly reflections: number;
  readonly spent: Spent;
}

export interface FoundCycle {
  readonly id: string;
  readonly state: CycleState;
  /** It came to its end with a suggestion that waits for a decision. */
  readonly isSuggested?: true;
}

const goOn: ReadonlySet<string | undefined> = new Set(["budget", "cancelled", "error", undefined]);

/**
 * The cycle of a key that can go on, or whose suggestion waits. After one that came to its end the next has an id of its own, and knows by
 * memory what was tried. `afresh`: a new one in any case.
 */
export async function findCycle(
  store: Store,
  key: string,
  isWaiting: (cycle: string) => Promise<boolean>,
  afresh = false,
): Promise<FoundCycle> {
  let last: FoundCycle | undefined;
  for (let round = 0; ; round++) {
    const id = round === 0 ? key : stableId([key, round], 12);
    const row = await store.tables.cycleStates.get(id);
    const state = row?.state ? (JSON.parse(row.state) as CycleState) : { runs: [] };
    const end = state.runs.at(-1)?.end;
    if (state.runs.length === 0) return last && !afresh && (await isWaiting(last.id)) ? last : { id, state };
    if (!afresh && goOn.has(end)) return { id, state };
    last = end === "suggestion" ? { id, state, isSuggested: true } : undefined;
  }
}

/** A go at a cycle as it is written down, so that whoever comes after a kill knows of it. */
export class GoingCycle {
  private reflections = 0;
  private readonly atMs = Date.now();

  constructor(
    private readonly store: Store,
    readonly found: FoundCycle,
    private readonly budget: Pick<ReplayBudget, "spent">,
    private readonly mostCalls: number,
  ) {}

  /** So many reflections are kept by now. */
  async heard(reflections: number): Promise<void> {
    this.reflections = Math.max(this.reflections, reflections);
    await this.keep();
  }

  async keep(end?: CycleRun["end"]): Promise<void> {
    const { atMs, mostCalls, reflections, budget } = this;
    const run: CycleRun = {
      ...{ atMs, toMs: Date.now(), mostCalls, reflections, spent: budget.spent },
      ...(end && { end }),
    };
    const { id, state } = this.found;
    const runs = [...state.runs, run];
    await this.store.tables.cycleStates.upsert([{ id, state: JSON.stringify({ runs }), atMs: run.toMs }]);
  }
}

export function earlierRuns({ runs }: CycleState): EarlierRuns | undefined {
  const last = runs.at(-1);
  if (!last) return undefined;
  return {
    ...{ runs: runs.length, atMs: last.toMs },
    reflections: Math.max(...runs.map((one) => one.reflections)),
    spent: runs.map((one) => one.spent).reduce(sum),
  };
}

/** Calls that a search may reckon with: what was granted before and is spent counts, else one that ended by its budget ended there again. */
export const grantedCalls = ({ runs }: CycleState, calls: number): number =>
  runs.reduce((all, { end, mostCalls }) => all + (end === "budget" ? mostCalls : 0), calls);
