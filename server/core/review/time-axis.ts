/** Times of a conversation on one axis, without the pauses in which nothing ran: a user may answer a day later. */
export interface TimeAxis {
  /** In milliseconds of what is left of the time. */
  readonly length: number;
  readonly pauses: readonly { readonly at: number; readonly ms: number }[];
  at(ms: number): number;
}

interface Timed {
  readonly startMs?: number;
  readonly endMs?: number;
}

/** A pause is cut where it is longer than this part of all that ran, and than a second; then so much of the axis is left of it. */
const longPause = 0.1;
const leftOfPause = 0.02;

/** Undefined where nothing has a time. */
export function timeAxis(spans: readonly Timed[]): TimeAxis | undefined {
  const busy = busyTimes(spans);
  const [first] = busy;
  if (!first) return undefined;
  const total = busy.reduce((sum, { from, to }) => sum + to - from, 0);
  const least = Math.max(1_000, total * longPause);
  const shortened = Math.max(total * leftOfPause, 1);
  const pauses: { at: number; ms: number }[] = [];
  const stretches: { readonly from: number; readonly at: number }[] = [{ from: first.from, at: 0 }];
  let cut = 0;
  busy.slice(1).forEach(({ from }, index) => {
    const ms = from - busy[index]!.to;
    if (ms <= least) return;
    const at = busy[index]!.to - first.from - cut;
    pauses.push({ at, ms });
    cut += ms - shortened;
    stretches.push({ from, at: at + shortened });
  });
  const at = (ms: number): number => {
    let [low, high] = [0, stretches.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (stretches[middle]!.from <= ms) low = middle;
      else high = middle - 1;
    }
    const stretch = stretches[low]!;
    const place = stretch.at + ms - stretch.from;
    const next = stretches[low + 1];
    return Math.max(0, next ? Math.min(place, next.at) : place);
  };
  return { length: Math.max(at(busy.at(-1)!.to), 1), pauses, at };
}

/** Stretches in which at least one span ran, joined. */
function busyTimes(spans: readonly Timed[]): { from: number; to: number }[] {
  const times = spans
    .flatMap(({ startMs, endMs }) =>
      startMs === undefined || !Number.isFinite(startMs)
        ? []
        : [
            {
              from: startMs,
              to: Math.max(startMs, endMs !== undefined && Number.isFinite(endMs) ? endMs : startMs),
            },
          ],
    )
    .sort((a, b) => a.from - b.from);
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of times) {
    const last = joined.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}
