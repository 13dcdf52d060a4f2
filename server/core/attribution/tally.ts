import { belowThresholdP, clusteredRate } from "../base/index.ts";
import type { Label } from "../store/index.ts";
import { ClusterCounts } from "./cluster-counts.ts";
import { type EvaluatorFigure, maxEvidence, type Trust } from "./figures.ts";

export interface Thresholds {
  readonly error: number;
  readonly warning: number;
  readonly minSamples: number;
}

/** Counts verdicts by cluster. One conversation may bring several samples; the cluster is its task where it has one. */
export class Tally {
  private readonly counts = new ClusterCounts();
  private readonly failing = new Map<string, number>();
  private unknown = 0;

  add(label: Label, cluster: string, conversationId: string): void {
    if (label === "unknown") this.unknown++;
    if (label !== "pass" && label !== "fail") return;
    this.counts.add(cluster, label === "pass");
    if (label === "fail") this.failing.set(conversationId, (this.failing.get(conversationId) ?? 0) + 1);
  }

  /** Failing samples by conversation. */
  get failures(): ReadonlyMap<string, number> {
    return this.failing;
  }

  /** Whether each verdict is of a cluster of its own. */
  get isAlone(): boolean {
    return this.counts.isAlone;
  }

  /** The evidence is the conversations that fail most, ties by id, so that the same store always shows the same. */
  figure(evaluator: string, trust: Trust, thresholds: Thresholds): EvaluatorFigure {
    const { clusters } = this.counts;
    const rate = clusteredRate(clusters);
    const failing = mostFirst(this.failing);
    return {
      ...rate,
      evaluator,
      trust,
      unknown: this.unknown,
      pError: belowThresholdP(rate, thresholds.error),
      pWarning: belowThresholdP(rate, thresholds.warning),
      failing: failing.slice(0, maxEvidence),
      failingConversations: failing.length,
      clusters: clusters.length,
    };
  }
}

export const mostFirst = (times: ReadonlyMap<string, number>): string[] =>
  [...times].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([id]) => id);
