/** Whole per cents, but never a rounded-up 100 or rounded-down 0: "all" and "none" must be true. */
export function percent(rate: number): string {
  const rounded = Math.round(rate * 100);
  if (rounded === 100 && rate < 1) return "99 %";
  if (rounded === 0 && rate > 0) return "1 %";
  return `${rounded} %`;
}

/** A name inside a sentence; one that is a quotation already has its marks. */
export const inQuotes = (name: string): string => (name.startsWith("“") ? name : `“${name}”`);

/** One digit after the point, as far as that says anything. */
export const ratioText = (ratio: number): string =>
  ratio >= 100 ? Math.round(ratio).toString() : ratio.toFixed(1);

/** "3.2 times as often": a lift inside a sentence, which goes on with as what. */
export const timesAsOften = (lift: number): string => `${ratioText(lift)} times as often`;

/**
 * Whether it is clearly more often, which is what asks to be looked at; clear alone may be clearly less. Without a lift it is nowhere else.
 */
export const isOftener = ({
  lift,
  isClear,
}: {
  readonly lift?: number;
  readonly isClear: boolean;
}): boolean => isClear && (lift === undefined || lift > 1);
