import { Kernels } from "./kernels/kernels.ts";

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

/** A X, where X has `width` columns. */
export function times(matrix: SparseMatrix, dense: Float32Array, width: number): Float32Array {
  const kernels = new Kernels();
  const padded = Math.ceil(width / 4) * 4;
  const source = kernels.take(matrix.columnCount * padded * 4);
  copyRows(dense, width, kernels.floats(source, matrix.columnCount * padded), padded);
  const out = kernels.take(matrix.rowCount * padded * 4);
  const [starts, columns, values] = [matrix.starts, matrix.columns, matrix.values].map((array) =>
    kernels.put(array),
  ) as [number, number, number];
  kernels.run.times(starts, columns, values, matrix.rowCount, source, padded, out);
  const product = new Float32Array(matrix.rowCount * width);
  copyRows(kernels.floats(out, matrix.rowCount * padded), padded, product, width);
  return product;
}

/** Rows of one width into rows of another: what does not fit is cut, what lacks stays as it is. */
function copyRows(from: Float32Array, fromWidth: number, to: Float32Array, toWidth: number): void {
  if (fromWidth === toWidth) to.set(from);
  else
    for (let row = 0; row * fromWidth < from.length; row++)
      to.set(from.subarray(row * fromWidth, row * fromWidth + Math.min(fromWidth, toWidth)), row * toWidth);
}
