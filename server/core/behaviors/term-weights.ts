import type { SparseMatrix } from "./sparse-matrix.ts";
import type { TermCounts } from "./term-counts.ts";

/** A fitted block of terms: column and inverse document frequency of each. Plain data. */
export interface TermBlock {
  readonly columns: ReadonlyMap<string, number>;
  readonly idf: Float64Array;
}

/**
 * Keeps the terms that occur in at least `minTexts` texts (the `maxTerms` most frequent of them) with the smoothed inverse document
 * frequency ln((1 + n) / (1 + df)) + 1, as scikit-learn defines it. Worked: n = 9, df = 4 gives ln(2) + 1 = 1.693. The most frequent
 * terms come first, of equal ones that which was met first.
 */
export function fitTerms(
  texts: TermCounts,
  limits: { readonly minTexts: number; readonly maxTerms: number },
): TermBlock {
  const frequency = new Int32Array(texts.names.length);
  for (const term of texts.terms) frequency[term]!++;
  const kept = [...frequency.keys()].filter((term) => frequency[term]! >= limits.minTexts);
  kept.sort((a, b) => frequency[b]! - frequency[a]! || a - b);
  kept.length = Math.min(kept.length, limits.maxTerms);
  const count = texts.starts.length - 1;
  return {
    columns: new Map(kept.map((term, column) => [texts.names[term]!, column])),
    idf: Float64Array.from(kept, (term) => Math.log((1 + count) / (1 + frequency[term]!)) + 1),
  };
}

/** The columns of terms in a block, -1 for what it does not know. */
export const columnsOf = (names: readonly string[], block: TermBlock): Int32Array =>
  Int32Array.from(names, (name) => block.columns.get(name) ?? -1);

/**
 * Sublinear tf-idf, (1 + ln tf) idf, of several blocks side by side; in each block a row has length 1, or 0 where no term of the text
 * is known.
 */
export function weighTerms(
  blocks: readonly { readonly counts: TermCounts; readonly block: TermBlock }[],
): SparseMatrix {
  const rowCount = (blocks[0]?.counts.starts.length ?? 1) - 1;
  const most = blocks.reduce((sum, { counts }) => sum + counts.terms.length, 0);
  const starts = new Int32Array(rowCount + 1);
  const columns = new Int32Array(most);
  const values = new Float32Array(most);
  const known = blocks.map(({ counts, block }) => columnsOf(counts.names, block));
  let end = 0;
  for (let row = 0; row < rowCount; row++) {
    let offset = 0;
    for (const [b, { counts, block }] of blocks.entries()) {
      const from = end;
      let square = 0;
      for (let i = counts.starts[row]!; i < counts.starts[row + 1]!; i++) {
        const column = known[b]![counts.terms[i]!]!;
        if (column < 0) continue;
        const count = counts.counts[i]!;
        const value = (count === 1 ? 1 : 1 + Math.log(count)) * block.idf[column]!;
        columns[end] = offset + column;
        values[end++] = value;
        square += value * value;
      }
      const length = Math.sqrt(square) || 1;
      for (let i = from; i < end; i++) values[i]! /= length;
      offset += block.idf.length;
    }
    starts[row + 1] = end;
  }
  return {
    rowCount,
    columnCount: blocks.reduce((sum, { block }) => sum + block.idf.length, 0),
    starts,
    columns: columns.slice(0, end),
    values: values.slice(0, end),
  };
}
