export { percent } from "../../server/protocol/index.ts";

/** "95 % interval 43 to 53 %" */
export const interval = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  `95 % interval ${Math.round(low * 100)} to ${Math.round(high * 100)} %`;

/** Thousands apart by a narrow blank, the same in every locale. */
export const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");

export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`;

/** In the reader's own time, with seconds. */
export function dateTime(ms: number): string {
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return String(ms);
  const at = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}
