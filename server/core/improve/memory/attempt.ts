/** Ways to change a prompt, as memory keeps how each of them fared. */
export const operators = [
  "rewrite",
  "add",
  "remove",
  "move",
  "split",
  "add-example",
  "tighten-format",
  "tool-description",
  "change-value",
  "add-context",
  "textual-gradient",
  "bounded-edit",
] as const;
export type Operator = (typeof operators)[number];

/** What is known of a failure before anything is tried; absent where it is not. From what helps to choose most to what does least. */
export interface AttemptContext {
  /** What is wrong: a line is ignored, wrong, missing, in conflict, or the context is. */
  readonly cause?: string;
  /** Kind of the instruction: always, conditional, format... */
  readonly kind?: string;
  /** Kind of the evaluator that fails: its type of check. */
  readonly evaluator?: string;
  /** What kind of behavior: its group, or itself. */
  readonly behavior?: string;
}

export const contextKeys = ["cause", "kind", "evaluator", "behavior"] as const;

/** What became of it: `useless`: it changed nothing; `harmful`: it broke what passed. `rejected`: a person did not want it. */
export const attemptEnds = ["accepted", "rejected", "failed-gate", "useless", "harmful"] as const;
export type AttemptEnd = (typeof attemptEnds)[number];

/** One edit that was tried, and what it showed. */
export interface Attempt {
  readonly id: string;
  readonly atMs: number;
  /** File of the prompt. */
  readonly prompt: string;
  /** What it was to mend: a behavior, an evaluator. Attempts at the same target say most about the next one. */
  readonly target: string;
  readonly operator: string;
  readonly context: AttemptContext;
  readonly end: AttemptEnd;
  /** What the hunk alone did to the rate of the target, -1 to 1, where it was measured. */
  readonly effect?: number;
  readonly cycle?: string;
  /** Who decided, and why, where a person did. */
  readonly who?: string;
  readonly why?: string;
  /** Conversations whose failures it was to mend, and those that passed with it: what it mended has to stay so. */
  readonly conversations?: readonly string[];
  readonly mended?: readonly string[];
  /** What the failures were about, in words that later ones are compared by. */
  readonly failure?: string;
  /** What was put into the prompt, where that is known. */
  readonly text?: string;
  /** What was learnt: shown to whoever proposes the next edit of a like failure. */
  readonly reflection?: string;
}

/**
 * Worth of an attempt, 0 to 1: what bandits learn by. A gain that the gate or a person turned down was still a step towards one; nothing is
 * worth less than what broke things, so that both are 0.
 */
export function rewardOf({ end, effect = 0 }: Pick<Attempt, "end" | "effect">): number {
  if (end === "accepted") return 1;
  if (end === "failed-gate") return Math.min(0.3, Math.max(0, effect));
  return end === "rejected" ? 0.2 : 0;
}
