import { rangeOf } from "./trend.ts";

const dayMs = 86_400_000;
export const defaultDays = 7;

/** The last days of the data's own time, so that what was recorded long ago has a last week too. Both ends are in it. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Undefined where nothing has a time. */
export function lastDays(times: Iterable<number | undefined>, days = defaultDays): Window | undefined {
  const range = rangeOf(times);
  return range && { fromMs: Math.max(range.firstMs, range.lastMs - days * dayMs), toMs: range.lastMs };
}
