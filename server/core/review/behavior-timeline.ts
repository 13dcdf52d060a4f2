import type { TimeRange } from "../attribution/index.ts";
import { isMoment } from "../base/index.ts";

/** Conversations of one stretch of time; times are milliseconds since 1970, days and weeks those of UTC. */
export interface TimeBucket {
  readonly fromMs: number;
  /** Where the next begins. */
  readonly toMs: number;
  /** "3 Mar 2026", "week of 2 Mar 2026", "March 2026". */
  readonly label: string;
  /** The same in few letters, for an axis. */
  readonly tick: string;
  readonly size: number;
  readonly judged: number;
  readonly failed: number;
}

export type TimeUnit = "hour" | "day" | "week" | "month" | "quarter" | "year";

export interface BehaviorTimeline {
  readonly unit: TimeUnit;
  readonly buckets: readonly TimeBucket[];
  /** Conversations that do not say when they were. */
  readonly untimed: number;
}

export interface TimedConversation {
  readonly startMs?: number | undefined;
  /** Undefined where nothing judged it. */
  readonly failed?: boolean | undefined;
}

const mostBuckets = 24;
const units: readonly TimeUnit[] = ["hour", "day", "week", "month", "quarter", "year"];

/**
 * Conversations over the time of all data (`firstMs` to `lastMs`), so that a new behavior looks new: in the smallest unit of which at most
 * 24 cover it. Undefined where no conversation has a time. Worked: data of 20 days comes in days, of 30 days in weeks.
 */
export function behaviorTimeline(
  conversations: readonly TimedConversation[],
  range: TimeRange | undefined,
): BehaviorTimeline | undefined {
  const timed = conversations.filter(({ startMs }) => isMoment(startMs));
  if (timed.length === 0 || !range) return undefined;
  const { firstMs, lastMs } = range;
  const chosen = units.find((unit) => startsOf(unit, 1, firstMs, lastMs).length <= mostBuckets);
  const unit = chosen ?? "year";
  const years = new Date(lastMs).getUTCFullYear() - new Date(firstMs).getUTCFullYear() + 1;
  const step = chosen ? 1 : Math.ceil(years / mostBuckets);
  const starts = startsOf(unit, step, firstMs, lastMs);
  const counts = starts.map(() => ({ size: 0, judged: 0, failed: 0 }));
  for (const { startMs, failed } of timed) {
    const count = counts[lastAtOrBefore(starts, startMs!)];
    if (!count) continue;
    count.size++;
    if (failed !== undefined) count.judged++;
    if (failed) count.failed++;
  }
  return {
    unit,
    buckets: starts.map((fromMs, index) => ({
      fromMs,
      toMs: starts[index + 1] ?? next(unit, step, fromMs),
      label: labelOf(unit, fromMs),
      tick: tickOf(unit, fromMs),
      ...counts[index]!,
    })),
    untimed: conversations.length - timed.length,
  };
}

/** Starts of the stretches that cover a time, one more than the most at most: then it is too many. */
function startsOf(unit: TimeUnit, step: number, firstMs: number, lastMs: number): number[] {
  const starts: number[] = [];
  for (
    let at = floorOf(unit, firstMs);
    at <= lastMs && starts.length <= mostBuckets;
    at = next(unit, step, at)
  )
    starts.push(at);
  return starts;
}

function lastAtOrBefore(starts: readonly number[], ms: number): number {
  for (let index = starts.length - 1; index >= 0; index--) if (starts[index]! <= ms) return index;
  return -1;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

function floorOf(unit: TimeUnit, ms: number): number {
  const at = new Date(ms);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  const day = Math.floor(ms / dayMs) * dayMs;
  switch (unit) {
    case "hour":
      return Math.floor(ms / hourMs) * hourMs;
    case "day":
      return day;
    case "week":
      // Weeks begin on Mondays.
      return day - ((at.getUTCDay() + 6) % 7) * dayMs;
    case "month":
      return Date.UTC(year, month);
    case "quarter":
      return Date.UTC(year, month - (month % 3));
    case "year":
      return Date.UTC(year, 0);
  }
}

function next(unit: TimeUnit, step: number, ms: number): number {
  const at = new Date(ms);
  switch (unit) {
    case "hour":
      return ms + hourMs;
    case "day":
      return ms + dayMs;
    case "week":
      return ms + 7 * dayMs;
    case "month":
      return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1);
    case "quarter":
      return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 3);
    case "year":
      return Date.UTC(at.getUTCFullYear() + step, 0);
  }
}

const months = "January February March April May June July August September October November December".split(
  " ",
);

/** "3 Mar 2026" */
export function dayInWords(ms: number): string {
  const at = new Date(ms);
  return `${at.getUTCDate()} ${months[at.getUTCMonth()]!.slice(0, 3)} ${at.getUTCFullYear()}`;
}

const hourOf = (ms: number): string => `${String(new Date(ms).getUTCHours()).padStart(2, "0")}:00`;
const quarterOf = (ms: number): string => `Q${Math.floor(new Date(ms).getUTCMonth() / 3) + 1}`;

function labelOf(unit: TimeUnit, ms: number): string {
  const at = new Date(ms);
  const year = at.getUTCFullYear();
  switch (unit) {
    case "hour":
      return `${dayInWords(ms)}, ${hourOf(ms)} UTC`;
    case "day":
      return dayInWords(ms);
    case "week":
      return `week of ${dayInWords(ms)}`;
    case "month":
      return `${months[at.getUTCMonth()]} ${year}`;
    case "quarter":
      return `${quarterOf(ms)} ${year}`;
    case "year":
      return String(year);
  }
}

function tickOf(unit: TimeUnit, ms: number): string {
  const [day, month, year] = dayInWords(ms).split(" ") as [string, string, string];
  switch (unit) {
    case "hour":
      return hourOf(ms);
    case "day":
    case "week":
      return `${day} ${month}`;
    case "month":
      return `${month} ${year}`;
    case "quarter":
      return `${quarterOf(ms)} ${year}`;
    case "year":
      return year;
  }
}
