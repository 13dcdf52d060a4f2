import type { RequestWords } from "./phrases.ts";

/** How a set of stems stands in one cluster: the share of its requests that hold all of them, and how far that is above the others, 0..1. */
export interface Standing {
  readonly coverage: number;
  readonly distinctness: number;
}

/** Shares of the requests of clusters, where they are above nought. */
interface Rates {
  readonly of: ReadonlyMap<number, number>;
  readonly sum: number;
  /** The cluster with the largest, that share, and the largest of the others. */
  readonly first: number;
  readonly largest: number;
  readonly second: number;
}

/** Which requests of which cluster hold a stem; answers how often a set of stems occurs together in each cluster. */
export class StemIndex {
  private readonly places = new Map<number, number[]>();
  private readonly clusterOf: number[] = [];
  private readonly sizes: readonly number[];
  private readonly known = new Map<string, Rates>();

  constructor(clusters: readonly (readonly RequestWords[])[]) {
    this.sizes = clusters.map((cluster) => cluster.length);
    clusters.forEach((cluster, c) => {
      for (const request of cluster) {
        const id = this.clusterOf.push(c) - 1;
        for (const stem of request.stems) {
          const places = this.places.get(stem);
          if (places) places.push(id);
          else this.places.set(stem, [id]);
        }
      }
    });
  }

  standing(stems: readonly number[], cluster: number): Standing {
    const { of, sum, first, largest, second } = this.rates(stems);
    const coverage = of.get(cluster) ?? 0;
    if (coverage === 0) return { coverage, distinctness: 0 };
    // Half the average, half the nearest rival: a name must not fit the neighbour as well.
    const average = (sum - coverage) / Math.max(1, this.sizes.length - 1);
    const rival = first === cluster ? second : largest;
    return { coverage, distinctness: coverage / (coverage + average / 2 + rival / 2) };
  }

  private rates(stems: readonly number[]): Rates {
    const key = stems.join(" ");
    let rates = this.known.get(key);
    if (!rates) {
      rates = this.counted(stems);
      this.known.set(key, rates);
    }
    return rates;
  }

  private counted(stems: readonly number[]): Rates {
    const lists = stems.map((stem) => this.places.get(stem) ?? []).sort((a, b) => a.length - b.length);
    const of = new Map<number, number>();
    for (const id of inAll(lists)) {
      const cluster = this.clusterOf[id]!;
      of.set(cluster, (of.get(cluster) ?? 0) + 1 / this.sizes[cluster]!);
    }
    let [sum, first, largest, second] = [0, -1, 0, 0];
    for (const [cluster, rate] of of) {
      sum += rate;
      if (rate > largest) [first, largest, second] = [cluster, rate, largest];
      else second = Math.max(second, rate);
    }
    return { of, sum, first, largest, second };
  }
}

/** What stands in all of some ascending lists, the shortest of which comes first. */
function inAll(lists: readonly (readonly number[])[]): readonly number[] {
  let left = lists[0] ?? [];
  for (const list of lists.slice(1)) {
    const both: number[] = [];
    let at = 0;
    for (const id of left) {
      while (at < list.length && list[at]! < id) at++;
      if (list[at] === id) both.push(id);
    }
    left = both;
  }
  return left;
}
