/**
 * A matrix in compressed rows: the entries of row r are `columns[i]`, `values[i]` for i from `starts[r]` up to `starts[r + 1]`.
 * Dense matrices in this room are one Float32Array, row after row.
 */
export interface SparseMatrix {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float32Array;
}

/** Packs rows of (column, value) pairs. */
export function packRows(rows: readonly ReadonlyMap<number, number>[], columnCount: number): SparseMatrix {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, r) => {
    starts[r + 1] = starts[r]! + row.size;
  });
  const columns = new Int32Array(starts[rows.length]!);
  const values = new Float32Array(columns.length);
  let at = 0;
  for (const row of rows) {
    for (const [column, value] of row) {
      columns[at] = column;
      values[at++] = value;
    }
  }
  return { rowCount: rows.length, columnCount, starts, columns, values };
}

/** A X, where X has `width` columns. */
export function times(matrix: SparseMatrix, dense: Float32Array, width: number): Float32Array {
  const out = new Float32Array(matrix.rowCount * width);
  const sum = new Float64Array(width);
  for (let r = 0; r < matrix.rowCount; r++) {
    sum.fill(0);
    for (let i = matrix.starts[r]!; i < matrix.starts[r + 1]!; i++) {
      const value = matrix.values[i]!;
      const from = matrix.columns[i]! * width;
      for (let c = 0; c < width; c++) sum[c]! += value * dense[from + c]!;
    }
    out.set(sum, r * width);
  }
  return out;
}

/** Aᵀ Y, where Y has `width` columns. */
export function transposedTimes(matrix: SparseMatrix, dense: Float32Array, width: number): Float32Array {
  const out = new Float32Array(matrix.columnCount * width);
  for (let r = 0; r < matrix.rowCount; r++) {
    const from = r * width;
    for (let i = matrix.starts[r]!; i < matrix.starts[r + 1]!; i++) {
      const value = matrix.values[i]!;
      const to = matrix.columns[i]! * width;
      for (let c = 0; c < width; c++) out[to + c]! += value * dense[from + c]!;
    }
  }
  return out;
}
