import type { AttemptContext } from "../../improve/index.ts";
import type { ToldCycle, ToldCyclePlan } from "../../review/index.ts";
import type { AgentBudget } from "../config-agents.ts";
import type { AgentFacts } from "../replay/replay.ts";
import type { Spent } from "../replay/replay-budget.ts";
import type { CycleStep } from "./cycle-steps.ts";

export interface ImproveQuery {
  /** Name of an evaluator, or name or id of a behavior. */
  readonly target: string;
  /** Name or file of the prompt. Default: the one under which most of the target's conversations ran. */
  readonly prompt?: string;
  readonly agent?: string;
  readonly budget?: Partial<AgentBudget>;
  readonly seed?: number;
  /** Searched although the failures are put down to something else than the prompt. */
  readonly anyway?: boolean;
  /** Begun anew, although one that was stopped could go on. */
  readonly afresh?: boolean;
}

/** What a cycle is about to take; nobody was asked yet. */
export interface CyclePlan extends ToldCyclePlan {
  readonly prompt: { readonly name: string; readonly file: string; readonly version: string };
  readonly agent: AgentFacts;
  readonly budget: AgentBudget;
}

/**
 * How a cycle ended. `suggestion`: it found something that passed the gate. `nothing`: no edit helps. `failed`, `undecided`: one helps, and the
 * gate says no, or cannot say, or held-out cases do not show that it helps. `escalated`: the failures are not the prompt's, so nothing was searched. `budget`, `cancelled`: it can go on.
 */
export const cycleEnds = [
  "suggestion",
  "nothing",
  "failed",
  "undecided",
  "escalated",
  "budget",
  "cancelled",
] as const;
export type CycleEnd = (typeof cycleEnds)[number];

/** A cycle with everything that was done in it. */
export interface CycleReport extends ToldCycle {
  readonly id: string;
  readonly atMs: number;
  readonly plan: CyclePlan;
  readonly context: AttemptContext;
  readonly end: CycleEnd;
  /** Of the target when it began, in samples of an evaluator or conversations of a behavior; absent where nothing of it failed. */
  readonly figures?: { readonly passes: number; readonly n: number };
  readonly dataset: string;
  /** What was done, in its order. */
  readonly events: readonly CycleStep[];
  readonly spent: Spent;
}
