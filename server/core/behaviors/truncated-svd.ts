import { normalDraw, seededRandom } from "../base/index.ts";
import { type SparseMatrix, times, transposedTimes } from "./sparse-matrix.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** More columns than asked for make the sketch reliable; ten is the advice of the paper below. */
const OVERSAMPLING = 10;

/** The leading right singular vectors of a matrix (columnCount x rank, row after row) and its singular values, largest first. */
export interface TruncatedSvd {
  readonly rank: number;
  readonly right: Float32Array;
  readonly singularValues: Float64Array;
}

/**
 * Randomised singular value decomposition with one power step (Halko, Martinsson, Tropp: Finding structure with randomness, SIAM
 * Review 53, 2011, algorithms 4.4 and 5.1). Cost: four passes over the entries times the rank. The rank that comes back is lower
 * than asked for where the matrix has no more to give.
 */
export function truncatedSvd(matrix: SparseMatrix, rank: number, seed: number): TruncatedSvd {
  const width = Math.min(rank + OVERSAMPLING, matrix.rowCount, matrix.columnCount);
  if (width === 0) return { rank: 0, right: new Float32Array(0), singularValues: new Float64Array(0) };
  const random = seededRandom(seed);
  const probe = Float32Array.from({ length: matrix.columnCount * width }, () => normalDraw(random));
  const first = orthonormalise(times(matrix, probe, width), width);
  const range = orthonormalise(times(matrix, transposedTimes(matrix, first, width), width), width);
  // A ~ Q Bᵀ with B = Aᵀ Q, so the small BᵀB has the squares of the singular values.
  const projected = transposedTimes(matrix, range, width);
  const { values, vectors } = symmetricEigen(gram(projected, width), width);
  const kept = values.subarray(0, rank).findLastIndex((value) => value > values[0]! * 1e-9) + 1;
  const singularValues = values.slice(0, kept).map(Math.sqrt);
  return { rank: kept, right: combine(projected, width, vectors, singularValues), singularValues };
}

/** Xᵀ X of a tall dense matrix. Four rows at a time: the small result then stays in the cache. */
function gram(dense: Float32Array, width: number): Float64Array {
  const out = new Float64Array(width * width);
  const rows = dense.length / width;
  for (let r = 0; r < rows; r += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((step) => (r + step < rows ? (r + step) * width : -1)) as [
      number,
      number,
      number,
      number,
    ];
    for (let i = 0; i < width; i++) {
      const ai = dense[a + i]!;
      const bi = b < 0 ? 0 : dense[b + i]!;
      const ci = c < 0 ? 0 : dense[c + i]!;
      const di = d < 0 ? 0 : dense[d + i]!;
      if (b < 0 || c < 0 || d < 0) {
        for (let j = i; j < width; j++) {
          out[i * width + j]! +=
            ai * dense[a + j]! + (b < 0 ? 0 : bi * dense[b + j]!) + (c < 0 ? 0 : ci * dense[c + j]!);
        }
        continue;
      }
      for (let j = i; j < width; j++) {
        out[i * width + j]! +=
          ai * dense[a + j]! + bi * dense[b + j]! + ci * dense[c + j]! + di * dense[d + j]!;
      }
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) out[i * width + j] = out[j * width + i]!;
  return out;
}

/**
 * An orthonormal basis of the columns, by the eigenvectors of XᵀX; directions without weight become zero columns. Squaring loses
 * half of the digits, which a sketch of noisy counts can spare.
 */
function orthonormalise(dense: Float32Array, width: number): Float32Array {
  const { values, vectors } = symmetricEigen(gram(dense, width), width);
  const scale = values.map((value) =>
    value > values[0]! * 1e-10 ? Math.sqrt(value) : Number.POSITIVE_INFINITY,
  );
  return combine(dense, width, vectors, scale);
}

/** X V diag(1 / scale): each column of the result is a mix of the columns of X, divided by its scale. */
function combine(
  dense: Float32Array,
  width: number,
  vectors: Float64Array,
  scale: Float64Array,
): Float32Array {
  const rows = dense.length / width;
  const kept = scale.length;
  const mix = new Float64Array(width * kept);
  for (let i = 0; i < width; i++)
    for (let j = 0; j < kept; j++) mix[i * kept + j] = vectors[i * width + j]! / scale[j]!;
  const out = new Float32Array(rows * kept);
  const sum = new Float64Array(kept);
  for (let r = 0; r < rows; r++) {
    sum.fill(0);
    for (let i = 0; i < width; i++) {
      const value = dense[r * width + i]!;
      if (value === 0) continue;
      for (let j = 0; j < kept; j++) sum[j]! += value * mix[i * kept + j]!;
    }
    out.set(sum, r * kept);
  }
  return out;
}
