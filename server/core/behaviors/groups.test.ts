import { expect, it } from "vitest";
import { EdgeList } from "./graph.ts";
import { groupClusters } from "./groups.ts";

/** Three families of four clusters of five nodes: tight inside a cluster, loose inside a family, next to nothing between families. */
function families() {
  const clusters = Array.from({ length: 12 }, (_, c) => Array.from({ length: 5 }, (_, i) => c * 5 + i));
  const edges = new EdgeList(60 * 60);
  for (let a = 0; a < 60; a++)
    for (let b = 0; b < a; b++) {
      const [clusterA, clusterB] = [Math.floor(a / 5), Math.floor(b / 5)];
      const isFamily = Math.floor(clusterA / 4) === Math.floor(clusterB / 4);
      edges.add(a, b, clusterA === clusterB ? 1 : isFamily ? 0.2 : 0.002);
    }
  return { graph: edges.graph(60), clusters };
}

it("clusters that hang together are a group", () => {
  const { graph, clusters } = families();
  const groups = groupClusters(graph, clusters, 1)!;
  const first = (family: number): number => groups[family * 4]!;
  expect(groups).toEqual(clusters.map((_, c) => first(Math.floor(c / 4))));
  expect(new Set(groups).size).toBe(3);
});

it("a few are seen at a glance, and what nothing holds apart is not parted", () => {
  const { graph, clusters } = families();
  expect(groupClusters(graph, clusters.slice(0, 5), 1)).toBeUndefined();
  const even = new EdgeList(40 * 40);
  for (let a = 0; a < 40; a++) for (let b = 0; b < a; b++) even.add(a, b, 1);
  const singles = Array.from({ length: 10 }, (_, c) => [0, 1, 2, 3].map((i) => c * 4 + i));
  expect(groupClusters(even.graph(40), singles, 1)).toBeUndefined();
});
