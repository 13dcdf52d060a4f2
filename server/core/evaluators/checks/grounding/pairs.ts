/** How far two amounts may be apart and count as one. */
export const cent = 0.011;

export const isSame = (one: number, other: number): boolean => Math.abs(one - other) < cent;

/** Sorted numbers, of which those near another are found without looking at all. */
export type Sorted = Float64Array;

export const sorted = (numbers: Iterable<number>): Sorted => Float64Array.from(numbers).sort();

/** Whether one of the numbers within a cent of `value` passes. */
export function someNear(numbers: Sorted, value: number, passes: (one: number) => boolean): boolean {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < value - cent) low = middle + 1;
    else high = middle;
  }
  for (; low < numbers.length && numbers[low]! <= value + cent; low++) if (passes(numbers[low]!)) return true;
  return false;
}

/** What two of some numbers make together. Worked out once: sixty have some thousand, and each figure of an answer asks for them. */
export interface Pairs {
  /** Sums and differences. */
  readonly sums: Sorted;
  /** The smaller one as a percentage of the larger one. */
  readonly shares: Sorted;
}

export function pairsOf(numbers: readonly number[]): Pairs {
  const sums: number[] = [];
  const shares: number[] = [];
  for (const [i, a] of numbers.entries())
    for (const b of numbers.slice(i + 1)) {
      sums.push(a + b, Math.abs(a - b));
      shares.push((100 * Math.min(a, b)) / Math.max(a, b));
    }
  return { sums: sorted(sums), shares: sorted(shares) };
}
