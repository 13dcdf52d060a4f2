import type { Neighbours } from "./neighbours.ts";

/** An undirected weighted graph in compressed rows; every edge stands in the rows of both its ends. */
export interface Graph {
  readonly nodeCount: number;
  readonly starts: Int32Array;
  readonly targets: Int32Array;
  readonly weights: Float64Array;
}

/** Enough to hold an intent together, and no more than a small one has members: 13 of 500 requests, 20 of 10,000 and more. */
export const neighbourCount = (rows: number): number =>
  Math.min(20, Math.round(1.5 * Math.log2(Math.max(2, rows))));

/**
 * The fuzzy neighbour graph of UMAP (McInnes, Healy, Melville 2018, section 3.1): each node's distances are measured from its
 * nearest neighbour and scaled so that its weights sum to log2(k); the weights seen from both ends join as a + b - ab. So a dense
 * and a thin region of the requests are read on their own scales. Neighbours at or below `floor` in similarity get no edge.
 */
export function fuzzyGraph(neighbours: Neighbours, nodeCount: number, floor = 0): Graph {
  const { count, ids, similarities } = neighbours;
  const seen = new Float64Array(nodeCount * count);
  const distances = new Float64Array(count);
  for (let node = 0; node < nodeCount; node++) {
    const first = node * count;
    for (let i = 0; i < count; i++) distances[i] = Math.max(0, 1 - similarities[first + i]!);
    weigh(distances, seen.subarray(first, first + count));
    for (let i = 0; i < count; i++) if (similarities[first + i]! <= floor) seen[first + i] = 0;
  }
  const edges = new EdgeList(nodeCount * count);
  for (let node = 0; node < nodeCount; node++)
    for (let i = node * count; i < (node + 1) * count; i++) {
      const other = ids[i]!;
      let back = other * count;
      const end = back + count;
      while (back < end && ids[back] !== node) back++;
      // Where both see each other the edge is told by the first of them.
      if (back < end && other < node) continue;
      const [a, b] = [seen[i]!, back < end ? seen[back]! : 0];
      if (a > 0 || b > 0) edges.add(node, other, a + b - a * b);
    }
  return edges.graph(nodeCount);
}

const SEARCH_STEPS = 40;
/** No scale under this share of the mean distance, as in UMAP: equal distances would otherwise give a scale of nought. */
const SMALLEST_SCALE = 1e-3;

/** exp(-(d - nearest) / scale) of each distance, with the scale found by halving so that the sum is log2(k). */
function weigh(distances: Float64Array, weights: Float64Array): void {
  const nearest = distances.find((distance) => distance > 0) ?? 0;
  const target = Math.log2(Math.max(2, distances.length));
  let mean = 0;
  for (const distance of distances) mean += distance / Math.max(1, distances.length);
  let [low, high, scale] = [0, Number.POSITIVE_INFINITY, 1];
  for (let step = 0; step < SEARCH_STEPS; step++) {
    let sum = 0;
    for (let i = 0; i < distances.length; i++) sum += Math.exp(-Math.max(0, distances[i]! - nearest) / scale);
    if (Math.abs(sum - target) < 1e-5) break;
    if (sum > target) high = scale;
    else low = scale;
    scale = high === Number.POSITIVE_INFINITY ? scale * 2 : (low + high) / 2;
  }
  const used = Math.max(scale, SMALLEST_SCALE * mean, Number.MIN_VALUE);
  for (let i = 0; i < distances.length; i++)
    weights[i] = Math.exp(-Math.max(0, distances[i]! - nearest) / used);
}

/** Edges on their way into a graph, each given once. */
export class EdgeList {
  private readonly a: Int32Array;
  private readonly b: Int32Array;
  private readonly weights: Float64Array;
  private count = 0;

  constructor(most: number) {
    this.a = new Int32Array(most);
    this.b = new Int32Array(most);
    this.weights = new Float64Array(most);
  }

  add(a: number, b: number, weight: number): void {
    this.a[this.count] = a;
    this.b[this.count] = b;
    this.weights[this.count++] = weight;
  }

  graph(nodeCount: number): Graph {
    const starts = new Int32Array(nodeCount + 1);
    for (let i = 0; i < this.count; i++) {
      starts[this.a[i]! + 1]!++;
      starts[this.b[i]! + 1]!++;
    }
    for (let node = 0; node < nodeCount; node++) starts[node + 1]! += starts[node]!;
    const filled = starts.slice(0, nodeCount);
    const targets = new Int32Array(this.count * 2);
    const weights = new Float64Array(this.count * 2);
    for (let i = 0; i < this.count; i++) {
      const [a, b] = [this.a[i]!, this.b[i]!];
      const [there, back] = [filled[a]!++, filled[b]!++];
      targets[there] = b;
      targets[back] = a;
      weights[there] = this.weights[i]!;
      weights[back] = this.weights[i]!;
    }
    return { nodeCount, starts, targets, weights };
  }
}

/** The graph among the nodes that `kept` marks; `nodes` tells their numbers in the full graph. */
export function subgraph(graph: Graph, kept: Uint8Array): { graph: Graph; nodes: Int32Array } {
  const numberOf = new Int32Array(graph.nodeCount).fill(-1);
  let nodeCount = 0;
  for (let node = 0; node < graph.nodeCount; node++) if (kept[node] === 1) numberOf[node] = nodeCount++;
  const nodes = new Int32Array(nodeCount);
  const starts = new Int32Array(nodeCount + 1);
  const targets = new Int32Array(graph.targets.length);
  const weights = new Float64Array(graph.targets.length);
  let end = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    const number = numberOf[node]!;
    if (number < 0) continue;
    nodes[number] = node;
    for (let i = graph.starts[node]!; i < graph.starts[node + 1]!; i++) {
      const target = numberOf[graph.targets[i]!]!;
      if (target < 0) continue;
      targets[end] = target;
      weights[end++] = graph.weights[i]!;
    }
    starts[number + 1] = end;
  }
  return {
    graph: { nodeCount, starts, targets: targets.slice(0, end), weights: weights.slice(0, end) },
    nodes,
  };
}
