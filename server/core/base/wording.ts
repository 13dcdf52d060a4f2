import type { Progress } from "./progress.ts";

/** Whole per cents, but never a rounded-up 100 or rounded-down 0: "all" and "none" must be true. */
export function percent(rate: number): string {
  const rounded = Math.round(rate * 100);
  if (rounded === 100 && rate < 1) return "99 %";
  if (rounded === 0 && rate > 0) return "1 %";
  return `${rounded} %`;
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** No `Date` holds a moment beyond it, in either direction. Milliseconds. */
export const latestMs = 8.64e15;

export const isMoment = (ms: number | undefined): ms is number =>
  ms !== undefined && Math.abs(ms) <= latestMs;

/** The day of a moment, in UTC: "2026-07-21". What is no moment, as a store written before may hold, stays a number. */
export const dayOf = (ms: number): string =>
  isMoment(ms) ? new Date(ms).toISOString().slice(0, 10) : String(ms);

export const today = (): string => dayOf(Date.now());

/** How far long work is, on one line: "evaluating 42 % (1200 of 2857, 310 a second, 6 s left)". */
export function progressText({ stage, done, total, perSecond, says }: Parameters<Progress>[0]): string {
  if (says !== undefined) return says;
  if (total === undefined) return `${stage} ${done}`;
  const share = `${stage} ${Math.floor((100 * done) / Math.max(1, total))} %`;
  if (perSecond === undefined || perSecond <= 0) return share;
  const left = Math.ceil((total - done) / perSecond);
  const rate = perSecond >= 10 ? Math.round(perSecond) : perSecond.toFixed(1);
  return `${share} (${done} of ${total}, ${rate} a second, ${left < 120 ? `${left} s` : `${Math.round(left / 60)} min`} left)`;
}
