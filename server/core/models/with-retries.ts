import { setTimeout } from "node:timers/promises";

/** In ms. After a broken connection, a 429 or a 5xx, where the server asks for no pause of its own. */
const pauses = [500, 1_000, 2_000, 4_000];
/** A server that wants a longer one, in ms, has no time for us today. */
const longestPause = 60_000;

/** Told before the same is asked once more, with what came of the last time; throws where it may not be. */
export type Again = (error: unknown) => void;

export interface RetryOptions {
  readonly signal: AbortSignal | undefined;
  /** The HTTP status and headers of an error; no status = the connection broke; undefined = calling again is no use. */
  readonly statusOf: (error: unknown) => Failure | undefined;
  /** Shared by the calls to one place; after a 429 all of them wait. */
  readonly quiet?: Quiet;
  readonly again?: Again | undefined;
}

/**
 * Makes calls again that may work later, each after a longer pause or the one that the server asks for, four times at most. A pause ends
 * with the signal.
 */
export async function withRetries<T>(
  call: () => Promise<T>,
  { signal, statusOf, quiet = { untilMs: 0 }, again }: RetryOptions,
): Promise<T> {
  const wait = async (ms: number): Promise<void> => {
    if (ms > 0)
      await setTimeout(ms, undefined, { ...(signal && { signal }) }).catch(() => signal?.throwIfAborted());
  };
  for (let round = 0; ; round++) {
    signal?.throwIfAborted();
    await wait(quiet.untilMs - Date.now());
    try {
      return await call();
    } catch (error) {
      signal?.throwIfAborted();
      const failure = statusOf(error);
      const pause = failure && isPassing(failure.status) ? pauseOf(failure, round) : undefined;
      if (pause === undefined) throw error;
      if (failure?.status === 429) quiet.untilMs = Math.max(quiet.untilMs, Date.now() + pause);
      await wait(pause);
      again?.(error);
    }
  }
}

/** Until when nobody asks a place that wanted a pause. Milliseconds since the epoch. */
export interface Quiet {
  untilMs: number;
}

export interface Failure {
  readonly status?: number | undefined;
  readonly headers?: Pick<Headers, "get"> | undefined;
}

const isPassing = (status: number | undefined): boolean =>
  status === undefined || status === 408 || status === 409 || status === 429 || status >= 500;

function pauseOf({ headers }: Failure, round: number): number | undefined {
  const own = pauses[round];
  const asked = own === undefined ? undefined : askedPause(headers);
  if (asked === undefined) return own;
  return asked <= longestPause ? asked : undefined;
}

/** `Retry-After` in seconds or as a date, and what some servers send beside it in milliseconds. */
function askedPause(headers: Failure["headers"]): number | undefined {
  const [ms, after] = [headers?.get("retry-after-ms"), headers?.get("retry-after")];
  if (ms && Number.isFinite(Number(ms))) return Math.max(0, Number(ms));
  if (!after) return undefined;
  const seconds = Number(after);
  const pause = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(after) - Date.now();
  return Number.isFinite(pause) ? Math.max(0, pause) : undefined;
}
