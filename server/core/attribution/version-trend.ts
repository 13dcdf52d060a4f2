import {
  benjaminiHochberg,
  type Cluster,
  clusteredRate,
  pairedRateDifference,
  type TwoSided,
} from "../base/index.ts";
import type { ClusterCounts } from "./cluster-counts.ts";

/** What the worst evaluator of an instruction says under one version of its prompt. `low`, `high`: 95 % interval of the pass rate. */
export interface VersionRate {
  readonly version: string;
  readonly passes: number;
  readonly n: number;
  readonly low: number;
  readonly high: number;
}

/** The rate from one version on, against the versions before it. Difference of the rates with its 95 % interval. */
export interface VersionChange {
  /** The first version that goes like the newest. */
  readonly since: string;
  readonly before: { readonly passes: number; readonly n: number };
  readonly after: { readonly passes: number; readonly n: number };
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** An instruction whose text stayed while the prompt around it changed. */
export interface VersionTrend {
  readonly evaluator: string;
  /** Newest first, those with a verdict; `mostVersions` at most. */
  readonly versions: readonly VersionRate[];
  /** Where the rate changed; held to a false discovery rate of 5 % over the instructions of the prompt. */
  readonly change?: VersionChange;
}

/** A trend before it is held against those of the prompt's other instructions. */
export interface TestedTrend {
  readonly trend: VersionTrend;
  readonly p: number;
}

/** Verdicts that count for an instruction, by version. */
export interface VersionCounts {
  readonly byVersion: ReadonlyMap<string, ClusterCounts>;
  /** Whether each of them is of a cluster of its own: then no names need to be compared. */
  readonly isAlone: boolean;
}

/** More would fill a hover, and an older one tells nobody what to do. */
export const mostVersions = 6;

/**
 * Rates by version, and the cut between two versions at which newer and older ones differ most. Its p value is multiplied by the number
 * of cuts that were tried (Bonferroni). `versions`: newest first. Undefined where fewer than two versions have a verdict.
 */
export function versionTrend(
  evaluator: string,
  versions: readonly string[],
  { byVersion, isAlone }: VersionCounts,
): TestedTrend | undefined {
  const judged = versions
    .flatMap((version) => {
      const counts = byVersion.get(version);
      return counts && counts.n > 0 ? [{ version, counts }] : [];
    })
    .slice(0, mostVersions);
  if (judged.length < 2) return undefined;
  const rates = judged.map(({ version, counts }): VersionRate => {
    const { passes, n, low, high } = clusteredRate(counts.clusters);
    return { version, passes, n, low, high };
  });
  const names = isAlone ? undefined : namesOf(judged);
  const cuts = judged.slice(1).map((_, index) => changeAt(judged, index + 1, names));
  const best = cuts.reduce((a, b) => (b.p < a.p ? b : a));
  return {
    trend: { evaluator, versions: rates, change: best.change },
    p: Math.min(1, best.p * cuts.length),
  };
}

/** Trends in the order given; only changes that hold beside all others stay. */
export function heldChanges(
  tested: readonly (TestedTrend | undefined)[],
): readonly (VersionTrend | undefined)[] {
  const known = tested.flatMap((one) => one ?? []);
  const clear = benjaminiHochberg(known.map(({ p }) => p));
  const held = new Set(known.filter((_, index) => clear[index]));
  return tested.map((one) => {
    if (!one || held.has(one)) return one?.trend;
    const { change: _, ...trend } = one.trend;
    return trend;
  });
}

interface Judged {
  readonly version: string;
  readonly counts: ClusterCounts;
}

const namesOf = (judged: readonly Judged[]): string[] =>
  [...new Set(judged.flatMap(({ counts }) => [...counts.names]))].sort();

function changeAt(
  judged: readonly Judged[],
  cut: number,
  names: readonly string[] | undefined,
): { change: VersionChange; p: number } {
  const [newer, older] = [judged.slice(0, cut), judged.slice(cut)].map((side) =>
    side.map(({ counts }) => counts),
  ) as [ClusterCounts[], ClusterCounts[]];
  const [after, before] = [total(newer), total(older)];
  const clusters = names
    ? names.map((name): TwoSided => ({ own: within(newer, name), other: within(older, name) }))
    : [
        ...alone(after).map((own) => ({ own, other: none })),
        ...alone(before).map((other) => ({ own: none, other })),
      ];
  // Both sides have a verdict: versions without one are left out.
  const { p, ...difference } = pairedRateDifference(clusters)!;
  return { change: { since: judged[cut - 1]!.version, before, after, ...difference }, p };
}

const none: Cluster = { n: 0, passes: 0 };

const alone = ({ passes, n }: Cluster): Cluster[] =>
  Array.from({ length: n }, (_, at) => ({ n: 1, passes: at < passes ? 1 : 0 }));

const within = (side: readonly ClusterCounts[], name: string): Cluster =>
  side.reduce((sum, counts) => plus(sum, counts.get(name) ?? none), none);

const total = (side: readonly ClusterCounts[]): Cluster => side.reduce<Cluster>(plus, none);

const plus = (a: Cluster, { passes, n }: Cluster): Cluster => ({ passes: a.passes + passes, n: a.n + n });
