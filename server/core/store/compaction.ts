/** What a table says of its files: how many rows lie in how many fragments, and how many in the largest one. */
export interface FragmentCounts {
  readonly rows: number;
  readonly fragments: number;
  readonly largest: number;
}

/** A fragment of so many rows is never written again: LanceDB's own target. */
const fullFragment = 2 ** 20;
/** A table of so few rows is written again in a moment. */
const smallTable = 20_000;
/** Beyond this, opening so many files is what every query pays. */
const mostFragments = 400;

/**
 * Whether joining a table's files is worth its cost now. It writes anew all rows outside of full fragments, so a large table that grows
 * slowly would be written anew again and again: it waits until what came is a share of what is there, which bounds all of that work by a
 * few times the rows. When nothing arrives (`isQuiet`) there is time for it earlier.
 */
export function isCompactionDue({ rows, fragments, largest }: FragmentCounts, isQuiet: boolean): boolean {
  if (fragments < 2) return false;
  if (fragments > mostFragments) return true;
  const enough = isQuiet ? 4 : 40;
  if (rows < smallTable) return fragments >= (isQuiet ? 2 : enough);
  const joined = largest >= fullFragment ? Math.floor(rows / fullFragment) * fullFragment : largest;
  return fragments >= enough && rows - joined >= joined * (isQuiet ? 0.1 : 0.5);
}
