import { adjustedRandIndex } from "../../server/core/behaviors/index.ts";

/** How clusters found in conversations agree with the intents that were planted in them. Keys are conversation ids. */
export interface Agreement {
  readonly ari: number;
  /** Intents for which one cluster has both precision and recall of at least a half. */
  readonly found: readonly string[];
  readonly clusters: number;
  /** Conversations in no cluster; for the index each is one of its own. */
  readonly outliers: number;
}

export function agreementOf(
  planted: ReadonlyMap<string, string>,
  clusterOf: ReadonlyMap<string, string | number>,
): Agreement {
  const ids = [...planted.keys()];
  const clusters = ids.map((id) => clusterOf.get(id) ?? `alone ${id}`);
  return {
    ari: adjustedRandIndex(numbered(ids.map((id) => planted.get(id)!)), numbered(clusters)),
    found: foundIntents(planted, clusterOf),
    clusters: new Set(clusterOf.values()).size,
    outliers: ids.filter((id) => !clusterOf.has(id)).length,
  };
}

function foundIntents(
  planted: ReadonlyMap<string, string>,
  clusterOf: ReadonlyMap<string, string | number>,
): string[] {
  const sizes = countBy(planted.values());
  const clusterSizes = countBy(clusterOf.values());
  const cells = new Map<string, Map<string | number, number>>();
  for (const [id, intent] of planted) {
    const cluster = clusterOf.get(id);
    if (cluster === undefined) continue;
    const row = cells.get(intent) ?? new Map<string | number, number>();
    row.set(cluster, (row.get(cluster) ?? 0) + 1);
    cells.set(intent, row);
  }
  return [...cells].flatMap(([intent, row]) =>
    [...row].some(
      ([cluster, both]) => 2 * both >= clusterSizes.get(cluster)! && 2 * both >= sizes.get(intent)!,
    )
      ? [intent]
      : [],
  );
}

export function countBy<K>(keys: Iterable<K>): Map<K, number> {
  const counts = new Map<K, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function numbered(names: readonly (string | number)[]): number[] {
  const known = new Map<string | number, number>();
  return names.map((name) => {
    const number = known.get(name) ?? known.size;
    known.set(name, number);
    return number;
  });
}
