import type { IssueMember, TrendBucket } from "./behavior-issue.ts";

export const trendBuckets = 12;

/** The data's own time: when its first conversation began and its last. */
export interface TimeRange {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Undefined where nothing has a time. */
export function rangeOf(times: Iterable<number | undefined>): TimeRange | undefined {
  let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const time of times) {
    if (time === undefined) continue;
    firstMs = Math.min(firstMs, time);
    lastMs = Math.max(lastMs, time);
  }
  return firstMs <= lastMs ? { firstMs, lastMs } : undefined;
}

/** A behavior over the data's own time, in equal buckets, empty ones too. Undefined where no time passes, or none of its own is known. */
export function trendOf(
  members: readonly IssueMember[],
  range: TimeRange | undefined,
): readonly TrendBucket[] | undefined {
  if (!range || range.lastMs === range.firstMs || members.every(({ startMs }) => startMs === undefined))
    return undefined;
  const { firstMs, lastMs } = range;
  const length = (lastMs - firstMs) / trendBuckets;
  const edge = (index: number): number =>
    index === trendBuckets ? lastMs + 1 : Math.round(firstMs + index * length);
  const buckets = Array.from({ length: trendBuckets }, (_, i) => ({
    fromMs: edge(i),
    toMs: edge(i + 1),
    size: 0,
    judged: 0,
    failed: 0,
  }));
  for (const { startMs, failed } of members) {
    if (startMs === undefined) continue;
    const bucket = buckets[Math.min(trendBuckets - 1, Math.floor((startMs - firstMs) / length))]!;
    bucket.size++;
    if (failed !== undefined) bucket.judged++;
    if (failed) bucket.failed++;
  }
  return buckets;
}
