import type { Cluster } from "../base/index.ts";

/** Most clusters have one verdict: these stand for all of those, millions of them over a long prompt. */
const onePassed: Cluster = { n: 1, passes: 1 };
const oneFailed: Cluster = { n: 1, passes: 0 };

/** Verdicts by the cluster that they are alike within. */
export class ClusterCounts {
  private readonly counts = new Map<string, Cluster>();
  passes = 0;
  n = 0;

  add(cluster: string, passed: boolean): void {
    const known = this.counts.get(cluster);
    this.n++;
    if (passed) this.passes++;
    if (!known) this.counts.set(cluster, passed ? onePassed : oneFailed);
    else this.counts.set(cluster, { n: known.n + 1, passes: known.passes + (passed ? 1 : 0) });
  }

  get(cluster: string): Cluster | undefined {
    return this.counts.get(cluster);
  }

  get names(): IterableIterator<string> {
    return this.counts.keys();
  }

  /** Whether each verdict stands alone: then no order and no correlation matters. */
  get isAlone(): boolean {
    return this.counts.size === this.n;
  }

  /** By name where that matters: floating-point sums must not depend on the order in which rows came out of the store. */
  get clusters(): readonly Cluster[] {
    if (this.isAlone) return [...this.counts.values()];
    return [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cluster]) => cluster);
  }
}
