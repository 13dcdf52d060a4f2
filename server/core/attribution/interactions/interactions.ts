import { benjaminiHochberg } from "../../base/index.ts";
import { type Cell, type Cells, isClear, isTriable, sumOf, togetherP } from "./cells.ts";

/** Something that a unit has or has not: a line that it puts to work, or a kind of input. Numbers of units, rising. */
export interface Factor {
  readonly units: Int32Array;
  /** Two kinds of input are no interaction of a line. */
  readonly isLine: boolean;
}

/** Verdicts of one evaluator: of which unit, whether it failed, how much it counts beside others of its cluster. */
export interface FactorVerdicts {
  readonly evaluator: string;
  readonly units: Int32Array;
  readonly failed: Uint8Array;
  readonly weight: Float64Array;
  /** Lines that it is known to test, by their number among factors; where there are any, only these are looked at. */
  readonly linked: ReadonlySet<number>;
}

export interface InteractionInput {
  readonly factors: readonly Factor[];
  readonly verdicts: readonly FactorVerdicts[];
  /** By unit: 1 where another cause shows, so that it is compared with its like. */
  readonly isMarked: Uint8Array;
}

/** Two factors that fail together, by one evaluator. Rows are those of its verdicts that failed with both. */
export interface FoundInteraction {
  readonly evaluator: string;
  readonly line: number;
  readonly other: number;
  readonly failing: number;
  readonly n: number;
  readonly elsewhere: { readonly failing: number; readonly n: number };
  readonly p: number;
  readonly rows: readonly number[];
}

/** A pair that is weaker than one found before must hold without what that one explains. */
const leastBesideOthers = 0.01;
const worthLooking = 0.01;

/**
 * Pairs of a line and something else that fail clearly more often together than either does alone: over all evaluators held to a false
 * discovery rate of 5 % (Benjamini-Hochberg over every pair that had enough samples). A pair whose failures a clearer one explains is left
 * out. The clearest first.
 */
export function findInteractions(input: InteractionInput): FoundInteraction[] {
  const tables = input.verdicts.map((verdicts) => new PairTable(input, verdicts));
  const tried = tables.flatMap((table) => table.candidates());
  const clear = benjaminiHochberg(tried.map(({ p }) => p));
  const found = tried
    .filter((_, index) => clear[index])
    .sort((a, b) => a.p - b.p || a.line - b.line || a.other - b.other);
  const kept = new Map<PairTable, Set<number>>();
  return found.flatMap(({ table, line, other, p }) => {
    const explained = kept.get(table) ?? new Set<number>();
    kept.set(table, explained);
    if (explained.size > 0 && !table.holds(line, other, explained)) return [];
    const rows = table.rowsOf(line, other);
    for (const row of rows.all) explained.add(row);
    const { both, first, second, neither } = table.cells(line, other);
    const elsewhere = table.isLinked ? [first] : [first, second, neither];
    const own = {
      failing: elsewhere.reduce((sum, { failed }) => sum + failed, 0),
      n: elsewhere.reduce((sum, { n }) => sum + n, 0),
    };
    const counts = { failing: both.failed, n: both.n, elsewhere: own };
    return [{ evaluator: table.evaluator, line, other, ...counts, p, rows: rows.failing }];
  });
}

interface Candidate {
  readonly table: PairTable;
  readonly line: number;
  readonly other: number;
  readonly p: number;
}

/** How often each pair of factors meets over the verdicts of one evaluator, and how often that fails: counted once, verdict by verdict. */
class PairTable {
  readonly evaluator: string;
  readonly isLinked: boolean;
  private readonly size: number;
  private readonly met: Int32Array;
  private readonly failed: Int32Array;
  private readonly all: Cell;
  /** By row, the factors that its unit has. */
  private readonly factorsOf: Int32Array[];

  constructor(
    private readonly input: InteractionInput,
    private readonly verdicts: FactorVerdicts,
  ) {
    const { factors } = input;
    this.evaluator = verdicts.evaluator;
    this.isLinked = verdicts.linked.size > 0;
    this.size = factors.length;
    this.met = new Int32Array(this.size ** 2);
    this.failed = new Int32Array(this.size ** 2);
    this.factorsOf = factorsByRow(input, verdicts);
    let failures = 0;
    for (const [row, own] of this.factorsOf.entries()) {
      const isFailed = verdicts.failed[row]!;
      failures += isFailed;
      for (let i = 0; i < own.length; i++) {
        const base = own[i]! * this.size;
        for (let j = i; j < own.length; j++) {
          this.met[base + own[j]!]!++;
          if (isFailed) this.failed[base + own[j]!]!++;
        }
      }
    }
    this.all = { n: this.factorsOf.length, failed: failures };
  }

