import { belowThresholdP, benjaminiHochberg, clusteredRate, groupBy } from "../base/index.ts";
import { type IssueMember, unitOf } from "./issues/behavior-issue.ts";
import { feedbackExcess, hasFeedback, isHandedOverByDesign, negativeSignals } from "./issues/feedback.ts";

/** Signals of a failure: what users show, and tools that failed. */
export const failureSignals = [
  ...(Object.keys(negativeSignals) as (keyof typeof negativeSignals)[]),
  "tool-error",
] as const;
export type FailureSignal = (typeof failureSignals)[number];

/** Conversations that show that something went wrong, most of which no evaluator fails. */
export interface UnseenFailures {
  readonly signal: FailureSignal;
  /** Where it is shown clearly more often than elsewhere; absent for all conversations together. */
  readonly behaviorId?: string;
  /** Conversations with the signal, and those of them that some evaluator failed; 95 % interval of that share. */
  readonly n: number;
  readonly seen: number;
  readonly low: number;
  readonly high: number;
  /** All conversations there. */
  readonly of: number;
}

/** `failed`: an evaluator failed it, of a behavior's member what was asked there. */
export interface UnseenInput {
  readonly all: readonly IssueMember[];
  readonly byBehavior: ReadonlyMap<string, readonly IssueMember[]>;
}

/**
 * What no evaluator sees: a signal of failure, in all conversations or in a behavior that shows it clearly more often than the rest (Fisher),
 * of whose conversations evaluators fail fewer than half, beyond chance (one-sided binomial at the effective number of people); both held
 * at a false discovery rate of 5 % over everything that was asked. Worked: 30 give up and 2 of them are failed, P(X <= 2 of 30) at one half is
 * below 0.001. The most unseen conversations first.
 */
export function unseenFailures(input: UnseenInput): UnseenFailures[] {
  const candidates = [...everywhere(input), ...inBehaviors(input)];
  const isUnseen = benjaminiHochberg(candidates.map(({ p }) => p));
  const found = candidates.flatMap((one, index) => (isUnseen[index] ? [one.found] : []));
  return found
    .filter((one) => one.behaviorId !== undefined || !hasOnePlace(one, found))
    .sort((a, b) => unseenOf(b) - unseenOf(a) || (keyOf(a) < keyOf(b) ? -1 : 1));
}

const unseenOf = ({ n, seen }: UnseenFailures): number => n - seen;

/** Where half of them are those of one behavior, it alone is worth telling. */
const hasOnePlace = (everywhere: UnseenFailures, found: readonly UnseenFailures[]): boolean =>
  found.some(
    (one) =>
      one.behaviorId !== undefined &&
      one.signal === everywhere.signal &&
      2 * unseenOf(one) >= unseenOf(everywhere),
  );

const keyOf = ({ signal, behaviorId = "" }: UnseenFailures): string => `${behaviorId} ${signal}`;

/** `p`: of "evaluators fail half of them or more". */
interface Candidate {
  readonly found: UnseenFailures;
  readonly p: number;
}

/** Who is handed over because the prompt says so had no failure. */
function everywhere({ all, byBehavior }: UnseenInput): Candidate[] {
  const designed = new Set(
    [...byBehavior.values()]
      .filter(isHandedOverByDesign)
      .flatMap((members) => members.map(({ conversationId }) => conversationId)),
  );
  return failureSignals.flatMap((signal) =>
    candidateOf(
      signal,
      signal === "hand-over" ? all.filter(({ conversationId }) => !designed.has(conversationId)) : all,
    ),
  );
}

function inBehaviors({ all, byBehavior }: UnseenInput): Candidate[] {
  const tested = failureSignals.flatMap((signal) => {
    const shown = (members: readonly IssueMember[]): number =>
      members.filter((one) => hasFeedback(one, signal)).length;
    const total = shown(all);
    return [...byBehavior].map(([behaviorId, members]) => {
      const rest = { k: total - shown(members), n: all.length - members.length };
      return { signal, behaviorId, members, p: feedbackExcess(members, signal, rest)?.p ?? 1 };
    });
  });
  const isMore = benjaminiHochberg(tested.map(({ p }) => p));
  return tested.flatMap(({ signal, members, behaviorId }, index) =>
    isMore[index] ? candidateOf(signal, members, behaviorId) : [],
  );
}

/** None where nobody shows it. Conversations of one person or task are alike. */
function candidateOf(
  signal: FailureSignal,
  members: readonly IssueMember[],
  behaviorId?: string,
): Candidate[] {
  const shown = members.filter((one) => hasFeedback(one, signal));
  if (shown.length === 0) return [];
  const units = [...groupBy(shown, unitOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  const seen = clusteredRate(
    units.map(([, own]) => ({ n: own.length, passes: own.filter(({ failed }) => failed).length })),
  );
  const found: UnseenFailures = {
    signal,
    ...(behaviorId !== undefined && { behaviorId }),
    ...{ n: seen.n, seen: seen.passes, low: seen.low, high: seen.high, of: members.length },
  };
  return [{ found, p: belowThresholdP(seen, 0.5) }];
}
