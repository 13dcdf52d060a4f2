import { type Cluster, intraclassCorrelation } from "../../base/index.ts";
import type { JudgedSample } from "./diagnosis-input.ts";
import type { Units } from "./units.ts";

/** What one evaluator said of units. Failures are numbered in the order of the samples: explaining them is what the rest is for. */
export interface Verdicts {
  /** By unit: -1 = not judged, -2 = passed, else the number of its failure. */
  readonly failureOf: Int32Array;
  /** By unit, how much its verdict counts: repeats of one task count for less. */
  readonly weight: Float64Array;
  /** By failure: its unit, its sample, and how much it counts. */
  readonly failures: Int32Array;
  readonly samples: readonly JudgedSample[];
  readonly failureWeight: Float64Array;
  /** Of all verdicts together. */
  readonly totalWeight: number;
}

export const notJudged = -1;
export const passed = -2;

export interface NumberedSample {
  readonly sample: JudgedSample;
  readonly unit: number;
}

/** Where a unit was judged more than once, as several calls of one turn are, it fails if any did. */
export function verdictsOf(own: readonly NumberedSample[], units: Units): Verdicts {
  const failureOf = new Int32Array(units.list.length).fill(notJudged);
  const failures: number[] = [];
  const samples: JudgedSample[] = [];
  for (const { sample, unit } of own)
    if (sample.failed && failureOf[unit]! < 0) {
      failureOf[unit] = failures.length;
      failures.push(unit);
      samples.push(sample);
    } else if (!sample.failed && failureOf[unit] === notJudged) failureOf[unit] = passed;
  const weight = weightsOf(failureOf, units);
  return {
    ...{ failureOf, weight, samples },
    failures: Int32Array.from(failures),
    failureWeight: Float64Array.from(failures, (unit) => weight[unit]!),
    totalWeight: weight.reduce((sum, one) => sum + one, 0),
  };
}

/** Trials of one task, and turns of one conversation, are alike: m of them count as m / (1 + (m - 1) x correlation). */
function weightsOf(failureOf: Int32Array, { list }: Units): Float64Array {
  const clusters = new Map<string, { passes: number; n: number }>();
  for (const [unit, failure] of failureOf.entries()) {
    if (failure === notJudged) continue;
    const name = list[unit]!.conversation.cluster;
    const cluster = clusters.get(name) ?? { passes: 0, n: 0 };
    cluster.n++;
    if (failure === passed) cluster.passes++;
    clusters.set(name, cluster);
  }
  const inOrder: Cluster[] = [...clusters].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, counts]) => counts);
  const correlation = intraclassCorrelation(inOrder);
  return Float64Array.from(failureOf, (failure, unit) =>
    failure === notJudged
      ? 0
      : 1 / (1 + (clusters.get(list[unit]!.conversation.cluster)!.n - 1) * correlation),
  );
}
