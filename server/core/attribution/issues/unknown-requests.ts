import { type Count, fisherAboveP } from "../../base/index.ts";
import { lastDays } from "./window.ts";

/** A request; `isUnknown`: like no other, so in no behavior. */
export interface PlacedRequest {
  readonly id: string;
  readonly conversationId: string;
  readonly startMs?: number | undefined;
  readonly isUnknown: boolean;
}

/** Requests in no behavior among those of the last days and among those before. */
export interface UnknownRequests {
  readonly sinceMs: number;
  readonly recent: Count;
  readonly before: Count;
  /** There are clearly more of them than before: one-sided exact test at 5 %. */
  readonly isRising: boolean;
  /** Of the last days, newest first. */
  readonly newest: readonly { readonly id: string; readonly conversationId: string }[];
}

const newestShown = 5;

/** Undefined where no request has a time. */
export function unknownRequests(requests: readonly PlacedRequest[]): UnknownRequests | undefined {
  const window = lastDays(requests.map(({ startMs }) => startMs));
  if (!window) return undefined;
  const isRecent = ({ startMs }: PlacedRequest): boolean => startMs !== undefined && startMs >= window.fromMs;
  const timed = requests.filter(({ startMs }) => startMs !== undefined);
  const [recent, before] = [timed.filter(isRecent), timed.filter((one) => !isRecent(one))];
  const count = (list: readonly PlacedRequest[]): Count => ({
    k: list.filter(({ isUnknown }) => isUnknown).length,
    n: list.length,
  });
  return {
    sinceMs: window.fromMs,
    recent: count(recent),
    before: count(before),
    isRising: fisherAboveP(count(recent), count(before)) <= 0.05,
    newest: recent
      .filter(({ isUnknown }) => isUnknown)
      .sort((a, b) => b.startMs! - a.startMs! || (a.id < b.id ? -1 : 1))
      .slice(0, newestShown)
      .map(({ id, conversationId }) => ({ id, conversationId })),
  };
}
