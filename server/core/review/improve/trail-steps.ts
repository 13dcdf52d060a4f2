import type { ChatMessage } from "../../models/index.ts";

/** When a step began and ended, epoch milliseconds, and what was spent in it. */
export interface StepCost {
  readonly fromMs: number;
  readonly toMs: number;
  readonly calls: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** US dollars, as far as prices are known. */
  readonly usd?: number;
}

/** A line of the base that a text has otherwise. */
export interface StepEdit {
  readonly removed: string;
  readonly added: string;
}

/** What became of one case that was run with a text. */
export interface StepCase {
  readonly case: string;
  readonly conversation?: string;
  readonly result: "pass" | "fail" | "missing";
  /** What was found wrong, or why there is no result. */
  readonly why: readonly string[];
}

/** A text that was run on cases. `edits`: none, it is the base. */
export interface TriedStep extends StepCost {
  readonly kind: "tried";
  readonly stage: "search" | "gate";
  readonly edits: readonly StepEdit[];
  readonly cases: readonly StepCase[];
}

/** A chat model was shown failures and asked for edits. */
export interface ReflectionStep extends StepCost {
  readonly kind: "reflection";
  /** From 1 on. */
  readonly n: number;
  readonly model: string;
  readonly question: readonly ChatMessage[];
  /** As it came, in JSON; absent where none came. */
  readonly answer?: string;
  readonly problem?: string;
  /** New texts that could be made of it. */
  readonly proposals: number;
}

/** The gate was asked whether it knows enough. */
export interface GateStep extends StepCost {
  readonly kind: "gate";
  /** Runs that it has seen, and how many more it would like. */
  readonly done: number;
  readonly wanted: number;
  readonly verdict: "passed" | "failed" | "undecided";
}

/** What was done in a cycle, with what was said in it, in the order in which it ended. */
export type TrailStep = TriedStep | ReflectionStep | GateStep;
