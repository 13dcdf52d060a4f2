/** Up to so many conversations a model is fitted on all of them: that takes a second or two. */
const mostAlways = 1_000;
/** Above, on all but the newest, fewer than one in so many. */
const newestShare = 64;

/** A conversation, and when it came into the store. */
export interface Arrival {
  readonly id: string;
  readonly atMs: number;
}

export const isFittedOnAll = (conversations: number): boolean => conversations <= mostAlways;

/**
 * The conversations that a model is fitted on: of n the first n', in the order in which they came, where n' is n rounded down to a multiple of
 * the largest power of two that is no more than n / 64. So a model stands while some hundred conversations come to twenty thousand, and
 * which one stands is decided by the store alone, not by who asked when. Worked: of 20,000 to 20,223 the first 19,968; of 1,000 all.
 */
export function fittedConversations(arrivals: readonly Arrival[]): ReadonlySet<string> {
  const n = arrivals.length;
  const step = isFittedOnAll(n) ? 1 : 2 ** Math.floor(Math.log2(n / newestShare));
  const inOrder = [...arrivals].sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return new Set(inOrder.slice(0, n - (n % step)).map(({ id }) => id));
}
