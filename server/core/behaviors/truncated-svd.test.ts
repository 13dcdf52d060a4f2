import { expect, it } from "vitest";
import { normalDraw, seededRandom } from "../base/index.ts";
import { Kernels } from "./kernels/kernels.ts";
import { placedTransposed, type SparseMatrix, times, timesPlaced } from "./sparse-matrix.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";
import { truncatedSvd } from "./truncated-svd.ts";

/** Packs rows of (column, value) pairs. */
function packRows(rows: readonly ReadonlyMap<number, number>[], columnCount: number): SparseMatrix {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, r) => {
    starts[r + 1] = starts[r]! + row.size;
  });
  const columns = Int32Array.from(rows.flatMap((row) => [...row.keys()]));
  const values = Float32Array.from(rows.flatMap((row) => [...row.values()]));
  return { rowCount: rows.length, columnCount, starts, columns, values };
}

it("finds the eigenvalues of a small matrix worked by hand", () => {
  const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 0, 1, 2, 0, 0, 0, 5), 3);
  expect([...values].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([5, 3, 1]);
  expect(Math.abs(vectors[2 * 3]!)).toBeCloseTo(1);
  expect(Math.abs(vectors[1]!)).toBeCloseTo(Math.SQRT1_2);
});

it("gives vectors that the matrix only stretches, at right angles to each other", () => {
  const size = 40;
  const random = seededRandom(1);
  const half = Float64Array.from({ length: size * size }, () => normalDraw(random));
  const matrix = half.map((value, at) => value + half[(at % size) * size + Math.floor(at / size)]!);
  const { values, vectors } = symmetricEigen(matrix, size);
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      let image = 0;
      let inner = 0;
      for (let k = 0; k < size; k++) {
        image += matrix[i * size + k]! * vectors[k * size + j]!;
        inner += vectors[k * size + i]! * vectors[k * size + j]!;
      }
      expect(image).toBeCloseTo(values[j]! * vectors[i * size + j]!, 8);
      expect(inner).toBeCloseTo(i === j ? 1 : 0, 8);
    }
  }
});

it("recovers a matrix of low rank", () => {
  const random = seededRandom(2);
  const [left, right] = [30, 20].map((count) =>
    Array.from({ length: count }, () => Array.from({ length: 3 }, () => normalDraw(random))),
  ) as [number[][], number[][]];
  const value = (r: number, c: number): number => left[r]!.reduce((sum, x, k) => sum + x * right[c]![k]!, 0);
  const matrix = packRows(
    left.map((_, r) => new Map(right.map((_, c) => [c, value(r, c)]))),
    right.length,
  );
  const svd = truncatedSvd(matrix, 8, 1);
  expect(svd.rank).toBe(3);
  const scores = times(matrix, svd.right, 3);
  for (const [r, c] of [
    [0, 0],
    [7, 13],
    [29, 19],
  ] as const) {
    const rebuilt = [0, 1, 2].reduce((sum, k) => sum + scores[r * 3 + k]! * svd.right[c * 3 + k]!, 0);
    expect(rebuilt).toBeCloseTo(value(r, c), 3);
  }
});

it("multiplies sparse by dense", () => {
  const matrix = packRows(
    [
      new Map([
        [0, 1],
        [2, 2],
      ]),
      new Map([[1, 3]]),
    ],
    3,
  );
  expect([...times(matrix, Float32Array.of(1, 2, 3), 1)]).toEqual([7, 6]);
});

it("multiplies the turned matrix", () => {
  const matrix = packRows(
    [
      new Map([
        [0, 1],
        [2, 2],
      ]),
      new Map([[1, 3]]),
    ],
    3,
  );
  const kernels = Kernels.borrow();
  const dense = kernels.put(Float32Array.of(1, 0, 0, 5, 10, 0, 0, 1));
  const out = kernels.take(3 * 4 * 4);
  timesPlaced(kernels, placedTransposed(kernels, matrix), { dense, padded: 4, out });
  expect([...kernels.floats(out, 12)]).toEqual([1, 0, 0, 5, 30, 0, 0, 3, 2, 0, 0, 10]);
  kernels.end();
});

it("an empty matrix has rank 0", () => {
  expect(truncatedSvd(packRows([], 0), 5, 1).rank).toBe(0);
});
