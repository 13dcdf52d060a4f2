import { belowThresholdP, benjaminiHochberg, clusteredRate, groupBy, type Rate } from "../base/index.ts";

/** A behavior with what happened in it. A conversation fails when any evaluator failed any sample of it. */
export interface BehaviorFigures {
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
  /** Fails clearly more often than the rest: Benjamini-Hochberg at 5 % over all behaviors. */
  readonly issue: boolean;
  readonly prompts: readonly string[];
  /** The group above it, where behaviors are grouped. */
  readonly groupId?: string;
}

export interface BehaviorInput {
  readonly behaviors: readonly Pick<
    BehaviorFigures,
    "id" | "name" | "description" | "words" | "exemplars" | "groupId"
  >[];
  readonly conversations: readonly {
    readonly id: string;
    readonly behaviorId: string;
    readonly cluster: string;
    /** Undefined where nothing judged it. */
    readonly failed?: boolean;
    readonly prompts: readonly string[];
  }[];
}

/** Worked: 40 judged, 28 of them failed, while 20 % of the rest fail, is an issue; 3 of 5 is not yet. */
export function behaviorFigures({ behaviors, conversations }: BehaviorInput): BehaviorFigures[] {
  const byBehavior = groupBy(conversations, ({ behaviorId }) => behaviorId);
  const figures = behaviors.map((behavior) => {
    const members = byBehavior.get(behavior.id) ?? [];
    const rest = conversations.filter((one) => one.behaviorId !== behavior.id && one.failed !== undefined);
    const restRate = rest.filter(({ failed }) => !failed).length / Math.max(1, rest.length);
    const rate = rateOf(members);
    const failing = members
      .filter(({ failed }) => failed)
      .map(({ id }) => id)
      .sort();
    const prompts = [...new Set(members.flatMap((one) => one.prompts))].sort();
    const p = rest.length === 0 ? 1 : belowThresholdP(rate, restRate);
    return {
      ...behavior,
      size: members.length,
      share: members.length / Math.max(1, conversations.length),
      rate,
      failing,
      prompts,
      p,
    };
  });
  const issues = benjaminiHochberg(figures.map(({ p }) => p));
  return figures
    .map(({ p: _, ...figure }, index) => ({ ...figure, issue: issues[index]! }))
    .sort((a, b) => b.size - a.size || (a.id < b.id ? -1 : 1));
}

function rateOf(members: BehaviorInput["conversations"]): Rate {
  const judged = members.filter(({ failed }) => failed !== undefined);
  const clusters = [...groupBy(judged, ({ cluster }) => cluster)].sort(([a], [b]) => (a < b ? -1 : 1));
  return clusteredRate(
    clusters.map(([, list]) => ({ n: list.length, passes: list.filter(({ failed }) => !failed).length })),
  );
}
