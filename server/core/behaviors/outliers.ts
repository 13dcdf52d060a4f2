import type { Neighbours } from "./neighbours.ts";

/** A request that shares less than this with every one of its neighbours is like nothing else. Cosine of tf-idf over content words. */
const LONELY = 0.12;

/** Outliers stay few: a tenth of the requests, a quarter where there are few. */
const mostOutliers = (count: number): number => Math.floor(count / (count < 40 ? 4 : 10));

/**
 * The requests that no other resembles, as their numbers in ascending order. The embedding cannot tell: it finds some nearest
 * neighbour for anything. So the words decide: content words shared with the nearest neighbours, rare words counting more.
 */
export function lonelyRequests(stems: readonly ReadonlySet<string>[], neighbours: Neighbours): number[] {
  const weights = inverseFrequencies(stems);
  const lengths = stems.map((own) =>
    Math.sqrt([...own].reduce((sum, stem) => sum + weights.get(stem)! ** 2, 0)),
  );
  const company = stems.map((own, i) => {
    let best = 0;
    for (let n = 0; n < neighbours.count; n++) {
      const j = neighbours.ids[i * neighbours.count + n]!;
      const shared = [...own].reduce(
        (sum, stem) => sum + (stems[j]!.has(stem) ? weights.get(stem)! ** 2 : 0),
        0,
      );
      best = Math.max(best, shared / (lengths[i]! * lengths[j]! || 1));
    }
    return best;
  });
  const lonely = [...company.keys()]
    .filter((i) => company[i]! < LONELY)
    .sort((a, b) => company[a]! - company[b]! || a - b);
  return lonely.slice(0, mostOutliers(stems.length)).sort((a, b) => a - b);
}

function inverseFrequencies(stems: readonly ReadonlySet<string>[]): Map<string, number> {
  const frequency = new Map<string, number>();
  for (const own of stems) for (const stem of own) frequency.set(stem, (frequency.get(stem) ?? 0) + 1);
  return new Map([...frequency].map(([stem, df]) => [stem, Math.log((1 + stems.length) / (1 + df)) + 1]));
}
