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

export interface CompactionOptions {
  /** Nothing else has to be done now. Default: true. */
  readonly isQuiet?: boolean;
  /** So many files of a small table are many, also when more is coming. Default: 40. */
  readonly files?: number;
  /** A table is due, and joined now. */
  readonly onWork?: () => void;
}

/**
 * Whether joining a table's files is worth its cost now. It writes anew all rows outside of full fragments, so a large table that grows
 * would be written anew again and again. While more is coming it therefore waits until there are so many files that queries notice; when
 * nothing comes (`isQuiet`), until what came is a share of what is there, which bounds the work by a few times the rows.
 */
export function isCompactionDue(
  { rows, fragments, largest }: FragmentCounts,
  { isQuiet = true, files = 40 }: CompactionOptions = {},
): boolean {
  if (fragments < 2) return false;
  if (fragments > Math.max(300, rows / 1_500)) return true;
  if (rows < smallTable) return fragments >= (isQuiet ? 2 : files);
  const joined = largest >= fullFragment ? Math.floor(rows / fullFragment) * fullFragment : largest;
  return isQuiet && fragments >= 4 && rows - joined >= joined / 10;
}
