/** Whole per cents, but never a rounded-up 100 or rounded-down 0: "all" and "none" must be true. */
export function percent(rate: number): string {
  const rounded = Math.round(rate * 100);
  if (rounded === 100 && rate < 1) return "99 %";
  if (rounded === 0 && rate > 0) return "1 %";
  return `${rounded} %`;
}

/** "95 % interval 43 to 53 %" */
export const interval = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  `95 % interval ${Math.round(low * 100)} to ${Math.round(high * 100)} %`;

/** Thousands apart by a narrow blank, the same in every locale. */
export const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");

export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`;
