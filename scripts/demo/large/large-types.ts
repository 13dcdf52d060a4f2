import type { PromptName } from "../demo-types.ts";
import type { LargeEvaluator } from "./large-evaluators.ts";
import type { ToolName } from "./large-tools.ts";

/**
 * One thing people come for, in the large demo. Texts may hold `{slot}`s, see `slots.ts`: what a slot was filled with in the opening it
 * is filled with in the answer.
 */
export interface LargeIntent {
  readonly id: string;
  /** The intent that is easily taken for it: they share words and differ in what is wanted. */
  readonly twin: string;
  /** Openings written by hand: at least 6, for 40 of the intents at least 20. */
  readonly says: readonly string[];
  /** What the agent calls before it answers, in order. */
  readonly tools?: readonly ToolName[];
  readonly answers: readonly string[];
  /** What it may add. */
  readonly adds?: readonly string[];
  /** Set for the seven intents that fail. */
  readonly fails?: PlantedFailure;
}

export interface PlantedFailure {
  readonly evaluator: LargeEvaluator;
  /** Share of the intent's conversations that the evaluator fails. */
  readonly rate: number;
  readonly conversations: number;
  /** What the agent says then, where leaving something out is not enough. */
  readonly answers?: readonly string[];
  /** `rising`: three of four conversations fall into the last two weeks. `new`: all of them into the last ten days. */
  readonly arrives?: "rising" | "new";
}

/** Intents that belong together, all of one prompt. */
export interface LargeGroup {
  readonly id: string;
  readonly prompt: PromptName;
  readonly intents: readonly LargeIntent[];
}
