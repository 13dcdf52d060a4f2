import { normalDraw, seededRandom } from "../base/index.ts";
import { Kernels } from "./kernels/kernels.ts";
import {
  type PlacedMatrix,
  placed,
  placedTransposed,
  type SparseMatrix,
  slices,
  timesPlaced,
} from "./sparse-matrix.ts";
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
  const kernels = Kernels.borrow(PASSES * matrix.values.length * width);
  try {
    const sketch = new Sketch(kernels, matrix, width);
    sketch.draw(seed);
    sketch.times();
    sketch.orthonormalise();
    sketch.transposedTimes();
    sketch.times();
    sketch.orthonormalise();
    // A ~ Q Bᵀ with B = Aᵀ Q, so the small BᵀB has the squares of the singular values.
    sketch.transposedTimes();
    return sketch.decompose(rank);
  } finally {
    kernels.end();
  }
}

/** Over the entries of the matrix, and of the dense ones about as much again. */
const PASSES = 8;
/** Sums of products are made in so many parts, whoever makes them: so that they are the same for one thread and for two. */
const PARTS = 8;

const upTo = (length: number, step: number): number => Math.ceil(length / step) * step;

/** A matrix, and two dense ones beside it: `wide` with a row for each of its columns, `tall` with a row for each of its rows. */
class Sketch {
  /** Columns of the dense matrices in memory: further ones than `width` are nought. */
  private readonly padded: number;
  private readonly rows: PlacedMatrix;
  private readonly columns: PlacedMatrix;
  private readonly wide: number;
  private tall: number;
  private spare: number;
  private readonly scratch: number;
  private readonly small: number;

  constructor(
    private readonly kernels: Kernels,
    private readonly matrix: SparseMatrix,
    private readonly width: number,
  ) {
    this.padded = upTo(width, 4);
    this.rows = placed(kernels, matrix);
    // Both ways, so that each thread writes rows of its own.
    this.columns = placedTransposed(kernels, matrix);
    this.wide = kernels.take(upTo(matrix.columnCount, 4) * this.padded * 4);
    this.tall = kernels.take(upTo(matrix.rowCount, 4) * this.padded * 4);
    this.spare = kernels.take(upTo(matrix.rowCount, 4) * this.padded * 4);
    this.scratch = kernels.take(PARTS * this.padded * 4 * 8);
    this.small = kernels.take(PARTS * this.padded * this.padded * 8);
  }

  draw(seed: number): void {
    const random = seededRandom(seed);
    const { matrix, width, padded } = this;
    const probe = this.kernels.floats(this.wide, matrix.columnCount * padded);
    for (let row = 0; row < matrix.columnCount; row++)
      for (let column = 0; column < width; column++) probe[row * padded + column] = normalDraw(random);
  }

  times(): void {
    timesPlaced(this.kernels, this.rows, { dense: this.wide, padded: this.padded, out: this.tall });
  }

  transposedTimes(): void {
    timesPlaced(this.kernels, this.columns, { dense: this.tall, padded: this.padded, out: this.wide });
  }

  /**
   * Turns `tall` into an orthonormal basis of its columns, by the eigenvectors of XᵀX; directions without weight become zero columns.
   * Squaring loses half of the digits, which a sketch of noisy counts can spare.
   */
  orthonormalise(): void {
    const { rowCount } = this.matrix;
    const { values, vectors } = this.eigen(this.tall, rowCount);
    const scale = values.map((value) =>
      value > values[0]! * 1e-10 ? Math.sqrt(value) : Number.POSITIVE_INFINITY,
    );
    this.mix(this.tall, rowCount, this.mixing(vectors, scale, this.padded), this.spare);
    [this.tall, this.spare] = [this.spare, this.tall];
  }

  decompose(rank: number): TruncatedSvd {
    const { columnCount } = this.matrix;
    const { values, vectors } = this.eigen(this.wide, columnCount);
    const kept = values.subarray(0, rank).findLastIndex((value) => value > values[0]! * 1e-9) + 1;
    const singularValues = values.slice(0, kept).map(Math.sqrt);
    const paddedRank = upTo(kept, 4);
    const out = this.kernels.take(columnCount * paddedRank * 4);
    this.mix(this.wide, columnCount, this.mixing(vectors, singularValues, paddedRank), out);
    const padded = this.kernels.floats(out, columnCount * paddedRank);
    if (kept === paddedRank) return { rank: kept, right: padded.slice(), singularValues };
    const right = new Float32Array(columnCount * kept);
    for (let row = 0; row < columnCount; row++)
      right.set(padded.subarray(row * paddedRank, row * paddedRank + kept), row * kept);
    return { rank: kept, right, singularValues };
  }

  /** X M, for X of so many rows. */
  private mix(dense: number, rowCount: number, matrix: Float32Array, out: number): void {
    const { kernels, padded } = this;
    const kept = matrix.length / padded;
    const mixed = kernels.put(matrix);
    kernels.each(
      "mix",
      slices(rowCount).map(({ from, count }) => [
        ...([dense + 4 * from * padded, count, padded, mixed, kept] as const),
        out + 4 * from * kept,
      ]),
    );
  }

  /** Of XᵀX, for X of so many rows; rows and columns beyond are nought. */
  private eigen(dense: number, rowCount: number) {
    const { kernels, padded, width } = this;
    kernels.doubles(this.small, PARTS * padded * padded).fill(0);
    const step = upTo(Math.ceil(rowCount / PARTS), 4);
    kernels.each(
      "gram",
      Array.from({ length: Math.ceil(rowCount / step) }, (_, i) => [
        dense + 4 * i * step * padded,
        Math.min(step, upTo(rowCount, 4) - i * step),
        padded,
        this.scratch + i * padded * 4 * 8,
        this.small + i * padded * padded * 8,
      ]),
    );
    const parts = kernels.doubles(this.small, PARTS * padded * padded);
    const square = new Float64Array(width * width);
    for (let i = 0; i < width; i++)
      for (let j = 0; j < width; j++)
        for (let part = 0; part < PARTS; part++)
          square[i * width + j]! += parts[(part * padded + Math.min(i, j)) * padded + Math.max(i, j)]!;
    return symmetricEigen(square, width);
  }

  /** V diag(1 / scale), padded: each column of the result mixes the columns of X, divided by its scale. */
  private mixing(vectors: Float64Array, scale: Float64Array, kept: number): Float32Array {
    const { width, padded } = this;
    const matrix = new Float32Array(padded * kept);
    for (let i = 0; i < width; i++)
      for (let j = 0; j < scale.length; j++) matrix[i * kept + j] = vectors[i * width + j]! / scale[j]!;
    return matrix;
  }
}
