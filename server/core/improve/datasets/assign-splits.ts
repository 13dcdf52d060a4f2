import { stableId } from "../../base/index.ts";
import { type Split, splits } from "./dataset.ts";

/** Cases that stand together. `strata`: of each of them what it is a case of (role, behavior, outcome). */
export interface GroupOfCases {
  readonly id: string;
  readonly strata: readonly string[];
}

export type Shares = Readonly<Record<Split, number>>;

/**
 * Held-out ones decide whether a suggestion is good, and a gate that sees fewer than 16 of the target can say nothing: of 50 cases it has 20 this
 * way. Reflections see a handful at a time, so that train is what may be small.
 */
export const usualShares: Shares = { train: 0.3, validation: 0.3, "held-out": 0.4 };

type Counts = Record<Split, number>;
const none = (): Counts => ({ train: 0, validation: 0, "held-out": 0 });

/**
 * Gives each group a split: by a seeded hash of the group, in each stratum as near to the shares as whole groups allow, rare strata first. Groups that are
 * in `kept` stay where they are: what a search has seen is never held out later.
 */
export function assignSplits(
  groups: readonly GroupOfCases[],
  options: { readonly seed: number; readonly shares?: Shares; readonly kept?: ReadonlyMap<string, Split> },
): Map<string, Split> {
  const { seed, shares = usualShares, kept = new Map<string, Split>() } = options;
  const inStratum = new Map<string, Counts>();
  const inAll = none();
  const assigned = new Map<string, Split>();
  const assign = ({ id, strata }: GroupOfCases, split: Split): void => {
    assigned.set(id, split);
    inAll[split] += strata.length;
    for (const stratum of strata) countsOf(inStratum, stratum)[split]++;
  };
  for (const group of groups) {
    const split = kept.get(group.id);
    if (split) assign(group, split);
  }
  for (const [stratum, own] of rareFirst(groups, seed))
    for (const group of own)
      if (!assigned.has(group.id))
        assign(group, mostWanting(group, countsOf(inStratum, stratum), inAll, shares));
  return assigned;
}

function countsOf(byStratum: Map<string, Counts>, stratum: string): Counts {
  const there = byStratum.get(stratum) ?? none();
  byStratum.set(stratum, there);
  return there;
}

function rareFirst(groups: readonly GroupOfCases[], seed: number): [string, GroupOfCases[]][] {
  const byStratum = new Map<string, GroupOfCases[]>();
  for (const group of groups)
    for (const stratum of new Set(group.strata))
      byStratum.set(stratum, [...(byStratum.get(stratum) ?? []), group]);
  const order = new Map(groups.map(({ id }) => [id, stableId(["split", seed, id])]));
  for (const own of byStratum.values()) own.sort((a, b) => (order.get(a.id)! < order.get(b.id)! ? -1 : 1));
  return [...byStratum].sort(([a, x], [b, y]) => x.length - y.length || (a < b ? -1 : 1));
}

/** The split that lacks most of its share in the stratum; where several lack the same, in all. */
function mostWanting({ strata }: GroupOfCases, own: Counts, all: Counts, shares: Shares): Split {
  const total = (counts: Counts): number => splits.reduce((sum, split) => sum + counts[split], 0);
  const lack = (counts: Counts, split: Split): number =>
    shares[split] * (total(counts) + strata.length) - counts[split];
  // Small strata would all begin with the same split if nothing but themselves counted.
  const wanting = (split: Split): number => lack(own, split) + 0.5 * lack(all, split);
  return splits.reduce((best, split) => (wanting(split) > wanting(best) + 1e-9 ? split : best));
}
