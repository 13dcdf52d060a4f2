import { expect, it } from "vitest";
import { normalDraw, seededRandom } from "../base/index.ts";
import { fuzzyGraph } from "./graph.ts";
import { nearestNeighbours } from "./neighbours.ts";

it("agrees with comparing every pair, to four digits of the cosine", async () => {
  const [rows, width, count] = [301, 7, 6];
  const random = seededRandom(3);
  const vectors = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const drawn = Array.from({ length: width }, () => normalDraw(random));
    vectors.set(
      drawn.map((value) => value / Math.hypot(...drawn)),
      row * width,
    );
  }
  const found = await nearestNeighbours({ width, vectors }, count);
  const product = (a: number, b: number): number =>
    Array.from({ length: width }, (_, c) => vectors[a * width + c]! * vectors[b * width + c]!).reduce(
      (sum, x) => sum + x,
      0,
    );
  for (let row = 0; row < rows; row++) {
    const others = Array.from({ length: rows }, (_, other) => other).filter((other) => other !== row);
    const exact = others.map((other) => product(row, other)).sort((a, b) => b - a);
    const ids = found.ids.subarray(row * count, (row + 1) * count);
    expect(new Set(ids).size).toBe(count);
    ids.forEach((id, i) => {
      expect(Math.abs(product(row, id) - exact[i]!)).toBeLessThan(1e-4);
      expect(Math.abs(found.similarities[row * count + i]! - exact[i]!)).toBeLessThan(1e-4);
    });
  }
});

it("asks no more neighbours than there are", async () => {
  const found = await nearestNeighbours({ width: 2, vectors: Float32Array.of(1, 0, 0, 1) }, 15);
  expect({ count: found.count, ids: [...found.ids] }).toEqual({ count: 1, ids: [1, 0] });
  expect((await nearestNeighbours({ width: 2, vectors: Float32Array.of(1, 0) }, 15)).count).toBe(0);
});

it("weighs edges by UMAP's rule: the nearest counts in full, the sum is log2(k)", () => {
  // Node 0 sees 1, 2, 3 at distances 0.1, 0.2, 0.4; the others see node 0 and each other far off.
  const similarities = Float32Array.of(0.9, 0.8, 0.6, 0.9, 0.1, 0.1, 0.8, 0.1, 0.1, 0.6, 0.1, 0.1);
  const graph = fuzzyGraph(
    { count: 3, ids: Int32Array.of(1, 2, 3, 0, 2, 3, 0, 1, 3, 0, 1, 2), similarities },
    4,
  );
  const weight = (a: number, b: number): number =>
    graph.weights[
      [...graph.targets].findIndex(
        (target, i) => target === b && i >= graph.starts[a]! && i < graph.starts[a + 1]!,
      )
    ]!;
  expect(weight(0, 1)).toBeCloseTo(1);
  expect(weight(1, 0)).toBe(weight(0, 1));
  // From 1 the far ones share log2(3) - 1 = 0.585; joined with the same from the other side: 0.2925 + 0.2925 - 0.2925².
  expect(weight(1, 2)).toBeCloseTo(2 * 0.2925 - 0.2925 ** 2, 2);
});
