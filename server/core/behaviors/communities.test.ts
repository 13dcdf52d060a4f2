import { availableParallelism } from "node:os";
import { describe, expect, it, vi } from "vitest";
import { seededRandom, shuffle } from "../base/index.ts";
import { adjustedMutualInformation, adjustedRandIndex } from "./agreement.ts";
import { CommunitySearch, communities, communitiesOfEach } from "./communities.ts";
import { EdgeList, type Graph, subgraph } from "./graph.ts";

function graphOf(
  edges: readonly { readonly a: number; readonly b: number; readonly weight: number }[],
  nodeCount: number,
): Graph {
  const list = new EdgeList(edges.length);
  for (const { a, b, weight } of edges) list.add(a, b, weight);
  return list.graph(nodeCount);
}

/** `groups` groups of `size` nodes; edges fall inside with chance `inside`, between with `between`. */
function plantedGraph(
  groups: number,
  size: number,
  chances: { inside: number; between: number; seed: number },
): { graph: Graph; truth: number[] } {
  const random = seededRandom(chances.seed);
  const truth = Array.from({ length: groups * size }, (_, node) => Math.floor(node / size));
  const edges = truth.flatMap((group, a) =>
    truth
      .slice(0, a)
      .flatMap((other, b) =>
        random() < (group === other ? chances.inside : chances.between) ? [{ a, b, weight: 1 }] : [],
      ),
  );
  return { graph: graphOf(edges, truth.length), truth };
}

function isConnected(graph: Graph, nodes: readonly number[]): boolean {
  const left = new Set(nodes);
  const queue = [nodes[0]!];
  left.delete(nodes[0]!);
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    for (let i = graph.starts[node]!; i < graph.starts[node + 1]!; i++)
      if (left.delete(graph.targets[i]!)) queue.push(graph.targets[i]!);
  }
  return left.size === 0;
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

/** From the definition: sum of p(x, y) ln(p(x, y) / p(x) p(y)) over the items. */
function mutualInformation(a: readonly number[], b: readonly number[]): number {
  const share = (holds: (i: number) => boolean): number => a.filter((_, i) => holds(i)).length / a.length;
  return a.reduce((sum, _, i) => {
    const both = share((j) => a[j] === a[i] && b[j] === b[i]);
    return sum + Math.log(both / (share((j) => a[j] === a[i]) * share((j) => b[j] === b[i]))) / a.length;
  }, 0);
}

describe("communities", () => {
  it("finds two triangles joined by an edge", () => {
    const triangle = (first: number) =>
      [
        [0, 1],
        [1, 2],
        [0, 2],
      ].map(([a, b]) => ({ a: first + a!, b: first + b!, weight: 1 }));
    const graph = graphOf([...triangle(0), ...triangle(3), { a: 2, b: 3, weight: 1 }], 6);
    expect([...communities(graph, { resolution: 1, seed: 1 })]).toEqual([0, 0, 0, 1, 1, 1]);
  });

  it("recovers planted groups", () => {
    const { graph, truth } = plantedGraph(8, 40, { inside: 0.3, between: 0.01, seed: 1 });
    for (const seed of [1, 2, 3])
      expect(adjustedRandIndex(truth, communities(graph, { resolution: 1, seed }))).toBeGreaterThan(0.95);
  });

  it("every community is in one piece, even in noise", () => {
    const { graph } = plantedGraph(1, 300, { inside: 0.02, between: 0, seed: 2 });
    for (const resolution of [0.3, 1, 4]) {
      const labels = communities(graph, { resolution, seed: 3 });
      for (const label of new Set(labels))
        expect(
          isConnected(
            graph,
            [...labels.keys()].filter((node) => labels[node] === label),
          ),
        ).toBe(true);
    }
  });

  it("a higher resolution gives more communities; the same seed the same ones", () => {
    const { graph } = plantedGraph(10, 20, { inside: 0.4, between: 0.05, seed: 4 });
    const count = (resolution: number): number => new Set(communities(graph, { resolution, seed: 1 })).size;
    expect(count(0.2)).toBeLessThan(count(1));
    expect(count(1)).toBeLessThan(count(8));
    expect(communities(graph, { resolution: 1, seed: 7 })).toEqual(
      communities(graph, { resolution: 1, seed: 7 }),
    );
  });

  it("are the same several at once and one by one, and from where they were", () => {
    const { graph } = plantedGraph(6, 60, { inside: 0.3, between: 0.02, seed: 5 });
    const options = [1, 2, 3, 4, 5].map((seed) => ({ resolution: seed / 2, seed }));
    const alone = options.map((each) => communities(graph, each));
    expect(communitiesOfEach(graph, options)).toEqual(alone);
    expect(communities(graph, { resolution: 0.5, seed: 9, start: alone[0]! })).toEqual(alone[0]);
  });

  it("are found among nodes joined beforehand", () => {
    const planted = [1, 2, 3].map((seed) => plantedGraph(8, 40, { inside: 0.3, between: 0.01, seed }));
    const search = new CommunitySearch(0);
    const joined = search.placeJoined(
      planted.map(({ graph }) => graph),
      planted.map((_, seed) => ({ resolution: 8, seed })),
    );
    const found = search.find(joined.map((graph) => ({ graph, resolution: 1, seed: 1 })));
    search.end();
    planted.forEach(({ truth }, i) => {
      expect(joined[i]!.at[0]).toBeLessThan(truth.length);
      expect(adjustedRandIndex(truth, found[i]!)).toBeGreaterThan(0.95);
    });
  });

  it("nodes without edges stay alone", () => {
    expect([...communities(graphOf([], 3), { resolution: 1, seed: 1 })]).toEqual([0, 1, 2]);
  });
});

