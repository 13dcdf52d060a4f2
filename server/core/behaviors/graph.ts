import type { Neighbours } from "./neighbours.ts";

/** An undirected weighted graph in compressed rows; every edge stands in the rows of both its ends. */
export interface Graph {
  readonly nodeCount: number;
  readonly starts: Int32Array;
  readonly targets: Int32Array;
  readonly weights: Float64Array;
}

/**
 * The fuzzy neighbour graph of UMAP (McInnes, Healy, Melville 2018, section 3.1): each node's distances are measured from its
 * nearest neighbour and scaled so that its weights sum to log2(k); the weights seen from both ends join as a + b - ab. So a dense
 * and a thin region of the requests are read on their own scales. Neighbours at or below `floor` in similarity get no edge.
 */
export function fuzzyGraph(neighbours: Neighbours, nodeCount: number, floor = 0): Graph {
  const { count, ids, similarities } = neighbours;
  const edges = new Map<number, [number, number]>();
  for (let node = 0; node < nodeCount; node++) {
    const distances = Float64Array.from(
      similarities.subarray(node * count, (node + 1) * count),
      (similarity) => Math.max(0, 1 - similarity),
    );
    const weigh = membership(distances);
    for (let i = 0; i < count; i++) {
      if (similarities[node * count + i]! <= floor) continue;
      const other = ids[node * count + i]!;
      const [low, high] = node < other ? [node, other] : [other, node];
      const key = low * nodeCount + high;
      const pair = edges.get(key) ?? [0, 0];
      pair[node < other ? 0 : 1] = weigh(distances[i]!);
      edges.set(key, pair);
    }
  }
  return graphOf(
    [...edges].map(([key, [a, b]]) => ({
      a: Math.floor(key / nodeCount),
      b: key % nodeCount,
      weight: a + b - a * b,
    })),
    nodeCount,
  );
}

const SEARCH_STEPS = 40;
/** No scale under this share of the mean distance, as in UMAP: equal distances would otherwise give a scale of nought. */
const SMALLEST_SCALE = 1e-3;

/** exp(-(d - nearest) / scale), with the scale found by halving so that the sum is log2(k). */
function membership(distances: Float64Array): (distance: number) => number {
  const nearest = distances.find((distance) => distance > 0) ?? 0;
  const target = Math.log2(Math.max(2, distances.length));
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, distances.length);
  let [low, high, scale] = [0, Number.POSITIVE_INFINITY, 1];
  for (let step = 0; step < SEARCH_STEPS; step++) {
    const sum = distances.reduce(
      (total, distance) => total + Math.exp(-Math.max(0, distance - nearest) / scale),
      0,
    );
    if (Math.abs(sum - target) < 1e-5) break;
    if (sum > target) high = scale;
    else low = scale;
    scale = high === Number.POSITIVE_INFINITY ? scale * 2 : (low + high) / 2;
  }
  const used = Math.max(scale, SMALLEST_SCALE * mean, Number.MIN_VALUE);
  return (distance) => Math.exp(-Math.max(0, distance - nearest) / used);
}

/** Builds the compressed rows from a list of edges, each given once. */
export function graphOf(
  edges: readonly { a: number; b: number; weight: number }[],
  nodeCount: number,
): Graph {
  const starts = new Int32Array(nodeCount + 1);
  for (const { a, b } of edges) {
    starts[a + 1]!++;
    starts[b + 1]!++;
  }
  for (let node = 0; node < nodeCount; node++) starts[node + 1]! += starts[node]!;
  const filled = starts.slice(0, nodeCount);
  const targets = new Int32Array(edges.length * 2);
  const weights = new Float64Array(edges.length * 2);
  for (const { a, b, weight } of edges) {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const at = filled[from]!++;
      targets[at] = to;
      weights[at] = weight;
    }
  }
  return { nodeCount, starts, targets, weights };
}

/** The graph among the nodes that `kept` marks; `nodes` tells their numbers in the full graph. */
export function subgraph(graph: Graph, kept: Uint8Array): { graph: Graph; nodes: Int32Array } {
  const nodes = Int32Array.from([...kept.keys()].filter((node) => kept[node] === 1));
  const numberOf = new Int32Array(graph.nodeCount).fill(-1);
  nodes.forEach((node, i) => {
    numberOf[node] = i;
  });
  const edges: { a: number; b: number; weight: number }[] = [];
  nodes.forEach((node, a) => {
    for (let i = graph.starts[node]!; i < graph.starts[node + 1]!; i++) {
      const b = numberOf[graph.targets[i]!]!;
      if (b > a) edges.push({ a, b, weight: graph.weights[i]! });
    }
  });
  return { graph: graphOf(edges, nodes.length), nodes };
}
