import { aboveNormalP, expectedMarked, fisherAboveP, marksAboveP, type Stratum } from "../../base/index.ts";

/** Samples of one cell of two conditions: how many there are and how many of them failed. */
export interface Cell {
  readonly n: number;
  readonly failed: number;
}

/** Samples that have both conditions, one of them alone, or neither. */
export interface Cells {
  readonly both: Cell;
  readonly first: Cell;
  readonly second: Cell;
  readonly neither: Cell;
}

/** Fewer in a cell show nothing, whatever they did. */
export const leastInCell = 5;
const leastFailing = 3;
/** What fails together must fail so much more than alone, and so many times as often: else nobody would act on it. */
const leastExcess = 0.2;
const leastTimes = 2;

const rate = ({ n, failed }: Cell): number => (n > 0 ? failed / n : 0);

/** Whether there is enough to look at, which no verdict has a say in: what is counted as tried. */
export const isTriable = ({ both, first, second }: Cells, isAlone: boolean): boolean =>
  both.n >= leastInCell && first.n >= leastInCell && (isAlone || second.n >= leastInCell);

/** Whether more fails together than alone, by far. `isAlone`: the second condition alone says nothing of the line. */
export function isClear({ both, first, second }: Cells, isAlone: boolean): boolean {
  const alone = isAlone ? rate(first) : Math.max(rate(first), rate(second));
  return both.failed >= leastFailing && rate(both) >= alone + leastExcess && rate(both) >= leastTimes * alone;
}

/**
 * One-sided p value of "the two together fail no more than each alone, or than both by chance": the largest of three, so that all must fall
 * (an intersection-union test, Berger 1982, Technometrics 24, 295-300). Both against the first alone and against the second alone, exact, in strata (Mantel and
 * Haenszel); and the excess over a noisy or of the two on the scale of log(pass), which is what two causes that know nothing of each
 * other would give. Counts are those of one design effect: whole numbers, rounded so that they show less and not more.
 */
export function togetherP(strata: readonly Cells[], isAlone: boolean): number {
  const pooled = sumOf(strata);
  const against = (side: (cells: Cells) => Cell): number => {
    const tables = strata.flatMap((cells): Stratum[] => {
      const [own, other] = [cells.both, side(cells)];
      const n = own.n + other.n;
      return n > 0 ? [{ n, marked: own.failed + other.failed, drawn: own.n }] : [];
    });
    const observed = pooled.both.failed;
    if (observed <= expectedMarked(tables)) return 1;
    return tables.length === 1
      ? fisherAboveP(countOf(pooled.both), countOf(side(pooled)))
      : marksAboveP(tables, observed);
  };
  const first = against((cells) => cells.first);
  if (isAlone) return first;
  return Math.max(
    first,
    against((cells) => cells.second),
    noisyOrP(pooled),
  );
}

const countOf = ({ failed, n }: Cell): { k: number; n: number } => ({ k: failed, n });

/**
 * The signed root of the likelihood ratio of "the shares that pass multiply" (Barndorff-Nielsen and Cox 1994, Inference and Asymptotics, 4.2):
 * pass(both) x pass(neither) = pass(first) x pass(second). Under it each share that passes is (passed + m) / (n + m), m of one size and by sign with the side
 * that its cell stands on, which halving finds.
 */
function noisyOrP({ both, first, second, neither }: Cells): number {
  const cells = [
    { ...both, sign: 1 },
    { ...neither, sign: 1 },
    { ...first, sign: -1 },
    { ...second, sign: -1 },
  ].filter(({ n }) => n > 0);
  const excess = (m: number): number =>
    cells.reduce(
      (sum, { n, failed, sign }) => sum + sign * Math.log((n - failed + sign * m) / (n + sign * m)),
      0,
    );
  const most = Math.min(...cells.filter(({ sign }) => sign < 0).map(({ n, failed }) => n - failed));
  if (excess(1e-9) >= 0 || most <= 0) return 1;
  let [low, high] = [0, most];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  const ratio = cells.reduce((sum, { n, failed, sign }) => {
    const passes = (n - failed + sign * low) / (n + sign * low);
    return sum + likelihood(n, failed, 1 - failed / n) - likelihood(n, failed, passes);
  }, 0);
  return aboveNormalP(Math.sqrt(Math.max(0, 2 * ratio)));
}

/** Logarithm, less what does not depend on the share that passes. */
const likelihood = (n: number, failed: number, passes: number): number =>
  (n > failed ? (n - failed) * Math.log(passes) : 0) + (failed > 0 ? failed * Math.log(1 - passes) : 0);

export function sumOf(strata: readonly Cells[]): Cells {
  const sum = (cell: (cells: Cells) => Cell): Cell => ({
    n: strata.reduce((total, cells) => total + cell(cells).n, 0),
    failed: strata.reduce((total, cells) => total + cell(cells).failed, 0),
  });
  return {
    both: sum((cells) => cells.both),
    first: sum((cells) => cells.first),
    second: sum((cells) => cells.second),
    neither: sum((cells) => cells.neither),
  };
}