it("a subgraph keeps the edges among its nodes", () => {
  const graph = graphOf(
    [
      { a: 0, b: 1, weight: 2 },
      { a: 1, b: 2, weight: 3 },
      { a: 2, b: 3, weight: 4 },
    ],
    4,
  );
  const { graph: part, nodes } = subgraph(graph, Uint8Array.of(0, 1, 1, 1));
  expect([...nodes]).toEqual([1, 2, 3]);
  expect([...part.weights].reduce((sum, weight) => sum + weight, 0) / 2).toBe(7);
});

describe("agreement", () => {
  it("is 1 for the same partition under other names and 0 by hand-worked chance", () => {
    expect(adjustedRandIndex([0, 0, 1, 1], [5, 5, 2, 2])).toBe(1);
    expect(adjustedMutualInformation([0, 0, 1, 1], [5, 5, 2, 2])).toBeCloseTo(1);
    expect(adjustedRandIndex([0, 0, 1, 1], [0, 0, 0, 1])).toBeCloseTo(0);
  });

  it("adjusts the Rand index as worked by hand", () => {
    // Pairs together in both 7, in the first 12, in the second 12, of 45: (7 - 3.2) / (12 - 3.2).
    expect(adjustedRandIndex([0, 0, 0, 1, 1, 1, 2, 2, 2, 2], [0, 0, 1, 1, 1, 1, 2, 2, 0, 2])).toBeCloseTo(
      3.8 / 8.8,
    );
  });

  it("takes off exactly the mutual information that chance gives, counted over all orders of the labels", () => {
    const [a, b] = [
      [0, 0, 0, 1, 1, 2, 2],
      [0, 0, 1, 1, 1, 2, 0],
    ];
    const orders = permutations(b);
    const expected = orders.reduce((sum, order) => sum + mutualInformation(a, order), 0) / orders.length;
    const mean = (mutualInformation(a, a) + mutualInformation(b, b)) / 2;
    expect(adjustedMutualInformation(a, b)).toBeCloseTo(
      (mutualInformation(a, b) - expected) / (mean - expected),
      10,
    );
  });

  it("is near 0 for unrelated partitions of many parts", () => {
    const random = seededRandom(5);
    const draw = (): number[] => Array.from({ length: 400 }, () => Math.floor(random() * 40));
    const scores = Array.from({ length: 10 }, () => adjustedMutualInformation(draw(), draw()));
    expect(Math.abs(scores.reduce((sum, score) => sum + score, 0) / 10)).toBeLessThan(0.02);
  });

  it("is as near to 0 for few large parts, of which every single table is next to impossible", () => {
    const random = seededRandom(6);
    const halves = Array.from({ length: 2_000 }, (_, i) => i % 2);
    const scores = Array.from({ length: 400 }, () =>
      adjustedMutualInformation(halves, shuffle([...halves], random)),
    );
    // Chance alone gives 1 / 2n of information, which is 0.00036 of what there is.
    expect(Math.abs(scores.reduce((sum, score) => sum + score, 0) / 400)).toBeLessThan(0.0001);
  });
});

it.skipIf(availableParallelism() < 2)("a second thread finds the same communities", async () => {
  const { graph } = plantedGraph(6, 100, { inside: 0.2, between: 0.02, seed: 5 });
  const calls = [0.5, 1, 2, 4].map((resolution, seed) => ({ resolution, seed }));
  const alone = calls.map((call) => communities(graph, call));
  const search = new CommunitySearch(Number.POSITIVE_INFINITY);
  try {
    await vi.waitUntil(() => search.threads === 2, { timeout: 30_000 });
    const placed = search.place(graph);
    const before = search.helped;
    const end = Date.now() + 10_000;
    for (let round = 0; round < 20 || (search.helped === before && Date.now() < end); round++)
      expect(search.find(calls.map((call) => ({ graph: placed, ...call })))).toEqual(alone);
    expect(search.helped).toBeGreaterThan(before);
  } finally {
    search.end();
  }
});
