import type {
  AttemptContext,
  GateOutcome,
  ImproveTarget,
  SearchEvent,
  Suggestion,
} from "../../improve/index.ts";
import type { AgentBudget } from "../config-agents.ts";
import type { AgentFacts } from "../replay/replay.ts";
import type { Spent } from "../replay/replay-budget.ts";

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
}

/** What a cycle is about to take; nobody was asked yet. */
export interface CyclePlan {
  readonly target: ImproveTarget;
  readonly prompt: { readonly name: string; readonly file: string; readonly version: string };
  readonly agent: AgentFacts;
  /** The model that proposes, as people call it. */
  readonly proposer: string;
  readonly cases: { readonly train: number; readonly validation: number; readonly heldOut: number };
  /** Evaluators that decide; and those that do not, for nobody has shown that they catch what they are for. */
  readonly deciding: readonly string[];
  readonly undecided: readonly string[];
  readonly judges: readonly string[];
  readonly budget: AgentBudget;
}

/**
 * How a cycle ended. `suggestion`: it found something that passed the gate. `nothing`: no edit helps. `failed`, `undecided`: one helps, and the
 * gate says no, or cannot say. `escalated`: the failures are not the prompt's, so nothing was searched. `budget`, `cancelled`: it can go on.
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

/** Something that was tried in a cycle, for who wants to know. */
export interface TriedEdit {
  readonly operator: string;
  readonly text: string;
  readonly effect?: number;
}

/** A cycle with everything that was done in it. */
export interface CycleReport {
  readonly id: string;
  readonly atMs: number;
  readonly plan: CyclePlan;
  readonly context: AttemptContext;
  readonly end: CycleEnd;
  /** Why it ended so, as a sentence. */
  readonly says: string;
  readonly dataset: string;
  readonly events: readonly SearchEvent[];
  readonly tried: readonly TriedEdit[];
  readonly metricCalls: number;
  readonly reflections: number;
  readonly gate?: GateOutcome;
  readonly suggestion?: Suggestion;
  readonly spent: Spent;
}
