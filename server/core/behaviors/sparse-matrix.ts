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

/** A matrix that lies in the memory of kernels. */
export interface PlacedMatrix {
  readonly rowCount: number;
  readonly starts: number;
  readonly columns: number;
  readonly values: number;
}

export const placed = (kernels: Kernels, matrix: SparseMatrix): PlacedMatrix => ({
  rowCount: matrix.rowCount,
  starts: kernels.put(matrix.starts),
  columns: kernels.put(matrix.columns),
  values: kernels.put(matrix.values),
});

/** Aᵀ, its rows in ascending order of columns. */
export function transposed({ rowCount, columnCount, starts, columns, values }: SparseMatrix): SparseMatrix {
  const turned = {
    starts: new Int32Array(columnCount + 1),
    columns: new Int32Array(columns.length),
    values: new Float32Array(columns.length),
  };
  for (const column of columns) turned.starts[column + 1]!++;
  for (let column = 0; column < columnCount; column++) turned.starts[column + 1]! += turned.starts[column]!;
  const filled = turned.starts.slice(0, columnCount);
  for (let row = 0; row < rowCount; row++)
    for (let i = starts[row]!; i < starts[row + 1]!; i++) {
      const at = filled[columns[i]!]!++;
      turned.columns[at] = row;
      turned.values[at] = values[i]!;
    }
  return { rowCount: columnCount, columnCount: rowCount, ...turned };
}

/** A X at `out`, where X is `padded` numbers wide, a multiple of 4. */
export function timesPlaced(
  kernels: Kernels,
  { rowCount, starts, columns, values }: PlacedMatrix,
  { dense, padded, out }: { readonly dense: number; readonly padded: number; readonly out: number },
): void {
  kernels.each(
    "times",
    slices(rowCount).map(({ from, count }) => [
      ...([starts + 4 * from, columns, values, count, dense, padded] as const),
      out + 4 * from * padded,
    ]),
  );
}

/** Rows in slices for two threads, each some dozens so that neither waits long for the other; they depend on the number of rows alone. */
export function slices(rowCount: number): { readonly from: number; readonly count: number }[] {
  // Whole fours, as some kernels read rows.
  const step = Math.max(64, 4 * Math.ceil(rowCount / (4 * SLICES)));
  return Array.from({ length: Math.ceil(rowCount / step) }, (_, i) => ({
    from: i * step,
    count: Math.min(step, rowCount - i * step),
  }));
}

const SLICES = 32;

/** A X, where X has `width` columns. */
export function times(matrix: SparseMatrix, dense: Float32Array, width: number): Float32Array {
  const kernels = Kernels.borrow(matrix.values.length * width);
  const padded = Math.ceil(width / 4) * 4;
  const source = kernels.take(matrix.columnCount * padded * 4);
  copyRows(dense, width, kernels.floats(source, matrix.columnCount * padded), padded);
  const out = kernels.take(matrix.rowCount * padded * 4);
  try {
    timesPlaced(kernels, placed(kernels, matrix), { dense: source, padded, out });
    const product = new Float32Array(matrix.rowCount * width);
    copyRows(kernels.floats(out, matrix.rowCount * padded), padded, product, width);
    return product;
  } finally {
    kernels.end();
  }
}

/** Rows of one width into rows of another: what does not fit is cut, what lacks stays as it is. */
function copyRows(from: Float32Array, fromWidth: number, to: Float32Array, toWidth: number): void {
  if (fromWidth === toWidth) to.set(from);
  else
    for (let row = 0; row * fromWidth < from.length; row++)
      to.set(from.subarray(row * fromWidth, row * fromWidth + Math.min(fromWidth, toWidth)), row * toWidth);
}
