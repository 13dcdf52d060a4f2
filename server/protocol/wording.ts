/** Whole per cents, but never a rounded-up 100 or rounded-down 0: "all" and "none" must be true. */
export function percent(rate: number): string {
  const rounded = Math.round(rate * 100);
  if (rounded === 100 && rate < 1) return "99 %";
  if (rounded === 0 && rate > 0) return "1 %";
  return `${rounded} %`;
}

/** A name inside a sentence; one that is a quotation already has its marks. */
export const inQuotes = (name: string): string => (name.startsWith("“") ? name : `“${name}”`);
