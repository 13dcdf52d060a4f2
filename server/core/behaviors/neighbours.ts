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
/** Blocks of rows that a thread compares in one go, with them in its cache; between goes we look whether to go on. */
const BLOCKS_AT_ONCE = 8;
/** Threads, and lists of the nearest: what either finds is joined in the end, so that the answer is the same for one thread. */
const HANDS = 2;
/**
 * Rows are compared as 16-bit numbers, the longest row becoming this long, so that products fit into 32 bits. Rounding moves a cosine
 * by less than 0.0001.
 */
const LONGEST = 16_384;

/**
 * The exact `count` nearest other rows of each row by inner product (cosine, for rows of length 1) of the rows as 16-bit numbers. All
 * pairs are compared once, in blocks; ties go to the earlier row. 20,000 rows of 192 take a second; it may be cancelled meanwhile.
 */
export async function nearestNeighbours(
  { vectors, width }: Embeddings,
  count: number,
  work: LongWork = {},
): Promise<Neighbours> {
  const rowCount = width === 0 ? 0 : vectors.length / width;
  const kept = Math.max(0, Math.min(count, rowCount - 1));
  if (kept === 0) return { count: 0, ids: new Int32Array(0), similarities: new Float32Array(0) };
  const kernels = Kernels.borrow((rowCount * rowCount * width) / 2);
  try {
    const padded = Math.ceil(width / 8) * 8;
    const blocks = Math.ceil(rowCount / BLOCK);
    const rows = kernels.take(blocks * BLOCK * padded * 2);
    const lists = Array.from({ length: HANDS }, () => takeLists(kernels, blocks * BLOCK, kept));
    const scale = LONGEST / (longestRow(vectors, width) || 1);
    const shorts = kernels.shorts(rows, blocks * BLOCK * padded);
    for (let row = 0, from = 0; row < rowCount; row++)
      for (let at = row * padded, end = at + width; at < end; at++)
        shorts[at] = Math.round(vectors[from++]! * scale);
    for (let block = 0; block < blocks; block += HANDS * BLOCKS_AT_ONCE) {
      await checkpoint(work.signal);
      work.progress?.({ stage: "comparing requests", done: block * BLOCK, total: rowCount });
      kernels.each(
        "compareBlocks",
        lists.map(({ scratch, ids, products, worst }, hand) => {
          const from = Math.min(blocks, block + hand * BLOCKS_AT_ONCE);
          const to = Math.min(blocks, from + BLOCKS_AT_ONCE);
          return [rows, padded * 2, rowCount, from, to, scratch, ids, products, worst, kept];
        }),
      );
    }
    return joined(kernels, lists, { rowCount, count: kept, scale });
  } finally {
    kernels.end();
  }
}

/** Where the nearest of each row are kept. */
interface Lists {
  readonly scratch: number;
  readonly ids: number;
  readonly products: number;
  readonly worst: number;
}

function takeLists(kernels: Kernels, rowCount: number, count: number): Lists {
  const lists = {
    scratch: kernels.take(BLOCK * BLOCK * 4),
    ids: kernels.take(rowCount * count * 4),
    products: kernels.take(rowCount * count * 4),
    worst: kernels.take(rowCount * 4),
  };
  kernels.integers(lists.products, rowCount * count).fill(-(2 ** 31));
  kernels.integers(lists.worst, rowCount).fill(-(2 ** 31));
  return lists;
}

/** The nearest of two lists, nearest first. */
function joined(
  kernels: Kernels,
  lists: readonly Lists[],
  { rowCount, count, scale }: { readonly rowCount: number; readonly count: number; readonly scale: number },
): Neighbours {
  const [first, second] = lists.map(({ ids, products }) => ({
    ids: kernels.integers(ids, rowCount * count),
    products: kernels.integers(products, rowCount * count),
  })) as [Found, Found];
  const ids = new Int32Array(rowCount * count);
  const similarities = new Float32Array(rowCount * count);
  for (let row = 0; row < rowCount; row++) {
    let [a, b] = [row * count, row * count];
    for (let i = row * count; i < (row + 1) * count; i++) {
      const [x, y] = [first.products[a]!, second.products[b]!];
      const isFirst = x > y || (x === y && first.ids[a]! < second.ids[b]!);
      ids[i] = isFirst ? first.ids[a++]! : second.ids[b++]!;
      similarities[i] = (isFirst ? x : y) / scale ** 2;
    }
  }
  return { count, ids, similarities };
}

interface Found {
  readonly ids: Int32Array;
  readonly products: Int32Array;
}

function longestRow(vectors: Float32Array, width: number): number {
  let longest = 0;
  for (let from = 0; from < vectors.length; from += width) {
    let square = 0;
    for (let c = 0; c < width; c++) square += vectors[from + c]! * vectors[from + c]!;
    longest = Math.max(longest, square);
  }
  return Math.sqrt(longest);
}