  /** Pairs with enough samples, each with its p value: 1 where it is not clear enough to matter. */
  candidates(): Candidate[] {
    const found: Candidate[] = [];
    for (let line = 0; line < this.size; line++)
      for (let other = 0; other < this.size; other++) {
        if (!this.isPair(line, other)) continue;
        const cells = this.cells(line, other);
        if (!isTriable(cells, this.isLinked)) continue;
        const p = isClear(cells, this.isLinked) ? this.clusteredP(line, other, cells) : 1;
        found.push({ table: this, line, other, p });
      }
    return found;
  }

  /** A line and what it may not go with; two lines once, unless one of them is what the evaluator tests. */
  private isPair(line: number, other: number): boolean {
    const [first, second] = [this.input.factors[line]!, this.input.factors[other]!];
    if (line === other || !first.isLine) return false;
    if (this.isLinked) return this.verdicts.linked.has(line);
    return !second.isLine || line < other;
  }

  cells(line: number, other: number): Cells {
    const [low, high] = line < other ? [line, other] : [other, line];
    const both = this.cell(low, high);
    const [first, second] = [this.cell(line, line), this.cell(other, other)];
    return cellsFrom(both, first, second, this.all);
  }

  private cell(low: number, high: number): Cell {
    const at = low * this.size + high;
    return { n: this.met[at]!, failed: this.failed[at]! };
  }

  /** Rows of verdicts on units that have both. */
  rowsOf(
    line: number,
    other: number,
  ): { readonly all: readonly number[]; readonly failing: readonly number[] } {
    const all = [...this.factorsOf.keys()].filter((row) => {
      const own = this.factorsOf[row]!;
      return own.includes(line) && own.includes(other);
    });
    return { all, failing: all.filter((row) => this.verdicts.failed[row]) };
  }

  /** Whether it is still clear without the rows that clearer pairs explain. */
  holds(line: number, other: number, explained: ReadonlySet<number>): boolean {
    const strata = this.strata(line, other, explained);
    const pooled = strata.length > 0 ? sumOf(strata) : undefined;
    if (!pooled || !isClear(pooled, this.isLinked)) return false;
    return togetherP(strata, this.isLinked) <= leastBesideOthers;
  }

  /** Clusters show less than as many samples would, so that what these do not show needs no second look. */
  private clusteredP(line: number, other: number, cells: Cells): number {
    const plain = togetherP([cells], this.isLinked);
    return plain > worthLooking ? plain : Math.max(plain, togetherP(this.strata(line, other), this.isLinked));
  }

  /** Counts by whether another cause shows, each verdict by its weight: the samples that they are worth. */
  private strata(line: number, other: number, left?: ReadonlySet<number>): Cells[] {
    const { units, failed, weight } = this.verdicts;
    const sums = [0, 1].map(() => Array.from({ length: 4 }, () => ({ n: 0, failed: 0 })));
    for (const [row, own] of this.factorsOf.entries()) {
      if (left?.has(row)) continue;
      const at = (own.includes(line) ? 2 : 0) + (own.includes(other) ? 1 : 0);
      const sum = sums[this.input.isMarked[units[row]!]!]![at]!;
      sum.n += weight[row]!;
      if (failed[row]) sum.failed += weight[row]!;
    }
    return sums
      .filter((cells) => cells.some(({ n }) => n > 0))
      .map(([neither, second, first, both]) => ({
        both: whole(both!, Math.floor),
        first: whole(first!, Math.ceil),
        second: whole(second!, Math.ceil),
        neither: whole(neither!, Math.round),
      }));
  }
}

const cellsFrom = (both: Cell, first: Cell, second: Cell, all: Cell): Cells => ({
  both,
  first: { n: first.n - both.n, failed: first.failed - both.failed },
  second: { n: second.n - both.n, failed: second.failed - both.failed },
  neither: {
    n: all.n - first.n - second.n + both.n,
    failed: all.failed - first.failed - second.failed + both.failed,
  },
});

/** Weighted counts as whole ones; failures rounded by `round`, so that less is shown and not more. */
function whole({ n, failed }: Cell, round: (value: number) => number): Cell {
  const total = Math.floor(n + 1e-9);
  const share = n > 0 ? failed / n : 0;
  const exact = share * total;
  const near = Math.round(exact);
  return { n: total, failed: Math.min(total, Math.abs(exact - near) < 1e-6 ? near : round(exact)) };
}

/** Factors are numbered and walked in order, so that those of a row rise. */
function factorsByRow({ factors, isMarked }: InteractionInput, { units }: FactorVerdicts): Int32Array[] {
  const ofUnit: number[][] = Array.from({ length: isMarked.length }, () => []);
  for (const [factor, { units: own }] of factors.entries())
    for (const unit of own) ofUnit[unit]!.push(factor);
  return Array.from(units, (unit) => Int32Array.from(ofUnit[unit]!));
}
