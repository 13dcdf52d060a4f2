import type { Store } from "../../store/index.ts";

/** Every conversation as one row: its id, its time, and how to find the row by its id and by its address in the table. */
export interface SpineRows {
  readonly ids: readonly string[];
  /** Minus infinity where there is none. */
  readonly times: Float64Array;
  readonly rowOfId: (id: string) => number | undefined;
  readonly rowOfAddress: (address: number) => number | undefined;
}

/** Kept between queries up to so many conversations: about 200 bytes each. */
const mostKept = 500_000;

/**
 * All conversations in memory, as long as nobody writes to the table: queries whose parts come from several tables are put together on
 * it. Reading it anew takes longer than using it, but no longer than naming thousands of ids in a filter.
 */
export class Spine {
  private kept: { readonly version: number; readonly rows: SpineRows } | undefined;

  constructor(private readonly store: Store) {}

  /** Whether the rows are in memory already, so that using them costs next to nothing. */
  async isKept(): Promise<boolean> {
    return this.kept?.version === (await this.store.tables.conversations.version());
  }

  /** Addresses hold for one version of the table: what was found while somebody wrote is found again. */
  async use<T>(find: (rows: SpineRows) => Promise<T>): Promise<T> {
    const { conversations } = this.store.tables;
    for (let attempt = 1; ; attempt++) {
      const version = await conversations.version();
      const rows = this.kept?.version === version ? this.kept.rows : await this.read();
      const found = await find(rows);
      const isSame = (await conversations.version()) === version;
      if (isSame) this.kept = rows.ids.length <= mostKept ? { version, rows } : undefined;
      // Where somebody writes without a pause, the last answer is as true as any.
      if (isSame || attempt === 4) return found;
    }
  }

  private async read(): Promise<SpineRows> {
    const { texts: ids, numbers, addresses } = await this.store.tables.conversations.spine("id", "startMs");
    const rowOfId = new Map(ids.map((id, row) => [id, row]));
    const times = numbers.map((ms) => (Number.isNaN(ms) ? Number.NEGATIVE_INFINITY : ms));
    return { ids, times, rowOfId: (id) => rowOfId.get(id), rowOfAddress: addressBook(addresses) };
  }
}

/** An address is a fragment's number and a place in it: a list of places for each fragment is looked up much faster than a map of all. */
function addressBook(addresses: Float64Array): (address: number) => number | undefined {
  const size = 2 ** 32;
  const fragments = new Map<number, number[]>();
  addresses.forEach((address, row) => {
    const fragment = Math.floor(address / size);
    const places = fragments.get(fragment) ?? [];
    if (places.length === 0) fragments.set(fragment, places);
    places[address - fragment * size] = row;
  });
  let last = -1;
  let places: readonly number[] = [];
  return (address) => {
    const fragment = Math.floor(address / size);
    if (fragment !== last) [last, places] = [fragment, fragments.get(fragment) ?? []];
    return places[address - fragment * size];
  };
}

/** A 1 for each row that is named, or with `not` for each that is not; what is in no row is passed over. */
export function marked<K>(
  { ids }: SpineRows,
  named: Iterable<K>,
  rowOf: (name: K) => number | undefined,
  not: boolean,
): Uint8Array {
  const marks = new Uint8Array(ids.length).fill(not ? 1 : 0);
  for (const name of named) {
    const row = rowOf(name);
    if (row !== undefined) marks[row] = not ? 0 : 1;
  }
  return marks;
}
