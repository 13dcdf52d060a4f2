import { checkpoint, type LongWork } from "../base/index.ts";
import { Kernels } from "./kernels/kernels.ts";
import type { Embeddings } from "./lexical-embedder.ts";

/** The nearest neighbours of each row, nearest first: `ids[row * count + i]` with cosine `similarities[row * count + i]`. */
export interface Neighbours {
  readonly count: number;
  readonly ids: Int32Array;
  readonly similarities: Float32Array;
}

/** Rows compared at a time, as kernels.as has it. */
const BLOCK = 64;
/** Blocks of rows between two looks at whether to go on. */
const BLOCKS_AT_ONCE = 8;
/**
 * Rows are compared as 16-bit numbers, the longest row becoming this long, so that products fit into 32 bits. Rounding moves a cosine
 * by less than 0.0001.
 */
const LONGEST = 16_384;

/**
 * The exact `count` nearest other rows of each row by inner product (cosine, for rows of length 1) of the rows as 16-bit numbers. All
 * pairs are compared once, in blocks; ties go to the row met first. 20,000 rows of 192 take a second; it may be cancelled meanwhile.
 */
export async function nearestNeighbours(
  { vectors, width }: Embeddings,
  count: number,
  work: LongWork = {},
): Promise<Neighbours> {
  const rowCount = width === 0 ? 0 : vectors.length / width;
  const kept = Math.max(0, Math.min(count, rowCount - 1));
  if (kept === 0) return { count: 0, ids: new Int32Array(0), similarities: new Float32Array(0) };
  const kernels = new Kernels();
  const padded = Math.ceil(width / 8) * 8;
  const blocks = Math.ceil(rowCount / BLOCK);
  const rows = kernels.take(blocks * BLOCK * padded * 2);
  const scratch = kernels.take(BLOCK * BLOCK * 4);
  const ids = kernels.take(rowCount * kept * 4);
  const products = kernels.take(rowCount * kept * 4);
  const worst = kernels.take(blocks * BLOCK * 4);
  const shorts = kernels.shorts(rows, blocks * BLOCK * padded);
  const scale = LONGEST / (longestRow(vectors, width) || 1);
  for (let row = 0; row < rowCount; row++)
    for (let c = 0; c < width; c++) shorts[row * padded + c] = Math.round(vectors[row * width + c]! * scale);
  const least = -(2 ** 31);
  kernels.integers(products, rowCount * kept).fill(least);
  kernels.integers(worst, blocks * BLOCK).fill(least);
  for (let block = 0; block < blocks; block++) {
    if (block % BLOCKS_AT_ONCE === 0) {
      await checkpoint(work.signal);
      work.progress?.({ stage: "comparing requests", done: block * BLOCK, total: rowCount });
    }
    kernels.run.compareBlock(rows, padded * 2, rowCount, block, scratch, ids, products, worst, kept);
  }
  return {
    count: kept,
    ids: kernels.integers(ids, rowCount * kept).slice(),
    similarities: Float32Array.from(
      kernels.integers(products, rowCount * kept),
      (product) => product / scale ** 2,
    ),
  };
}

function longestRow(vectors: Float32Array, width: number): number {
  let longest = 0;
  for (let from = 0; from < vectors.length; from += width) {
    let square = 0;
    for (let c = 0; c < width; c++) square += vectors[from + c]! ** 2;
    longest = Math.max(longest, square);
  }
  return Math.sqrt(longest);
}
