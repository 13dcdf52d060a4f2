import { stableId } from "../base/index.ts";

/** Members in common below this share make another behavior, not the same one grown. */
const LEAST_OVERLAP = 0.25;

/** A behavior as it was found before: its id and the ids of its requests. */
export interface PreviousBehavior {
  readonly id: string;
  readonly memberIds: readonly string[];
}

/**
 * One id for each cluster of request ids. An earlier behavior hands its id to the cluster it overlaps most (Jaccard over the
 * requests both runs saw, so that new traffic does not count against it), one to one; the others get `prefix` and a hash of `seeds[c]`, a
 * text that stands for the cluster.
 */
export function behaviorIds(
  clusters: readonly (readonly string[])[],
  seeds: readonly string[],
  previous: readonly PreviousBehavior[],
  prefix = "b",
): string[] {
  const ids: string[] = [];
  const used = new Set(previous.map(({ id }) => id));
  for (const { cluster, id } of pairUp(clusters, previous)) ids[cluster] = id;
  for (const [cluster, seed] of seeds.entries()) {
    if (ids[cluster] !== undefined) continue;
    let attempt = 0;
    let id = `${prefix}-${stableId([seed], 8)}`;
    while (used.has(id)) id = `${prefix}-${stableId([seed, ++attempt], 8)}`;
    used.add(id);
    ids[cluster] = id;
  }
  return ids;
}

/** Pairs in order of overlap, each side once. */
function pairUp(
  clusters: readonly (readonly string[])[],
  previous: readonly PreviousBehavior[],
): { cluster: number; id: string }[] {
  const formerOf = new Map(
    previous.flatMap(({ id, memberIds }) => memberIds.map((member) => [member, id] as const)),
  );
  const formerSizes = new Map<string, number>();
  const pairs = clusters.flatMap((members, cluster) => {
    const shared = new Map<string, number>();
    for (const member of members) {
      const former = formerOf.get(member);
      if (former === undefined) continue;
      shared.set(former, (shared.get(former) ?? 0) + 1);
      formerSizes.set(former, (formerSizes.get(former) ?? 0) + 1);
    }
    const known = [...shared.values()].reduce((sum, count) => sum + count, 0);
    return [...shared].map(([id, count]) => ({ cluster, id, count, known }));
  });
  const rated = pairs.map((pair) => ({
    ...pair,
    overlap: pair.count / (pair.known + formerSizes.get(pair.id)! - pair.count),
  }));
  rated.sort((a, b) => b.overlap - a.overlap || a.cluster - b.cluster || (a.id < b.id ? -1 : 1));
  const [clustersDone, idsDone] = [new Set<number>(), new Set<string>()];
  return rated.filter(({ cluster, id, overlap }) => {
    if (overlap < LEAST_OVERLAP || clustersDone.has(cluster) || idsDone.has(id)) return false;
    clustersDone.add(cluster);
    idsDone.add(id);
    return true;
  });
}
