export { percent } from "../../server/protocol/index.ts";

/** "95 % interval 43 to 53 %" */
export const interval = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  `95 % interval ${Math.round(low * 100)} to ${Math.round(high * 100)} %`;

/** Thousands apart by a narrow blank, the same in every locale. */
export const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");

export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`;
