/** Median and 95th percentile of measured milliseconds, and how many there are. */
export interface Spread {
  readonly median: number;
  readonly p95: number;
  readonly max: number;
  readonly n: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  // Nearest rank, so that every figure is one that was measured.
  const at = (share: number): number =>
    round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN);
  return { median: at(0.5), p95: at(0.95), max: at(1), n: sorted.length };
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** A table for people: name, median, p95, max, n. */
export function spreadTable(rows: Readonly<Record<string, Spread>>): string {
  const cell = (text: string | number): string => String(text).padStart(9);
  const width = Math.max(...Object.keys(rows).map((name) => name.length));
  return [
    `${"ms".padEnd(width)}${["median", "p95", "max", "n"].map(cell).join("")}`,
    ...Object.entries(rows).map(
      ([name, { median, p95, max, n }]) => `${name.padEnd(width)}${[median, p95, max, n].map(cell).join("")}`,
    ),
  ].join("\n");
}
