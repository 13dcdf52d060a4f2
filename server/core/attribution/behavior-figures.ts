import { benjaminiHochberg, clusteredRate, fisherAboveP, groupBy, type Rate } from "../base/index.ts";
import type { IssueMember } from "./issues/behavior-issue.ts";
import { issuesOf, type Told } from "./issues/issues-of.ts";
import type { Drift } from "./issues/word-drift.ts";
import type { OutcomeLift } from "./outcome-figures.ts";
import type { BehaviorTag } from "./tag-figures.ts";

/** A behavior with what happened in it. A conversation fails when any evaluator failed what was asked of it there. */
export interface BehaviorFigures extends Told {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly words: readonly string[];
  readonly exemplars: readonly { readonly conversationId: string; readonly text: string }[];
  /** Conversations in it, and their share of all that made a request. */
  readonly size: number;
  readonly share: number;
  /** Judged conversations and how many failed; `rate` is the pass rate. */
  readonly rate: Rate;
  readonly failing: readonly string[];
  readonly prompts: readonly string[];
  /** The group above it, where behaviors are grouped. */
  readonly groupId?: string;
  /** Tags that occur in it clearly more often than elsewhere, or in a tenth of it; absent where none does. */
  readonly tags?: readonly BehaviorTag[];
  /** What happened later to those who asked for it, by kind; absent where no outcomes are known. */
  readonly outcomes?: readonly OutcomeLift[];
}

/** A conversation that asked for a behavior; one that asked for several things is a member of each of their behaviors. */
export interface BehaviorMember extends IssueMember {
  readonly behaviorId: string;
  readonly prompts: readonly string[];
}

export interface BehaviorInput {
  readonly behaviors: readonly (Pick<
    BehaviorFigures,
    "id" | "name" | "description" | "words" | "exemplars" | "groupId"
  > & {
    /** How its words changed, and whether a later search than the first found it. */
    readonly drift?: Drift;
    readonly isBornLater?: boolean;
  })[];
  /** A conversation and behavior once at most. */
  readonly members: readonly BehaviorMember[];
  /** When conversations began, those in no behavior too; epoch milliseconds. */
  readonly times?: readonly number[];
}

/**
 * A behavior fails clearly more often than the rest by Benjamini-Hochberg at 5 % over all of them. Worked: 40 judged, 28 of them failed, while
 * 20 % of the rest fail, is an issue; 3 of 5 is not yet.
 */
export function behaviorFigures({ behaviors, members: all, times = [] }: BehaviorInput): BehaviorFigures[] {
  const byBehavior = groupBy(all, ({ behaviorId }) => behaviorId);
  const conversations = new Set(all.map(({ conversationId }) => conversationId)).size;
  const total = countsOf(all);
  const figures = behaviors.map(({ drift, isBornLater, ...behavior }) => {
    const members = byBehavior.get(behavior.id) ?? [];
    const own = countsOf(members);
    const [judged, passed] = [total.judged - own.judged, total.passed - own.passed];
    const rate = rateOf(members);
    const failing = members
      .filter(({ failed }) => failed)
      .map(({ conversationId }) => conversationId)
      .sort();
    const prompts = [...new Set(members.flatMap((one) => one.prompts))].sort();
    const figure = {
      ...behavior,
      size: members.length,
      share: members.length / Math.max(1, conversations),
      rate,
      failing,
      prompts,
    };
    const rest = { k: judged - passed, n: judged };
    // What fails never elsewhere is not known to be impossible there: both sides count as samples.
    const n = Math.floor(rate.effectiveN);
    const p = rate.n === 0 ? 1 : fisherAboveP({ k: Math.round(n * (1 - rate.rate)), n }, rest);
    return { figure, p, examined: { id: behavior.id, members, rate, rest, drift, isBornLater } };
  });
  const high = benjaminiHochberg(figures.map(({ p }) => p));
  const told = issuesOf(
    figures.map(({ examined }, index) => ({ ...examined, isHigh: high[index]! })),
    times,
  );
  return figures
    .map(({ figure }, index) => ({ ...figure, ...told[index]! }))
    .sort((a, b) => b.size - a.size || (a.id < b.id ? -1 : 1));
}

const countsOf = (members: readonly BehaviorMember[]): { judged: number; passed: number } => ({
  judged: members.filter(({ failed }) => failed !== undefined).length,
  passed: members.filter(({ failed }) => failed === false).length,
});

function rateOf(members: readonly BehaviorMember[]): Rate {
  const judged = members.filter(({ failed }) => failed !== undefined);
  const clusters = [...groupBy(judged, ({ cluster }) => cluster)].sort(([a], [b]) => (a < b ? -1 : 1));
  return clusteredRate(
    clusters.map(([, list]) => ({ n: list.length, passes: list.filter(({ failed }) => !failed).length })),
  );
}
