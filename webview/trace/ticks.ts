import { duration } from "./figures.ts";
import type { Zoom } from "./rows.ts";

/** A label of the time axis; `left` is the place of its line, in pixels. */
export interface Tick {
  readonly left: number;
  readonly label: string;
}

export interface TickRoom {
  /** Of the axis, in pixels. */
  readonly width: number;
  /** Places of the marks of pauses, in pixels. */
  readonly pauses: readonly number[];
  /** How many pixels a label takes with its line. */
  readonly widthOf: (label: string) => number;
}

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];
/** Round times, as people count them. */
const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 20, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 20, 30].map((n) => n * minute),
  ...[1, 2, 6, 12].map((n) => n * hour),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000].map((n) => n * day),
];
/** Between two labels, and between a label and the mark of a pause. Pixels. */
const gap = 12;
const pauseGap = 4;
/** No label is narrower. Pixels. */
const leastWidth = 20;

/**
 * Ticks at round times, as close as their labels have room. None reaches into another, beyond the end of the axis or over the mark of a
 * pause; where that leaves none at all, the start is named if it fits.
 */
export function ticksOf({ from, to }: Zoom, room: TickRoom): readonly Tick[] {
  const { width, pauses, widthOf } = room;
  const tickAt = (ms: number): Tick => ({ left: ((ms - from) / (to - from)) * width, label: duration(ms) });
  const isClear = ({ left, label }: Tick): boolean => {
    const end = left + widthOf(label);
    return end <= width && !pauses.some((at) => at > left - pauseGap && at < end + pauseGap);
  };
  for (const step of steps) {
    // Of a long axis the first steps are very many.
    if ((to - from) / step > width / leastWidth) continue;
    const first = Math.ceil(from / step);
    const ticks = Array.from({ length: Math.floor(to / step) - first + 1 }, (_, n) =>
      tickAt((first + n) * step),
    );
    const fits = ticks.every((tick, n) => n === 0 || endOf(ticks[n - 1]!, widthOf) <= tick.left);
    const clear = ticks.filter(isClear);
    if (fits && clear.length > 0 && areDistinct(clear)) return clear;
  }
  return [tickAt(from)].filter(isClear);
}

const endOf = ({ left, label }: Tick, widthOf: TickRoom["widthOf"]): number => left + widthOf(label) + gap;

/** Far into a conversation a label has not the digits to tell one millisecond from the next. */
const areDistinct = (ticks: readonly Tick[]): boolean =>
  ticks.every(({ label }, n) => label !== ticks[n - 1]?.label);
