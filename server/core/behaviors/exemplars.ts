import type { Embeddings } from "./lexical-embedder.ts";

/** Requests as alike as this say the same; showing both would waste a line. */
const SAME = 0.985;

/** Mean direction of some rows, of length 1 (or 0 where they cancel out). */
export function centroidOf({ vectors, width }: Embeddings, rows: readonly number[]): Float64Array {
  const sum = new Float64Array(width);
  for (const row of rows) for (let c = 0; c < width; c++) sum[c]! += vectors[row * width + c]!;
  const length = Math.hypot(...sum) || 1;
  return sum.map((value) => value / length);
}

/** Up to `count` rows nearest the centroid, nearest first, leaving out near repetitions unless nothing else is there. */
export function exemplarRows(
  embeddings: Embeddings,
  rows: readonly number[],
  centroid: Float64Array,
  count: number,
): number[] {
  const { vectors, width } = embeddings;
  const vector = (row: number): Float32Array => vectors.subarray(row * width, (row + 1) * width);
  const nearness = new Map(rows.map((row) => [row, dot(vector(row), centroid)]));
  const byNearness = [...rows].sort((a, b) => nearness.get(b)! - nearness.get(a)! || a - b);
  const chosen: number[] = [];
  for (const row of byNearness) {
    if (chosen.length === count) break;
    if (chosen.every((other) => dot(vector(row), vector(other)) < SAME)) chosen.push(row);
  }
  const fewest = Math.min(3, rows.length);
  for (const row of byNearness) if (chosen.length < fewest && !chosen.includes(row)) chosen.push(row);
  return chosen;
}

export function dot(a: Float32Array, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
