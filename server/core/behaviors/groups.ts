import { communitiesOfEach } from "./communities.ts";
import type { Graph } from "./graph.ts";

/** More than this at the top are a list, not a map. */
const MOST_GROUPS = 10;
/** Fewer behaviors than this are seen at a glance. */
const FEWEST_BEHAVIORS = 6;
/** Half an octave. */
const STEP = Math.SQRT1_2;

/**
 * Groups above clusters: the communities of the same graph at the highest resolution, from 1 downwards, that leaves at most ten of
 * them; a cluster belongs where most of its nodes are. `clusters` hold numbers of nodes. Gives the group of each cluster, largest group
 * first; none where there are too few clusters to be grouped, or nothing holds them apart.
 */
export function groupClusters(
  graph: Graph,
  clusters: readonly (readonly number[])[],
  seed: number,
): readonly number[] | undefined {
  if (clusters.length < FEWEST_BEHAVIORS) return undefined;
  // Two resolutions at once, as there are two processors.
  for (let resolution = 1; resolution > 0.01; resolution *= STEP * STEP) {
    const found = communitiesOfEach(graph, [
      { resolution, seed },
      { resolution: resolution * STEP, seed },
    ]);
    for (const labels of found) {
      const groups = clusters.map((nodes) => commonest(nodes.map((node) => labels[node]!)));
      const count = new Set(groups).size;
      if (count <= Math.min(MOST_GROUPS, clusters.length / 2))
        return count < 2 ? undefined : bySize(groups, clusters);
    }
  }
  return undefined;
}

function commonest(labels: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a), [-1, 0])[0];
}

function bySize(groups: readonly number[], clusters: readonly (readonly number[])[]): number[] {
  const sizes = new Map<number, number>();
  groups.forEach((group, c) => {
    sizes.set(group, (sizes.get(group) ?? 0) + clusters[c]!.length);
  });
  const order = [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([group]) => group);
  return groups.map((group) => order.indexOf(group));
}
