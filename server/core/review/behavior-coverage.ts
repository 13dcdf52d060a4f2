import {
  type BehaviorVerdicts,
  type FailureSignal,
  type JudgedBehavior,
  negativeSignals,
  type Trust,
  type UnseenFailures,
} from "../attribution/index.ts";
import type { DecidedBehavior } from "./decisions/laid-over.ts";
import type { Snapshot } from "./snapshot.ts";
import { inQuotes, percent, tame } from "./wording.ts";

/** A behavior and who judges it. Its name is tame; evaluators are as the snapshot has them, for `judgesTold` to make readable. */
export interface CoveredBehavior extends JudgedBehavior {
  readonly name: string;
  /** Of all conversations that asked for something. */
  readonly share: number;
  /**
   * Fewer than half of its conversations are judged by an evaluator that reads what was said; or these are, and fewer than half by a trusted
   * one. What was recorded (outcome, latency, cost) fills no hole: it is there for every conversation, whatever was asked.
   */
  readonly hole?: "not-judged" | "not-trusted";
}

/** The same with evaluators for people: those that fail most conversations first, their names tame. */
export interface JudgesTold extends Omit<CoveredBehavior, "evaluators"> {
  readonly evaluators: readonly (BehaviorVerdicts & { readonly trust: Trust })[];
}

export interface CoveredBehaviors {
  /** By traffic, the most first, without those that somebody muted. */
  readonly behaviors: readonly CoveredBehavior[];
  /** In the behaviors, a conversation in each of its; the other counts as those of a behavior. */
  readonly conversations: number;
  readonly judged: number;
  readonly trusted: number;
  readonly recorded: number;
  /** Failures that no evaluator sees, the most first; `behavior`: its name. */
  readonly unseen: readonly (UnseenFailures & { readonly behavior?: string })[];
  /** Conversations that wait for their first evaluation: they count nowhere here. */
  readonly waiting: number;
}

/**
 * Made on the loop of the language server too: one step a behavior, whatever the number of its evaluators. Undefined where no behaviors were
 * found, nothing was judged, or figures come from a baseline. `file`: behaviors that this prompt answered.
 */
export function coveredBehaviors(snapshot: Snapshot, file?: string): CoveredBehaviors | undefined {
  const { behaviorCoverage: coverage } = snapshot;
  if (!coverage || snapshot.behaviors.length === 0) return undefined;
  const shown = new Map(
    snapshot.behaviors
      .filter(({ decision, prompts }) => !decision?.muted && (file === undefined || prompts.includes(file)))
      .map((one) => [one.id, one]),
  );
  const behaviors = coverage.behaviors
    .flatMap((judged) => {
      const figures = shown.get(judged.id);
      return figures ? [covered(judged, figures)] : [];
    })
    .sort((a, b) => b.conversations - a.conversations || (a.id < b.id ? -1 : 1));
  const sum = (of: (one: CoveredBehavior) => number): number =>
    behaviors.reduce((total, one) => total + of(one), 0);
  return {
    behaviors,
    conversations: sum((one) => one.conversations),
    judged: sum((one) => one.judged),
    trusted: sum((one) => one.trusted),
    recorded: sum((one) => one.recorded),
    unseen: coverage.unseen.flatMap((one) => {
      if (one.behaviorId === undefined) return file === undefined ? [one] : [];
      const behavior = shown.get(one.behaviorId);
      return behavior ? [{ ...one, behavior: tame(behavior.name, 120) }] : [];
    }),
    waiting: coverage.waiting,
  };
}

function covered(judged: JudgedBehavior, { name, share }: DecidedBehavior): CoveredBehavior {
  const hole = holeOf(judged);
  return { ...judged, ...{ name: tame(name, 120), share }, ...(hole && { hole }) };
}

/** Tens of thousands of cells where there are many behaviors: for the command line. */
export function judgesTold(
  behaviors: readonly CoveredBehavior[],
  { evaluators }: Pick<Snapshot, "evaluators">,
): JudgesTold[] {
  const told = new Map(evaluators.map(({ name, trust }) => [name, { evaluator: tame(name, 120), trust }]));
  return behaviors.map((behavior) => ({
    ...behavior,
    evaluators: behavior.evaluators
      .map((one) => ({
        ...one,
        ...(told.get(one.evaluator) ?? { evaluator: tame(one.evaluator, 120), trust: "untested" as const }),
      }))
      .sort((x, y) => y.failed - x.failed || y.n - x.n || (x.evaluator < y.evaluator ? -1 : 1)),
  }));
}

export function holeOf({
  conversations,
  judged,
  trusted,
}: Omit<JudgedBehavior, "id" | "evaluators" | "recorded">): CoveredBehavior["hole"] {
  if (2 * judged < conversations) return "not-judged";
  return 2 * trusted < conversations ? "not-trusted" : undefined;
}

/** Those that no evaluator judges, by conversations that none of them has read; or those that no trusted evaluator judges, in the same way. */
export function behaviorHoles(
  { behaviors }: CoveredBehaviors,
  hole: NonNullable<CoveredBehavior["hole"]>,
): CoveredBehavior[] {
  const missing = ({ conversations, judged, trusted }: CoveredBehavior): number =>
    conversations - (hole === "not-judged" ? judged : trusted);
  return behaviors
    .filter((one) => one.hole === hole)
    .sort((a, b) => missing(b) - missing(a) || (a.id < b.id ? -1 : 1));
}

const shows: Readonly<Record<FailureSignal, string>> = { ...negativeSignals, "tool-error": "a tool fails" };

/** "in 38 of 310 conversations of “gift wrap” people give up: evaluators fail 2 of these (5 %; 95 % interval 1 to 17 %)" */
export function unseenText({
  signal,
  behavior,
  n,
  of,
  seen,
  low,
  high,
}: CoveredBehaviors["unseen"][number]): string {
  const place = behavior === undefined ? "conversations" : `conversations of ${inQuotes(behavior)}`;
  const interval = `95 % interval ${Math.round(low * 100)} to ${Math.round(high * 100)} %`;
  return `in ${n} of ${of} ${place} ${shows[signal]}: evaluators fail ${seen === 0 ? "none" : seen} of these (${percent(seen / n)}; ${interval})`;
}
