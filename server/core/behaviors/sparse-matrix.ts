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

/** Aᵀ, its rows in ascending order of columns. It is made where it is to lie, as a matrix of many texts is large. */
export function placedTransposed(kernels: Kernels, matrix: SparseMatrix): PlacedMatrix {
  const { rowCount, columnCount, starts, columns, values } = matrix;
  const at = {
    starts: kernels.take(4 * (columnCount + 1)),
    columns: kernels.take(columns.byteLength),
    values: kernels.take(values.byteLength),
  };
  const firsts = kernels.integers(at.starts, columnCount + 1);
  for (const column of columns) firsts[column + 1]!++;
  for (let column = 0; column < columnCount; column++) firsts[column + 1]! += firsts[column]!;
  const filled = firsts.slice(0, columnCount);
  const rows = kernels.integers(at.columns, columns.length);
  const turned = kernels.floats(at.values, columns.length);
  for (let row = 0; row < rowCount; row++)
    for (let i = starts[row]!; i < starts[row + 1]!; i++) {
      const place = filled[columns[i]!]!++;
      rows[place] = row;
      turned[place] = values[i]!;
    }
  return { rowCount: columnCount, ...at };
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
  try {
    const source = kernels.take(matrix.columnCount * padded * 4);
    copyRows(dense, width, kernels.floats(source, matrix.columnCount * padded), padded);
    const out = kernels.take(matrix.rowCount * padded * 4);
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
