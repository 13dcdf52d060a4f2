/** More than there are labels. */
const BASE = 2 ** 26;

/** Counts of the pairs (label in one partition, label in the other) over the same items. */
interface Contingency {
  readonly n: number;
  readonly cells: readonly number[];
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly mutual: number;
}

/**
 * Adjusted mutual information of two partitions of the same items, arithmetic mean in the denominator: 1 for equal partitions,
 * about 0 for unrelated ones whatever their sizes (Vinh, Epps, Bailey, Journal of Machine Learning Research 11, 2010).
 */
export function adjustedMutualInformation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const table = contingency(a, b);
  const mean = (entropy(table.rows, table.n) + entropy(table.columns, table.n)) / 2;
  if (table.rows.length === table.columns.length && table.rows.length === table.cells.length) return 1;
  const expected = expectedMutualInformation(table);
  const room = mean - expected;
  return Math.abs(room) < 1e-12 ? 0 : (table.mutual - expected) / room;
}

/**
 * Adjusted Rand index: agreement of two partitions over all pairs of items, corrected for chance (Hubert and Arabie 1985).
 * Worked: {1,2},{3,4} against {1,2,3},{4}: (1 - 1) / (2.5 - 1) = 0.
 */
export function adjustedRandIndex(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const { n, cells, rows, columns } = contingency(a, b);
  const pairs = (counts: readonly number[]): number =>
    counts.reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
  const expected = (pairs(rows) * pairs(columns)) / Math.max(1, (n * (n - 1)) / 2);
  const largest = (pairs(rows) + pairs(columns)) / 2;
  return largest === expected ? 1 : (pairs(cells) - expected) / (largest - expected);
}

function contingency(a: ArrayLike<number>, b: ArrayLike<number>): Contingency {
  const rows = new Map<number, number>();
  const columns = new Map<number, number>();
  const cells = new Map<number, number>();
  for (let i = 0; i < a.length; i++) {
    const [row, column] = [a[i]!, b[i]!];
    rows.set(row, (rows.get(row) ?? 0) + 1);
    columns.set(column, (columns.get(column) ?? 0) + 1);
    const key = row * BASE + column;
    cells.set(key, (cells.get(key) ?? 0) + 1);
  }
  const n = a.length;
  let mutual = 0;
  for (const [key, count] of cells) {
    const [row, column] = [Math.floor(key / BASE), key % BASE];
    mutual += (count / n) * Math.log((count * n) / (rows.get(row)! * columns.get(column)!));
  }
  return {
    n,
    cells: [...cells.values()],
    rows: [...rows.values()],
    columns: [...columns.values()],
    mutual,
  };
}

const entropy = (counts: readonly number[], n: number): number =>
  -counts.reduce((sum, count) => sum + (count / n) * Math.log(count / n), 0);

/** Of the largest chance, what adds nothing that a sum in 64 bits would notice. */
const NOTHING = 1e-20;

/** Mean mutual information over all tables with these margins (hypergeometric), formula 24a of the paper above. */
function expectedMutualInformation({ n, rows, columns }: Contingency): number {
  const logs = new Float64Array(n + 1);
  const logFactorial = new Float64Array(n + 1);
  for (let i = 1; i <= n; i++) {
    logs[i] = Math.log(i);
    logFactorial[i] = logFactorial[i - 1]! + logs[i]!;
  }
  const logChoose = (of: number, k: number): number =>
    logFactorial[of]! - logFactorial[k]! - logFactorial[of - k]!;
  // Many communities share a size, and only the size counts.
  const [rowSizes, columnSizes] = [tally(rows), tally(columns)];
  let expected = 0;
  for (const [row, rowTimes] of rowSizes) {
    for (const [column, columnTimes] of columnSizes) {
      const [first, last] = [Math.max(1, row + column - n), Math.min(row, column)];
      const all = logs[n]! - logs[row]! - logs[column]!;
      const told = (cell: number): number => cell * (all + logs[cell]!);
      // From the likeliest on, both ways, each chance from the one before: from an end they would begin with nothing.
      const likeliest = Math.min(last, Math.max(first, Math.floor(((row + 1) * (column + 1)) / (n + 2))));
      const most = Math.exp(
        logChoose(row, likeliest) + logChoose(n - row, column - likeliest) - logChoose(n, column),
      );
      let sum = told(likeliest) * most;
      for (let cell = likeliest, chance = most; cell < last && chance > NOTHING * most; cell++) {
        chance *= ((row - cell) * (column - cell)) / ((cell + 1) * (n - row - column + cell + 1));
        sum += told(cell + 1) * chance;
      }
      for (let cell = likeliest, chance = most; cell > first && chance > NOTHING * most; cell--) {
        chance *= (cell * (n - row - column + cell)) / ((row - cell + 1) * (column - cell + 1));
        sum += told(cell - 1) * chance;
      }
      expected += (rowTimes * columnTimes * sum) / n;
    }
  }
  return expected;
}

function tally(sizes: readonly number[]): Map<number, number> {
  const times = new Map<number, number>();
  for (const size of sizes) times.set(size, (times.get(size) ?? 0) + 1);
  return times;
}
