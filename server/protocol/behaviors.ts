import type { LongRequest } from "./messages.ts";

export interface BehaviorItem {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly words: readonly string[];
  readonly exemplars: readonly { readonly conversationId: string; readonly text: string }[];
  readonly size: number;
  readonly share: number;
  /** Judged conversations and those of them that failed. */
  readonly judged: number;
  readonly failed: number;
  readonly low: number;
  readonly high: number;
  /** It needs a person: `high`, `signals` or `rising` is among its issues. */
  readonly issue: boolean;
  readonly issues: readonly BehaviorIssueItem[];
  /** From 1 on, for those that have something to tell: what needs a person first, then who hits more people. */
  readonly rank?: number;
  /** Different people who had a failure in it. */
  readonly people: number;
  /** At most 12 equal stretches of the data's own time; absent where there are no times. */
  readonly trend?: readonly BehaviorTrendItem[];
  readonly prompts: readonly string[];
  /** The group above it, where behaviors are grouped. */
  readonly groupId?: string;
  /** Tags that are frequent in it, and how many times as often as elsewhere. */
  readonly tags?: readonly BehaviorTagItem[];
  /** What happened later to those who asked for it, and how many times as often as to others. */
  readonly outcomes?: readonly BehaviorOutcomeItem[];
  readonly decision?: BehaviorDecision;
}

/** What people decided about a behavior. */
export interface BehaviorDecision {
  readonly pinned?: true;
  readonly muted?: { readonly reason: string; readonly until?: string };
  readonly weight?: number;
  /** A person gave it its name. */
  readonly isNamed?: true;
  /** Ids of behaviors that it has swallowed. */
  readonly merged?: readonly string[];
  /** The behavior that it is a part of. */
  readonly partOf?: string;
}

/** What a person wants of a behavior, named by its id; kept in homeostat/behaviors.yaml. */
export type DecideRequest = LongRequest & {
  readonly decision:
    | {
        readonly kind: "pin" | "unpin" | "unmute" | "unmerge" | "split" | "unsplit";
        readonly behavior: string;
      }
    | { readonly kind: "mute"; readonly behavior: string; readonly reason: string }
    | { readonly kind: "weight"; readonly behavior: string; readonly weight: number }
    | { readonly kind: "rename"; readonly behavior: string; readonly name: string }
    | { readonly kind: "merge"; readonly behavior: string; readonly others: readonly string[] };
};

/** `parts`: sizes of the parts of a split. */
export interface DecideResult {
  readonly file: string;
  readonly parts?: readonly number[];
}

export type BehaviorIssueKind = "high" | "signals" | "rising" | "new" | "drifting";

/** Why a behavior is pointed out: one sentence with the numbers. */
export interface BehaviorIssueItem {
  readonly kind: BehaviorIssueKind;
  readonly text: string;
  readonly sinceMs?: number;
  readonly people: number;
}

/** Conversations that began from `fromMs` on and before `toMs`. */
export interface BehaviorTrendItem {
  readonly fromMs: number;
  readonly toMs: number;
  readonly size: number;
  readonly judged: number;
  readonly failed: number;
}

/** Requests in no behavior: k of n of late, and before. */
export interface UnknownIntentsItem {
  readonly sinceMs: number;
  readonly recent: { readonly k: number; readonly n: number };
  readonly before: { readonly k: number; readonly n: number };
  readonly isRising: boolean;
  readonly newest: readonly { readonly conversationId: string; readonly text: string }[];
}

/** A node above behaviors. */
export interface GroupItem {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

export interface BehaviorsResult {
  readonly behaviors: readonly BehaviorItem[];
  readonly groups: readonly GroupItem[];
  readonly outliers: number;
  readonly unknown?: UnknownIntentsItem;
  readonly conversations: number;
}

/** `lift`: how many times as often as elsewhere; absent where it is nowhere else. */
export interface BehaviorTagItem {
  readonly tag: string;
  /** Conversations that have it, and their share of the behavior. */
  readonly n: number;
  readonly share: number;
  readonly lift?: number;
  readonly isClear: boolean;
}

/** `hits` of `n` users (or conversations) it happened to; `restRate`: of all others. */
export interface BehaviorOutcomeItem {
  readonly kind: string;
  readonly n: number;
  readonly hits: number;
  readonly restRate: number;
  readonly lift?: number;
  readonly isClear: boolean;
}

/** How an issue is called where there is room for a word. */
export const issueWords: Readonly<Record<BehaviorIssueKind, string>> = {
  high: "fails",
  signals: "feedback",
  rising: "rising",
  new: "new",
  drifting: "drifting",
};

/** The kinds of its issues, each once: those that need a person first. */
export const issueKinds = (issues: readonly BehaviorIssueItem[]): BehaviorIssueKind[] => [
  ...new Set(issues.map(({ kind }) => kind)),
];

type Ranked = Pick<BehaviorItem, "rank">;

/** Those with something to tell first, by how many people they hit; the others stay as they came: pins, then size times weight. */
export const byRank = (a: Ranked, b: Ranked): number =>
  (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER);
