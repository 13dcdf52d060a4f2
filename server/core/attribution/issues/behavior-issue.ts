/**
 * Why a behavior is pointed out. `high`: fails more than the rest; `signals`: users show more often than elsewhere that it went wrong;
 * `rising`: either is more than it was; `new`: nobody asked for it before; `drifting`: what is asked within it is not what it was.
 */
export type IssueKind = "high" | "signals" | "rising" | "new" | "drifting";

export interface BehaviorIssue {
  readonly kind: IssueKind;
  /** One sentence with the numbers. */
  readonly text: string;
  /** When it began, as far as that can be told. */
  readonly sinceMs?: number;
  /** Different people it hit; those who asked, where nothing went wrong. */
  readonly people: number;
}

/** A behavior with one of these needs a person; with the others it is worth a look. */
export const needsPerson = (issues: readonly BehaviorIssue[]): boolean =>
  issues.some(({ kind }) => kind === "high" || kind === "signals" || kind === "rising");

/** Of one stretch of time: conversations that began in it, judged ones, failed ones. Times in epoch milliseconds, `toMs` not in it. */
export interface TrendBucket {
  readonly fromMs: number;
  readonly toMs: number;
  readonly size: number;
  readonly judged: number;
  readonly failed: number;
}

/** A conversation that asked for a behavior, as far as issues go. */
export interface IssueMember {
  readonly conversationId: string;
  /** Undefined where nothing judged what was asked of this behavior in it. */
  readonly failed?: boolean | undefined;
  readonly startMs?: number | undefined;
  readonly userId?: string | undefined;
  /** The task it repeats where it does, else the conversation: trials of one are alike. */
  readonly cluster: string;
  /** Kinds of implicit feedback in it. */
  readonly signals?: readonly string[] | undefined;
}

/** Who it was; a conversation of nobody known counts as one person. */
export const personOf = ({
  userId,
  conversationId,
}: Pick<IssueMember, "userId" | "conversationId">): string =>
  userId === undefined ? conversationId : `user ${userId}`;

/** What is not independent of each other: trials of one task, conversations of one user. */
export const unitOf = (member: Pick<IssueMember, "userId" | "conversationId" | "cluster">): string =>
  member.cluster === member.conversationId ? personOf(member) : member.cluster;

export const peopleIn = (members: readonly IssueMember[]): number => new Set(members.map(personOf)).size;
