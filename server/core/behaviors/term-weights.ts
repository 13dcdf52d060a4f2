import type { SparseMatrix } from "./sparse-matrix.ts";
import type { TermCounts } from "./term-counts.ts";

/** A fitted block of terms: column and inverse document frequency of each. Plain data. */
export interface TermBlock {
  readonly columns: ReadonlyMap<string, number>;
  readonly idf: Float64Array;
}

/** A block, and of each term of the texts its column there, -1 for what the block does not know. */
export interface KnownTerms {
  readonly block: TermBlock;
  readonly columnOf: Int32Array;
}

/**
 * Keeps the terms that occur in at least `minTexts` texts (the `maxTerms` most frequent of them) with the smoothed inverse document
 * frequency ln((1 + n) / (1 + df)) + 1, as scikit-learn defines it. Worked: n = 9, df = 4 gives ln(2) + 1 = 1.693. The most frequent
 * terms come first, of equal ones that which was met first.
 */
export function fitTerms(
  texts: TermCounts,
  limits: { readonly minTexts: number; readonly maxTerms: number },
): KnownTerms {
  const { names } = texts;
  const frequency = new Int32Array(names.length);
  for (const term of texts.terms) frequency[term]!++;
  // Both orders in one number, which sorts without a function.
  const kept = new Float64Array(names.length);
  let count = 0;
  for (let term = 0; term < names.length; term++)
    if (frequency[term]! >= limits.minTexts) kept[count++] = term - frequency[term]! * names.length;
  const sorted = kept.subarray(0, count).sort().subarray(0, limits.maxTerms);
  const columns = new Map<string, number>();
  const columnOf = new Int32Array(names.length).fill(-1);
  const idf = new Float64Array(sorted.length);
  const textCount = texts.starts.length - 1;
  for (let column = 0; column < sorted.length; column++) {
    const times = Math.ceil(-sorted[column]! / names.length);
    const term = sorted[column]! + times * names.length;
    columns.set(names[term]!, column);
    columnOf[term] = column;
    idf[column] = Math.log((1 + textCount) / (1 + times)) + 1;
  }
  return { block: { columns, idf }, columnOf };
}

/** Terms of other texts as a fitted block knows them. */
export const knownTerms = (names: readonly string[], block: TermBlock): KnownTerms => ({
  block,
  columnOf: Int32Array.from(names, (name) => block.columns.get(name) ?? -1),
});

/**
 * Sublinear tf-idf, (1 + ln tf) idf, of several blocks side by side; in each block a row has length 1, or 0 where no term of the text
 * is known.
 */
export function weighTerms(
  blocks: readonly { readonly counts: TermCounts; readonly known: KnownTerms }[],
): SparseMatrix {
  const rowCount = (blocks[0]?.counts.starts.length ?? 1) - 1;
  const most = blocks.reduce((sum, { counts }) => sum + counts.terms.length, 0);
  const starts = new Int32Array(rowCount + 1);
  const columns = new Int32Array(most);
  const values = new Float32Array(most);
  let end = 0;
  for (let row = 0; row < rowCount; row++) {
    let offset = 0;
    for (const { counts, known } of blocks) {
      end = weighText(counts, known, { row, offset, columns, values, end });
      offset += known.block.idf.length;
    }
    starts[row + 1] = end;
  }
  return {
    rowCount,
    columnCount: blocks.reduce((sum, { known }) => sum + known.block.idf.length, 0),
    starts,
    columns: columns.subarray(0, end),
    values: values.subarray(0, end),
  };
}

/** Writes the terms of one text behind what is there, and says where they end. */
function weighText(
  { starts, terms, counts }: TermCounts,
  { block: { idf }, columnOf }: KnownTerms,
  to: { row: number; offset: number; columns: Int32Array; values: Float32Array; end: number },
): number {
  const { row, offset, columns, values } = to;
  let { end } = to;
  let square = 0;
  for (let i = starts[row]!; i < starts[row + 1]!; i++) {
    const column = columnOf[terms[i]!]!;
    if (column < 0) continue;
    const count = counts[i]!;
    const value = (count === 1 ? 1 : 1 + Math.log(count)) * idf[column]!;
    columns[end] = offset + column;
    values[end++] = value;
    square += value * value;
  }
  const length = Math.sqrt(square) || 1;
  for (let i = to.end; i < end; i++) values[i]! /= length;
  return end;
}
