import { isDeepStrictEqual } from "node:util";
import type { LanceTable } from "./lance-table.ts";
import type { Row, TableName } from "./schema.ts";

/** `columns` of the rows that `where` finds, and what is kept of each. */
export interface Following<T extends TableName, Kept> {
  readonly columns: readonly (keyof Row<T> & string)[];
  readonly where?: string;
  readonly keep: (row: Row<T>) => Kept;
}

/** `kept`: how many at the front are those of the reading before, as they were. */
export interface FollowedRows<Kept> {
  readonly rows: readonly Kept[];
  readonly kept: number;
}

/** Where somebody writes without a pause, the last answer is as true as any. */
const mostAttempts = 4;

/**
 * The rows of a table kept in memory between readings: of each reading only what was written since is read. A row that is at an address
 * never changes: whoever writes it again gives it another one, behind all that there are. So what is new lies behind the last address,
 * and whether any of the others is gone is seen by counting.
 */
export class FollowedTable<T extends TableName, Kept> {
  private version: number | undefined;
  private total = 0;
  private last = -1;
  private addresses = new Float64Array(0);
  private rows: readonly Kept[] = [];

  constructor(
    private readonly table: LanceTable<T>,
    private readonly following: Following<T, Kept>,
  ) {}

  /** In the order of their addresses, whatever was kept before. */
  async read(): Promise<FollowedRows<Kept>> {
    for (let attempt = 1; ; attempt++) {
      const version = await this.table.version();
      if (version === this.version) return { rows: this.rows, kept: this.rows.length };
      const { columns, where } = this.following;
      // Addresses that outlive a change of their row tell nothing: such a table is read anew.
      const last = this.table.isAddressed ? this.last : -1;
      const came = await this.table.behind(last, columns, where);
      const total = await this.table.count();
      const isGone = last >= 0 && total - came.count !== this.total;
      const left = isGone ? (await this.table.rowIds(`_rowid <= ${last}`)).sort() : undefined;
      const isSame = (await this.table.version()) === version;
      if (!isSame && attempt < mostAttempts) continue;
      const before = this.rows;
      const gone = last < 0 ? this.leave(new Float64Array(0)) : left ? this.leave(left) : [];
      this.append(came.rows, came.addresses, gone);
      const kept = gone.length === 0 ? before.length : sharedStart(before, this.rows);
      // What was read while somebody wrote may lack a row below the last address: the next reading reads all.
      [this.version, this.total, this.last] = isSame
        ? [version, total, Math.max(last, came.last)]
        : [undefined, 0, -1];
      return { rows: this.rows, kept };
    }
  }

  /** Only rows at these addresses, which rise, stay; gives the others. */
  private leave(left: Float64Array): Kept[] {
    const { rows, addresses } = this;
    let at = 0;
    const stays = addresses.map((address) => {
      while (at < left.length && left[at]! < address) at++;
      return left[at] === address ? 1 : 0;
    });
    this.rows = rows.filter((_, i) => stays[i] === 1);
    this.addresses = addresses.filter((_, i) => stays[i] === 1);
    return rows.filter((_, i) => stays[i] === 0);
  }

  /** `gone`: those that left with this reading. What comes again as it was stays the object that it was. */
  private append(rows: readonly Row<T>[], addresses: Float64Array, gone: readonly Kept[]): void {
    const order = [...rows.keys()].sort((a, b) => addresses[a]! - addresses[b]!);
    const again = returning(gone);
    const own = order.map((i) => again(this.following.keep(rows[i]!)));
    this.rows = this.rows.length === 0 ? own : [...this.rows, ...own];
    const all = new Float64Array(this.addresses.length + addresses.length);
    all.set(this.addresses);
    all.set(
      order.map((i) => addresses[i]!),
      this.addresses.length,
    );
    this.addresses = all;
  }
}

/** Rows that are written together anew keep their order; so many between two of them may be gone for good. */
const mostBetween = 8;

function returning<Kept>(gone: readonly Kept[]): (row: Kept) => Kept {
  let next = 0;
  return (row) => {
    for (let at = next; at < Math.min(gone.length, next + mostBetween); at++)
      if (isDeepStrictEqual(gone[at], row)) {
        next = at + 1;
        return gone[at]!;
      }
    return row;
  };
}

function sharedStart<Kept>(a: readonly Kept[], b: readonly Kept[]): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}
